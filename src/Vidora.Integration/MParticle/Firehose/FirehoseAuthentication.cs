namespace Vidora.Integration.MParticle.Firehose;

/// <summary>How customers authorise a partner: OAuth 2 with an authorization code, the only way there is (mParticle Firehose).</summary>
public sealed class FirehoseAuthentication
{
    /// <summary>Where customers are sent to agree (mParticle Firehose).</summary>
    public required Uri AuthorizationUrl { get; init; }

    /// <summary>Where a code becomes a token (mParticle Firehose).</summary>
    public required Uri TokenUrl { get; init; }

    /// <summary>Where a token is renewed (mParticle Firehose).</summary>
    public Uri? RefreshUrl { get; init; }

    /// <summary>mParticle's id at the partner (mParticle Firehose).</summary>
    public string? ClientId { get; init; }

    /// <summary>How long tokens live that do not say it, in whole seconds on the wire (mParticle Firehose, unit taken from OAuth 2).</summary>
    public TimeSpan? DefaultExpiresIn { get; init; }

    /// <summary>The header in which mParticle sends the token; null for a bearer token in <c>Authorization</c> (mParticle Firehose).</summary>
    public string? CustomHeaderName { get; init; }

    /// <summary>Name of the parameter of the client's id, if the partner has its own (mParticle Firehose).</summary>
    public string? ClientIdParameterName { get; init; }

    /// <summary>Name of the parameter of the client's secret, if the partner has its own (mParticle Firehose).</summary>
    public string? SecretParameterName { get; init; }

    /// <summary>What is asked for (mParticle Firehose).</summary>
    public IReadOnlyList<FirehoseScope> Scopes { get; init; } = [];
}
