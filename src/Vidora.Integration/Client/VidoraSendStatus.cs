namespace Vidora.Integration;

/// <summary>What became of one event that was sent to Vidora. A closed set of our own: every answer and failure is one of them.</summary>
public enum VidoraSendStatus
{
    /// <summary>Vidora has taken the event. Nothing is left to do.</summary>
    Accepted,

    /// <summary>Vidora refused the content of the request. Sending the same again is no use; a smaller part of it may be fine.</summary>
    Rejected,

    /// <summary>
    /// The request was too large. Without <see cref="VidoraSendOutcome.HttpStatus"/> the event alone is larger than a request
    /// may be and was not sent; with one (413) fewer events may go through.
    /// </summary>
    TooLarge,

    /// <summary>A failure that passes, or one that nobody has classified. Send again later.</summary>
    Transient,

    /// <summary>Key, secret, address or certificate is wrong. Nothing goes through until the setup is corrected.</summary>
    SetupFault,
}
