namespace Vidora.Integration.AspNetCore.Receiving;

/// <summary>Says why a body is unusable.</summary>
internal enum RequestBodyFault
{
    None,
    TooLarge,
    TooSlow,
    Aborted,

    /// <summary>All requests together hold as many bytes as they may.</summary>
    Busy,
    UnsupportedEncoding,
    Corrupt,
}
