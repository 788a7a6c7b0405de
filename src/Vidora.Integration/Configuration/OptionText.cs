namespace Vidora.Integration.Configuration;

/// <summary>Values of options as they may appear in a message.</summary>
internal static class OptionText
{
    /// <summary>An address without the parts that could hold a secret: user, password, query, fragment.</summary>
    public static string Of(Uri? address) => address switch
    {
        null => "(null)",
        { IsAbsoluteUri: false } => Of(address.OriginalString),
        _ => address.GetComponents(UriComponents.SchemeAndServer | UriComponents.Path, UriFormat.UriEscaped),
    };

    /// <summary>Text that was meant as an address, without what could be a secret in it.</summary>
    public static string Of(string address) =>
        address.AsSpan().ContainsAny("@?#&=") ? "(not shown: it may hold a secret)" : address;
}
