namespace Vidora.Integration.AspNetCore.Receiving;

/// <summary>Why a body cannot be used.</summary>
internal enum RequestBodyFault
{
    None,
    TooLarge,
    TooSlow,
    Aborted,
    UnsupportedEncoding,
    Corrupt,
}
