using System.Data.Common;
using Microsoft.Extensions.Options;
using Vidora.Integration.Settings;

namespace Vidora.Integration.Configuration;

/// <summary>Reads <c>Endpoint=…;ApiToken=…;Secret=…</c>, which an app host hands over. No message holds a value of it.</summary>
internal static class ConnectionString
{
    private const string Example = "Endpoint=https://api-us.vidora.com/;ApiToken=<token>";

    /// <summary>Returns whether a text is a connection string and no name.</summary>
    public static bool Is(string text) => text.Contains('=', StringComparison.Ordinal);

    /// <summary>Applies a connection string to options.</summary>
    /// <exception cref="OptionsValidationException">A key is unknown, or a value cannot be read.</exception>
    public static void Apply(string text, string account, VidoraOptions options)
    {
        var parts = new DbConnectionStringBuilder();
        try
        {
            parts.ConnectionString = text;
        }
        catch (ArgumentException)
        {
            // Its message quotes the text.
            throw Failure(account, $"cannot be read. Use {Example}");
        }

        foreach (string key in parts.Keys)
        {
            var value = (string)parts[key];
            switch (key.ToUpperInvariant())
            {
                case "ENDPOINT":
                    options.BaseAddress = Uri.TryCreate(value, UriKind.Absolute, out var address)
                        ? address
                        : throw Failure(account, "has an Endpoint that is no absolute address. Set Endpoint=https://api-us.vidora.com/");
                    break;
                case "APITOKEN":
                    options.ApiKey = value;
                    break;
                case "SECRET":
                    options.ApiSecret = value;
                    break;
                case "ALLOWHTTP":
                    options.AllowHttp = bool.TryParse(value, out var flag)
                        ? flag
                        : throw Failure(account, "has an AllowHttp that is neither true nor false. Set AllowHttp=true");
                    break;
                default:
                    // An unknown key may be a part of a secret with a semicolon in it.
                    throw Failure(
                        account,
                        (key.Length <= 32 && key.All(char.IsAsciiLetter) ? $"has the unknown key \"{key}\"" : "has an unknown key")
                        + ". Use Endpoint, ApiToken, Secret and AllowHttp, and put a value with a semicolon between quotes");
            }
        }
    }

    private static OptionsValidationException Failure(string account, string problem) => new(
        account,
        typeof(VidoraOptions),
        [$"The connection string{(account.Length == 0 ? "" : $" of account \"{account}\"")} {problem}"]);
}
