using System.CommandLine;

namespace Vidora.Samples.Console.Commands;

/// <summary>Creates options that take an http or https address.</summary>
internal static class AddressOption
{
    public static Option<Uri> Create(string name, string description, bool required = false) => new(name)
    {
        Description = description,
        HelpName = "URL",
        Required = required,
        CustomParser = result =>
        {
            var text = result.Tokens.Count > 0 ? result.Tokens[0].Value : "";
            if (Uri.TryCreate(text, UriKind.Absolute, out var address) && address.Scheme is "http" or "https")
            {
                return address;
            }

            result.AddError($"{name} takes an address such as http://127.0.0.1:8480");
            return null;
        },
    };
}
