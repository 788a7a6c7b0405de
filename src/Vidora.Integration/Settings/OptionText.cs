namespace Vidora.Integration.Settings;

/// <summary>Formats values of options for messages.</summary>
internal static class OptionText
{
    /// <summary>Returns an address without the parts that may hold a secret: user, password, query, fragment.</summary>
    public static string Of(Uri? address) => address switch
    {
        null => "(null)",
        { IsAbsoluteUri: false } => Of(address.OriginalString),
        _ => address.GetComponents(UriComponents.SchemeAndServer | UriComponents.Path, UriFormat.UriEscaped),
    };

    /// <summary>Returns the text of an address unless it may hold a secret.</summary>
    public static string Of(string address) =>
        address.AsSpan().ContainsAny("@?#&=") ? "(not shown: it may hold a secret)" : address;

    /// <summary>Returns whether a secret is set, and not the secret.</summary>
    public static string Presence(string? secret) => string.IsNullOrEmpty(secret) ? "(not set)" : "(set)";
}
