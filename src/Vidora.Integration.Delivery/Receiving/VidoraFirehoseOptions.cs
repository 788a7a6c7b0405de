using System.Diagnostics;
using System.Text.Json.Serialization;
using Vidora.Integration.Settings;

namespace Vidora.Integration.Delivery;

/// <summary>Configures <see cref="VidoraFirehose"/>, which reads the options once.</summary>
public sealed class VidoraFirehoseOptions
{
    private const int MaxDescriptionLength = 229;

    /// <summary>
    /// Gets the tokens that mParticle's Firehose may send, as <c>Authorization: Token …</c>. Registration needs no token (mParticle
    /// Firehose). Default: none, and every other message that brings a header is refused.
    /// </summary>
    [JsonIgnore]
    [DebuggerBrowsable(DebuggerBrowsableState.Never)]
    public IList<string> Tokens { get; } = [];

    /// <summary>Gets or sets the partner's name in the answer to registration. Default: <c>Vidora</c>.</summary>
    public string Name { get; set; } = "Vidora";

    /// <summary>
    /// Gets or sets the partner's description there, at most 229 characters; a link in HTML is allowed (mParticle Firehose). Default:
    /// none.
    /// </summary>
    public string? Description { get; set; }

    /// <summary>Gets or sets the domain that lists the partner as a processor of erasures (mParticle Firehose). Default: none.</summary>
    public string? Domain { get; set; }

    /// <summary>Adds what is wrong with the options.</summary>
    /// <param name="failures">Gets what is wrong.</param>
    /// <param name="prefix">The start of the options' names, where other options hold these.</param>
    internal void Check(Failures failures, string prefix = "")
    {
        if (string.IsNullOrWhiteSpace(Name))
        {
            failures.Add(prefix + nameof(Name), "is empty", "\"Vidora\"");
        }

        if (Description?.Length > MaxDescriptionLength)
        {
            failures.Add(
                prefix + nameof(Description), $"has {Description.Length} characters; it must have at most {MaxDescriptionLength}", "\"<description>\"");
        }

        // An empty value is a variable that is not set. It would accept every request that sends an empty header.
        if (Tokens.Any(string.IsNullOrWhiteSpace))
        {
            failures.Add(prefix + nameof(Tokens), "holds an empty value", "[\"<value>\"]");
        }
    }
}
