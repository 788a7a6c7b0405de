namespace Vidora.Integration.Generator;

/// <summary>What kind of batches a <see cref="BatchGenerator"/> writes.</summary>
public enum BatchProfile
{
    /// <summary>
    /// Everyday batches for measuring: 2–4 KB, 1–4 events, about 20 user attributes, full device info, consent; one in
    /// the form that mParticle's outputs usually have. All of them are forwarded.
    /// </summary>
    Benchmark,

    /// <summary>
    /// Every event type and platform in every documented variant of the wire: ids as text, both identity forms, flat
    /// consent, duplicate keys, discriminator last, nulls and zeros, unknown fields; among them batches and events that
    /// must not be forwarded.
    /// </summary>
    Variety,

    /// <summary>
    /// Every event type on every platform, in turn, in the form that mParticle's outputs usually have, with all context: what the
    /// emulator's sending half replays.
    /// </summary>
    Outputs,
}
