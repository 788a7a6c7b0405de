using System.Diagnostics;
using System.Text.Json.Serialization;
using Vidora.Integration.Emulator.Outputs;

namespace Vidora.Integration.Emulator;

/// <summary>
/// Plays mParticle's sending half: sends the batches of an invented shop to a host, as one of mParticle's outputs does, and compares
/// what the emulated Vidora then has. Answers 408, 429 and 5xx are retried for a limited time, other 4xx drop a document (mParticle
/// Firehose documentation). Pauses, shares of odd batches and limits are our choice.
/// </summary>
/// <example>
/// <code>
/// var result = await emulator.MParticle.PlayAsync(new MParticlePlay { To = new Uri("http://127.0.0.1:8481") });
/// Assert.That(result.IsExact, Is.True, result.ToString());
/// </code>
/// </example>
public sealed class MParticlePlay
{
    /// <summary>The most batches of a play, which bounds its memory to about 100 MB.</summary>
    public const int MaxBatches = 1_000_000;

    /// <summary>
    /// Gets the address of the host: https, or http on loopback. Without a path it gets the one of <c>vidora serve</c>:
    /// <c>/mparticle/batches</c> or <c>/mparticle/firehose</c>.
    /// </summary>
    public required Uri To { get; init; }

    /// <summary>Gets the output. Default: <see cref="MParticleOutput.Webhook"/>.</summary>
    public MParticleOutput Output { get; init; }

    /// <summary>Gets the whole value of the header <c>Authorization</c>; for Firehose the token. Default: null, none.</summary>
    [JsonIgnore]
    [DebuggerBrowsable(DebuggerBrowsableState.Never)]
    public string? Authorization { get; init; }

    /// <summary>Gets the setting <c>apiKey</c> of Firehose's messages. Default: <c>demo-key</c>.</summary>
    public string AccountKey { get; init; } = "demo-key";

    /// <summary>Gets the number of batches, from 1 to <see cref="MaxBatches"/>. Default: 1,000.</summary>
    public int Batches { get; init; } = 1_000;

    /// <summary>Gets the batches a second, from 0.01 to 100,000. After an outage the play catches up. Default: 100.</summary>
    public double Rate { get; init; } = 100;

    /// <summary>Gets the number of requests under way at once, from 1 to 1,000. Default: 16.</summary>
    public int Connections { get; init; } = 16;

    /// <summary>Gets the number of users, from 12, one for each platform. Default: 1,200.</summary>
    public int Users { get; init; } = 1_200;

    /// <summary>Gets the share of documents that are sent again after they were accepted. Default: 0.01.</summary>
    public double Duplicates { get; init; } = 0.01;

    /// <summary>Gets the share of batches whose events are one hour to three days late. Default: 0.02.</summary>
    public double Late { get; init; } = 0.02;

    /// <summary>Gets the share of batches that change places with the next one of their user. Default: 0.02.</summary>
    public double OutOfOrder { get; init; } = 0.02;

    /// <summary>Gets the number of users whose erasure Firehose asks for at the end. Default: 0.</summary>
    public int Erasures { get; init; }

    /// <summary>Gets how long a document is retried. Default: 10 minutes.</summary>
    public TimeSpan RetryFor { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>Gets how long the comparison waits for further events when some are missing. Default: 1 minute.</summary>
    public TimeSpan WaitForVidora { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>Gets the seed of ids, users and odd batches. Default: null, one from the clock; the result has it.</summary>
    public int? Seed { get; init; }

    /// <summary>Gets the time of the first batch in the data. Default: null, the time at which it is sent.</summary>
    public DateTimeOffset? StartAt { get; init; }

    /// <summary>Gets the mapping of the host, which tells what Vidora must have. Default: the default mapping.</summary>
    public VidoraMappingOptions Mapping { get; init; } = new();

    /// <summary>
    /// Gets the address of the emulator whose events are compared, with its password as user information if it has one. Default: null; a play of an emulator compares its own events,
    /// and any other compares none.
    /// </summary>
    public Uri? Vidora { get; init; }

    /// <summary>Sends from this process, without an emulator in it.</summary>
    /// <param name="progress">Receives the counts while the play runs. Default: null, none.</param>
    /// <param name="stop">Stops the sending. What was sent is still compared. Default: never.</param>
    /// <param name="cancellationToken">Cancels everything.</param>
    /// <exception cref="ArgumentException">A setting is out of range. The message names it.</exception>
    /// <exception cref="InvalidOperationException">The host refuses the registration, or the emulator does not show its events.</exception>
    public async Task<MParticlePlayResult> RunAsync(
        IProgress<MParticlePlayResult>? progress = null, CancellationToken stop = default, CancellationToken cancellationToken = default)
    {
        Validate();
        using var vidora = Vidora is null ? null : new RemoteEvents(Vidora);
        using var run = new PlayRun(this, vidora is null ? null : vidora.ReadAsync, TimeProvider.System);
        using var stopping = stop.UnsafeRegister(state => ((PlayRun)state!).Stop(), run);
        var ending = run.RunAsync(cancellationToken);
        while (progress is not null && !ending.IsCompleted)
        {
            progress.Report(run.Snapshot());
            await Task.WhenAny(ending, Task.Delay(TimeSpan.FromMilliseconds(500), TimeProvider.System, CancellationToken.None));
        }

        return await ending;
    }

    /// <summary>Throws <see cref="ArgumentException"/> when a setting is out of range.</summary>
    internal void Validate()
    {
        Require(
            To is { IsAbsoluteUri: true, UserInfo: "", Fragment: "" } && (To.Scheme == Uri.UriSchemeHttps || (To.Scheme == Uri.UriSchemeHttp && To.IsLoopback)),
            nameof(To), "an https address, or http on loopback, without user and fragment");
        Require(Batches is >= 1 and <= MaxBatches, nameof(Batches), "1 to 1,000,000");
        Require(Rate is >= 0.01 and <= 100_000, nameof(Rate), "0.01 to 100,000");
        Require(Connections is >= 1 and <= 1_000, nameof(Connections), "1 to 1,000");
        Require(Users is >= PlayContent.Platforms and <= 10_000_000, nameof(Users), "12 to 10,000,000");
        Require(Duplicates is >= 0 and <= 1, nameof(Duplicates), "0 to 1");
        Require(Late is >= 0 and <= 1, nameof(Late), "0 to 1");
        Require(OutOfOrder is >= 0 and <= 1, nameof(OutOfOrder), "0 to 1");
        Require(Erasures == 0 || (Output == MParticleOutput.Firehose && Erasures > 0 && Erasures <= Users), nameof(Erasures), "0, or with Firehose up to Users");
        Require(RetryFor >= TimeSpan.Zero && RetryFor <= TimeSpan.FromDays(7), nameof(RetryFor), "0 to 7 days");
        Require(WaitForVidora >= TimeSpan.Zero && WaitForVidora <= TimeSpan.FromHours(1), nameof(WaitForVidora), "0 to 1 hour");
        Require(Authorization is null || !Authorization.AsSpan().ContainsAny('\r', '\n'), nameof(Authorization), "one line");
    }

    /// <summary>Returns the address with a path.</summary>
    internal Uri Target() => To.AbsolutePath != "/" ? To : new Uri(To, Output == MParticleOutput.Firehose ? "/mparticle/firehose" : "/mparticle/batches");

    private static void Require(bool isValid, string name, string range)
    {
        if (!isValid)
        {
            throw new ArgumentException($"{name} is out of range. Use {range}.", name);
        }
    }
}
