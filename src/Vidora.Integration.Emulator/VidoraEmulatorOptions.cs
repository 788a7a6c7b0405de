using System.Diagnostics;
using System.Text.Json.Serialization;

namespace Vidora.Integration.Emulator;

/// <summary>How an emulator behaves. Everything here is our choice; the services' own limits are not public unless said.</summary>
public sealed class VidoraEmulatorOptions
{
    /// <summary>
    /// The address to listen on, http only. Default <c>http://127.0.0.1:0</c>: loopback, a free port. An address that is
    /// not loopback needs a <see cref="Password"/>.
    /// </summary>
    public Uri Listen { get; set; } = new("http://127.0.0.1:0");

    /// <summary>The Vidora API key that is accepted. Default <c>demo-key</c>.</summary>
    public string ApiKey { get; set; } = "demo-key";

    /// <summary>
    /// The Vidora API secret. When set, every call must be signed with it. Default null: no signature is asked for, and one
    /// that comes all the same, or on the privacy calls that are always signed, is checked against <c>demo-secret</c>.
    /// </summary>
    [JsonIgnore]
    [DebuggerBrowsable(DebuggerBrowsableState.Never)]
    public string? ApiSecret { get; set; }

    /// <summary>The key of the mParticle feed. Default <c>feed-key</c>.</summary>
    public string FeedKey { get; set; } = "feed-key";

    /// <summary>The secret of the mParticle feed. Default <c>feed-secret</c>.</summary>
    [JsonIgnore]
    [DebuggerBrowsable(DebuggerBrowsableState.Never)]
    public string FeedSecret { get; set; } = "feed-secret";

    /// <summary>
    /// How many batches a second the feed takes before it answers 429. Default 270 (mParticle documentation); null lifts
    /// this limit and the one on acceleration.
    /// </summary>
    public int? FeedBatchesPerSecond { get; set; } = 270;

    /// <summary>
    /// How many batches a second the feed always takes, however quiet it was before; above it a second may bring at most
    /// twice what the busiest of the ten seconds before brought. Default 200.
    /// </summary>
    public int FeedStartBatchesPerSecond { get; set; } = 200;

    /// <summary>
    /// The password of the pages and of everything under <c>/emulator</c> (HTTP Basic, any user name). Default null: none is
    /// asked for, which is allowed on loopback only.
    /// </summary>
    [JsonIgnore]
    [DebuggerBrowsable(DebuggerBrowsableState.Never)]
    public string? Password { get; set; }

    /// <summary>The clock: receipt times, expiry of signatures, limits, schedules. Default the system's.</summary>
    public TimeProvider TimeProvider { get; set; } = TimeProvider.System;

    /// <summary>
    /// The seed of everything left to chance: ids of pipelines, the order of users with the same score. Default 0.
    /// </summary>
    public int Seed { get; set; }

    /// <summary>
    /// A folder that keeps everything over a restart; it is created when missing and used by one emulator at a time.
    /// Default null: in memory only. Counters start with what the folder holds. Exports to a real feed are not kept,
    /// because their secret would be.
    /// </summary>
    public string? Directory { get; set; }

    /// <summary>
    /// The folder below which exports asked for over HTTP or on a page may be written. Default null: only code can export to
    /// a folder.
    /// </summary>
    public string? ExportDirectory { get; set; }

    /// <summary>How many events are kept; older ones are let go and stay counted. Default 1,000,000, at least 1.</summary>
    public int MaxEvents { get; set; } = 1_000_000;

    /// <summary>How many users the feed keeps; those known longest are let go. Default 2,000,000, at least 1.</summary>
    public int MaxUsers { get; set; } = 2_000_000;

    /// <summary>
    /// Counts events without keeping them, and checks only the first and every thousandth of each request: for
    /// benchmarks, so that the emulator is not what is measured. Default false.
    /// </summary>
    public bool CountOnly { get; set; }

    /// <summary>The largest request body in bytes; a larger one is answered with 413. Default 16 MiB.</summary>
    public int MaxRequestBytes { get; set; } = 16 * 1024 * 1024;
}
