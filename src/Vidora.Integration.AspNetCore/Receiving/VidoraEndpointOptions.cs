using System.Diagnostics;
using System.Text.Json.Serialization;

namespace Vidora.Integration.AspNetCore;

/// <summary>Configures the endpoints of <c>MapVidora</c>, which reads the options once. Defaults are our choice.</summary>
public sealed class VidoraEndpointOptions
{
    internal const int MinRequestBytes = 1024;
    internal const int LargestRequestBytes = 256 * 1024 * 1024;
    internal const int MaxDescriptionLength = 229;

    /// <summary>Gets or sets the name of the account that receives. Default: the account without a name.</summary>
    public string Account { get; set; } = "";

    /// <summary>
    /// Gets the values of the <c>Authorization</c> header that the webhook may send, each the whole value. Several values let you
    /// change the value without a pause. Default: none, and every request is accepted.
    /// </summary>
    [JsonIgnore]
    [DebuggerBrowsable(DebuggerBrowsableState.Never)]
    public IList<string> WebhookAuthorizations { get; } = [];

    /// <summary>
    /// Gets the tokens that mParticle's Firehose may send, as <c>Authorization: Token …</c>. Default: none, and every request is
    /// accepted. Registration needs no token (mParticle Firehose).
    /// </summary>
    [JsonIgnore]
    [DebuggerBrowsable(DebuggerBrowsableState.Never)]
    public IList<string> FirehoseTokens { get; } = [];

    /// <summary>
    /// Gets or sets the maximum size of a body in bytes, compressed and decompressed, 1 KiB to 256 MiB. Default: 16 MiB. The answer
    /// to a larger body is 413.
    /// </summary>
    public int MaxRequestBytes { get; set; } = 16 * 1024 * 1024;

    /// <summary>Gets or sets how a Firehose message selects its account. Default: <see cref="FirehoseAccountKey.Host"/>.</summary>
    public FirehoseAccountKey FirehoseAccountKey { get; set; }

    /// <summary>Gets or sets the partner's name in the answer to Firehose's registration. Default: <c>Vidora</c>.</summary>
    public string FirehoseName { get; set; } = "Vidora";

    /// <summary>
    /// Gets or sets the partner's description there, at most 229 characters; a link in HTML is allowed (mParticle Firehose). Default:
    /// none.
    /// </summary>
    public string? FirehoseDescription { get; set; }

    /// <summary>Gets or sets the domain that lists the partner as a processor of erasures (mParticle Firehose). Default: none.</summary>
    public string? FirehoseDomain { get; set; }

    /// <summary>Throws ArgumentException when an option is invalid. The message names the option.</summary>
    internal void Validate()
    {
        ArgumentNullException.ThrowIfNull(Account);
        ArgumentException.ThrowIfNullOrWhiteSpace(FirehoseName);
        ArgumentOutOfRangeException.ThrowIfLessThan(MaxRequestBytes, MinRequestBytes);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(MaxRequestBytes, LargestRequestBytes);
        if (FirehoseDescription?.Length > MaxDescriptionLength)
        {
            throw new ArgumentException(
                $"FirehoseDescription has {FirehoseDescription.Length} characters. Set at most {MaxDescriptionLength}; mParticle rejects more.");
        }

        ThrowIfEmpty(WebhookAuthorizations, nameof(WebhookAuthorizations));
        ThrowIfEmpty(FirehoseTokens, nameof(FirehoseTokens));
    }

    /// <summary>An empty value is a variable that is not set. It would accept every request that sends an empty header.</summary>
    private static void ThrowIfEmpty(IList<string> values, string name)
    {
        if (values.Any(string.IsNullOrWhiteSpace))
        {
            throw new ArgumentException($"{name} holds an empty value. Set the value, or leave the list empty to accept every request.");
        }
    }
}
