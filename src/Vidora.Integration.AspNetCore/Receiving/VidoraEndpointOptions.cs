using System.Diagnostics;
using System.Text.Json.Serialization;

namespace Vidora.Integration.AspNetCore;

/// <summary>How the endpoints of <c>MapVidora</c> receive. Read once, when they are mapped. Defaults are our choice.</summary>
public sealed class VidoraEndpointOptions
{
    internal const int LeastRequestBytes = 1024;
    internal const int GreatestRequestBytes = 256 * 1024 * 1024;

    /// <summary>The account that receives, by its name. Default the one without a name.</summary>
    public string Account { get; set; } = "";

    /// <summary>
    /// The values of the <c>Authorization</c> header of which the webhook must send one, each the whole value as it is typed into
    /// mParticle; more than one while a value is being changed. Default none: anyone who reaches the endpoint may post.
    /// </summary>
    [JsonIgnore]
    [DebuggerBrowsable(DebuggerBrowsableState.Never)]
    public IList<string> WebhookAuthorizations { get; } = [];

    /// <summary>
    /// The tokens of which mParticle's Firehose must send one, as <c>Authorization: Token …</c>; more than one while a token is
    /// being changed. Default none. Registration is answered without a token in any case (mParticle Firehose).
    /// </summary>
    [JsonIgnore]
    [DebuggerBrowsable(DebuggerBrowsableState.Never)]
    public IList<string> FirehoseTokens { get; } = [];

    /// <summary>
    /// The most bytes of a request's body, as it comes and also once it is decompressed, 1 KiB to 256 MiB. Default 16 MiB. What is
    /// larger is answered with 413.
    /// </summary>
    public int MaxRequestBytes { get; set; } = 16 * 1024 * 1024;

    /// <summary>Which account gets the events of a Firehose message. Default <see cref="FirehoseAccountKey.Host"/>.</summary>
    public FirehoseAccountKey FirehoseAccountKey { get; set; }

    /// <summary>The partner's name in the answer to Firehose's registration. Default <c>Vidora</c>.</summary>
    public string FirehoseName { get; set; } = "Vidora";

    /// <summary>The partner's description there, less than 230 characters; a link in HTML is allowed (mParticle Firehose). Default none.</summary>
    public string? FirehoseDescription { get; set; }

    /// <summary>The domain under which the partner is listed as a processor of erasures (mParticle Firehose). Default none.</summary>
    public string? FirehoseDomain { get; set; }

    internal void Validate()
    {
        ArgumentNullException.ThrowIfNull(Account);
        ArgumentException.ThrowIfNullOrWhiteSpace(FirehoseName);
        ArgumentOutOfRangeException.ThrowIfLessThan(MaxRequestBytes, LeastRequestBytes);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(MaxRequestBytes, GreatestRequestBytes);
        if (FirehoseDescription is { Length: >= 230 })
        {
            throw new ArgumentException($"{nameof(FirehoseDescription)} has 230 characters or more; mParticle takes fewer.");
        }

        // An empty value is a variable that was forgotten, and would let in whoever sends an empty one.
        if (WebhookAuthorizations.Any(string.IsNullOrWhiteSpace))
        {
            throw new ArgumentException($"{nameof(WebhookAuthorizations)} holds an empty value. Leave the list empty to ask for none.");
        }

        if (FirehoseTokens.Any(string.IsNullOrWhiteSpace))
        {
            throw new ArgumentException($"{nameof(FirehoseTokens)} holds an empty token. Leave the list empty to ask for none.");
        }
    }
}
