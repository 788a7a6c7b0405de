using Vidora.Integration.Emulator.Outputs;
using Vidora.Integration.Emulator.Storage;

namespace Vidora.Integration.Emulator;

/// <summary>Sends as mParticle's outputs do, from the emulator. One play runs at a time.</summary>
public sealed class EmulatedMParticle
{
    private const int MaxPlays = 20;

    private readonly EventStore _store;
    private readonly TimeProvider _time;
    private readonly Lock _lock = new();
    private readonly List<PlayRun> _runs = [];
    private readonly CancellationToken _closing;
    private Task<MParticlePlayResult>? _running;
    private int _lastId;

    internal EmulatedMParticle(EventStore store, TimeProvider time, CancellationToken closing) => (_store, _time, _closing) = (store, time, closing);

    /// <summary>Gets the last 20 plays, oldest first.</summary>
    public IReadOnlyList<MParticlePlayResult> Plays => [.. Runs().Select(run => run.Snapshot())];

    /// <summary>Runs a play to its end and compares this emulator's events.</summary>
    /// <param name="play">The play.</param>
    /// <param name="cancellationToken">Cancels it.</param>
    /// <exception cref="ArgumentException">A setting is out of range. The message names it.</exception>
    /// <exception cref="InvalidOperationException">A play is running already, or the host refuses Firehose's registration.</exception>
    public async Task<MParticlePlayResult> PlayAsync(MParticlePlay play, CancellationToken cancellationToken = default) =>
        await Start(play, cancellationToken).Ending;

    /// <summary>Stops a play. What it has sent is still compared.</summary>
    /// <param name="id">The id of the play.</param>
    /// <returns>False when there is no such play.</returns>
    public bool Stop(int id)
    {
        if (Find(id) is not { } run)
        {
            return false;
        }

        run.Stop();
        return true;
    }

    /// <summary>Starts a play. Its result has the error, for a caller that does not await the end.</summary>
    internal (int Id, Task<MParticlePlayResult> Ending) Start(MParticlePlay play, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(play);
        play.Validate();
        lock (_lock)
        {
            if (_running is { IsCompleted: false })
            {
                throw new InvalidOperationException("A play is running already. Stop it, or wait for its end.");
            }

            if (_runs.Count == MaxPlays)
            {
                _runs.RemoveAt(0);
            }

            var run = new PlayRun(play, ReadAsync, _time, ++_lastId);
            _runs.Add(run);
            _running = RunAsync(run, cancellationToken);
            return (_lastId, _running);
        }
    }

    internal IReadOnlyList<PlayAnswer> LatestAnswers(int id) => Find(id)?.Latest ?? [];

    internal void Clear()
    {
        lock (_lock)
        {
            _runs.ForEach(run => run.Stop());
            _runs.Clear();
        }
    }

    /// <summary>Completes when no play runs any more.</summary>
    internal Task EndAsync() =>
        _running?.ContinueWith(_ => { }, CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Default) ?? Task.CompletedTask;

    private async Task<MParticlePlayResult> RunAsync(PlayRun run, CancellationToken cancellationToken)
    {
        using (run)
        {
            using var both = CancellationTokenSource.CreateLinkedTokenSource(_closing, cancellationToken);
            return await run.RunAsync(both.Token);
        }
    }

    private Task<EventIdPage> ReadAsync(long after, CancellationToken cancellationToken) => Task.FromResult(_store.FindIds(after, 10_000));

    private PlayRun[] Runs()
    {
        lock (_lock)
        {
            return [.. _runs];
        }
    }

    private PlayRun? Find(int id) => Runs().FirstOrDefault(run => run.Id == id);
}
