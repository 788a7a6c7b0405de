namespace Vidora.Integration.AspNetCore.Receiving;

/// <summary>Says why a body is unusable.</summary>
internal enum RequestBodyFault
{
    None,
    TooLarge,
    TooSlow,
    Aborted,
    UnsupportedEncoding,
    Corrupt,
}
