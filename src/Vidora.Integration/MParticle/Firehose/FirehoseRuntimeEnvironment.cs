namespace Vidora.Integration.MParticle.Firehose;

/// <summary>A platform whose events a partner can be sent, in Firehose's words (mParticle Firehose). Open: a word that came later can be made from its text.</summary>
/// <param name="Value">The word as the protocol writes it.</param>
public readonly record struct FirehoseRuntimeEnvironment(string Value)
{
    /// <summary><c>unknown</c>.</summary>
    public static FirehoseRuntimeEnvironment Unknown { get; } = new("unknown");

    /// <summary><c>android</c>.</summary>
    public static FirehoseRuntimeEnvironment Android { get; } = new("android");

    /// <summary><c>ios</c>.</summary>
    public static FirehoseRuntimeEnvironment Ios { get; } = new("ios");

    /// <summary><c>tvos</c>.</summary>
    public static FirehoseRuntimeEnvironment TvOs { get; } = new("tvos");

    /// <summary><c>mobileweb</c>.</summary>
    public static FirehoseRuntimeEnvironment MobileWeb { get; } = new("mobileweb");

    /// <summary><c>roku</c>.</summary>
    public static FirehoseRuntimeEnvironment Roku { get; } = new("roku");

    /// <summary><c>xbox</c>.</summary>
    public static FirehoseRuntimeEnvironment Xbox { get; } = new("xbox");

    /// <summary><c>firetv</c>.</summary>
    public static FirehoseRuntimeEnvironment FireTv { get; } = new("firetv");

    /// <summary><c>alexa</c>.</summary>
    public static FirehoseRuntimeEnvironment Alexa { get; } = new("alexa");

    /// <summary><c>smarttv</c>.</summary>
    public static FirehoseRuntimeEnvironment SmartTv { get; } = new("smarttv");

    /// <inheritdoc/>
    public override string ToString() => Value ?? "";
}
