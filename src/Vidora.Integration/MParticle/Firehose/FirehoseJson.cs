using Vidora.Integration.MParticle.Json;

namespace Vidora.Integration.MParticle.Firehose;

/// <summary>Reads the messages of the Firehose partner protocol (mParticle Firehose).</summary>
public static class FirehoseJson
{
    /// <summary>Whether a document is a Firehose message.</summary>
    /// <param name="utf8Json">One JSON document.</param>
    public static bool IsMessage(ReadOnlySpan<byte> utf8Json) => utf8Json.IsEmpty;

    /// <summary>Reads one message.</summary>
    /// <param name="utf8Json">One JSON object, UTF-8.</param>
    /// <param name="limits">Limits; the default ones when null.</param>
    public static FirehoseRequest ReadRequest(ReadOnlyMemory<byte> utf8Json, MParticleReadLimits? limits = null) => throw new NotSupportedException();
}
