using System.Diagnostics;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json.Serialization;
using Vidora.Integration.Emulator.Hosting;

namespace Vidora.Integration.Emulator;

/// <summary>Configures an emulator. Limits are our choice unless a source is named.</summary>
public sealed class VidoraEmulatorOptions
{
    /// <summary>
    /// Gets or sets the address to listen on, http or https. An address that is not loopback needs a <see cref="Password"/>.
    /// Default: <c>http://127.0.0.1:0</c>, a free port.
    /// </summary>
    public Uri Listen { get; set; } = new("http://127.0.0.1:0");

    /// <summary>
    /// Gets or sets the certificate of an https address, with its private key. Default: null, the development certificate of ASP.NET Core
    /// (<c>dotnet dev-certs https</c>).
    /// </summary>
    [JsonIgnore]
    [DebuggerBrowsable(DebuggerBrowsableState.Never)]
    public X509Certificate2? Certificate { get; set; }

    /// <summary>Gets or sets the Vidora API key. Default: <c>demo-key</c>.</summary>
    public string ApiKey { get; set; } = "demo-key";

    /// <summary>
    /// Gets or sets the Vidora API secret. With one every call must be signed. Default: null; only the privacy calls must be
    /// signed, and signatures are checked with <c>demo-secret</c>.
    /// </summary>
    [JsonIgnore]
    [DebuggerBrowsable(DebuggerBrowsableState.Never)]
    public string? ApiSecret { get; set; }

    /// <summary>Gets or sets the key of the mParticle feed. Default: <c>feed-key</c>.</summary>
    public string FeedKey { get; set; } = "feed-key";

    /// <summary>Gets or sets the secret of the mParticle feed. Default: <c>feed-secret</c>.</summary>
    [JsonIgnore]
    [DebuggerBrowsable(DebuggerBrowsableState.Never)]
    public string FeedSecret { get; set; } = "feed-secret";

    /// <summary>
    /// Gets or sets the batches a second that the feed accepts before it answers 429. Null removes this limit and the one
    /// on acceleration. Default: 270 (mParticle documentation).
    /// </summary>
    public int? FeedBatchesPerSecond { get; set; } = 270;

    /// <summary>
    /// Gets or sets the batches a second that the feed accepts at any time. Beyond it a second may bring at most twice the
    /// batches of the busiest of the ten seconds before. Default: 200.
    /// </summary>
    public int FeedStartBatchesPerSecond { get; set; } = 200;

    /// <summary>
    /// Gets or sets the password of the pages and of <c>/emulator</c> (HTTP Basic, any user name). Default: null, none;
    /// allowed on loopback only.
    /// </summary>
    [JsonIgnore]
    [DebuggerBrowsable(DebuggerBrowsableState.Never)]
    public string? Password { get; set; }

    /// <summary>Gets or sets the clock of receipt times, signatures, limits and schedules. Default: the system's.</summary>
    public TimeProvider TimeProvider { get; set; } = TimeProvider.System;

    /// <summary>Gets or sets the seed of ids. A pipeline has its own seed. Default: 0.</summary>
    public int Seed { get; set; }

    /// <summary>
    /// Gets or sets a folder that keeps everything over a restart. It is created when missing and used by one emulator at a
    /// time. Counts start with its content. Exports to a real feed are not kept, because of their secret. Default: null, a
    /// temporary file that is deleted at the end.
    /// </summary>
    public string? Directory { get; set; }

    /// <summary>
    /// Gets or sets the folder below which HTTP and the pages may write exports. Default: null; only code can export to a
    /// folder.
    /// </summary>
    public string? ExportDirectory { get; set; }

    /// <summary>Gets or sets how many events are stored, at least 1. Older events are deleted and stay counted. Default: 1,000,000.</summary>
    public int MaxEvents { get; set; } = 1_000_000;

    /// <summary>Gets or sets how many users the feed stores, at least 1. The oldest are deleted. Default: 2,000,000.</summary>
    public int MaxUsers { get; set; } = 2_000_000;

    /// <summary>
    /// Gets or sets whether events are counted and not stored. Only the first and every thousandth event of a request is
    /// inspected. For benchmarks of senders. Default: false.
    /// </summary>
    public bool CountOnly { get; set; }

    /// <summary>Gets or sets the largest request body in bytes. A larger one gets 413. Default: 16 MiB.</summary>
    public int MaxRequestBytes { get; set; } = 16 * 1024 * 1024;

    internal void Validate()
    {
        EmulatorServer.Validate(Listen, Password);
        ArgumentException.ThrowIfNullOrEmpty(ApiKey);
        ArgumentNullException.ThrowIfNull(TimeProvider);
        ArgumentOutOfRangeException.ThrowIfLessThan(MaxEvents, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(MaxUsers, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(MaxRequestBytes, 1024);
        ArgumentOutOfRangeException.ThrowIfLessThan(FeedBatchesPerSecond ?? 1, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(FeedStartBatchesPerSecond, 1);
        ArgumentException.ThrowIfNullOrEmpty(FeedKey);
        ArgumentException.ThrowIfNullOrEmpty(FeedSecret);
        if (ApiSecret is "")
        {
            throw new ArgumentException("ApiSecret is empty. Set a secret, or null when calls need no signature.", nameof(ApiSecret));
        }
    }
}
