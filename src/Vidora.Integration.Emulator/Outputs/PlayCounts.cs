namespace Vidora.Integration.Emulator.Outputs;

/// <summary>Counts a play. Thread-safe.</summary>
internal sealed class PlayCounts
{
    private const int MaxAnswers = 30;

    private readonly Lock _lock = new();
    private readonly SortedDictionary<int, long> _answers = [];
    private readonly SortedDictionary<string, long> _messages = new(StringComparer.Ordinal);
    private readonly SortedDictionary<string, long> _leftOut = new(StringComparer.Ordinal);
    private readonly Queue<PlayAnswer> _latest = new();
    private readonly Counters _counters = new();

    /// <summary>Gets the latest answers, newest first.</summary>
    public IReadOnlyList<PlayAnswer> Latest
    {
        get
        {
            lock (_lock)
            {
                return [.. _latest.Reverse()];
            }
        }
    }

    public void Batch(bool isLate, bool isOutOfOrder) => Change(counters =>
    {
        counters.Batches++;
        counters.Late += isLate ? 1 : 0;
        counters.OutOfOrder += isOutOfOrder ? 1 : 0;
    });

    public void Answer(PlayAnswer answer) => Change(counters =>
    {
        counters.Requests++;
        counters.Retries += answer.Attempt > 1 ? 1 : 0;
        _answers[answer.Status] = _answers.GetValueOrDefault(answer.Status) + 1;
        if (_latest.Count == MaxAnswers)
        {
            _latest.Dequeue();
        }

        _latest.Enqueue(answer);
    });

    public void Duplicate() => Change(counters => counters.Duplicates++);

    public void Message(string type) => Change(_ => _messages[type] = _messages.GetValueOrDefault(type) + 1);

    /// <summary>Counts the events of a settled document.</summary>
    public void Settled(Settlement settlement, int events, int forwarded, List<(string Reason, int Events)> leftOut) => Change(counters =>
    {
        switch (settlement)
        {
            case Settlement.Accepted:
                counters.Accepted += events;
                counters.Forwarded += forwarded;
                foreach (var (reason, count) in leftOut)
                {
                    _leftOut[reason] = _leftOut.GetValueOrDefault(reason) + count;
                }

                break;
            case Settlement.Dropped:
                counters.Dropped += events;
                break;
            default:
                counters.GivenUp += events;
                break;
        }
    });

    public MParticlePlayResult Snapshot(MParticlePlay play, int id, int seed, TimeSpan duration, string? error, bool isComplete, HeldCounts? held, long expected)
    {
        lock (_lock)
        {
            return new MParticlePlayResult(play.Target())
            {
                Id = id,
                Output = play.Output,
                Seed = seed,
                IsComplete = isComplete,
                Error = error,
                Batches = _counters.Batches,
                PlannedBatches = play.Batches,
                Duration = duration,
                Requests = _counters.Requests,
                Retries = _counters.Retries,
                Duplicates = _counters.Duplicates,
                Late = _counters.Late,
                OutOfOrder = _counters.OutOfOrder,
                Answers = new Dictionary<int, long>(_answers),
                Messages = new Dictionary<string, long>(_messages),
                AcceptedEvents = _counters.Accepted,
                DroppedEvents = _counters.Dropped,
                GivenUpEvents = _counters.GivenUp,
                ForwardedEvents = _counters.Forwarded,
                LeftOut = new Dictionary<string, long>(_leftOut),
                ExpectedEvents = held?.Expected ?? expected,
                IsCompared = held is not null,
                HeldEvents = held?.Held ?? 0,
                RepeatedEvents = held?.Repeated ?? 0,
                UnexpectedEvents = held?.Unexpected ?? 0,
                UnerasedEvents = held?.Unerased ?? 0,
            };
        }
    }

    private void Change(Action<Counters> change)
    {
        lock (_lock)
        {
            change(_counters);
        }
    }

    private sealed class Counters
    {
        public long Batches, Late, OutOfOrder, Requests, Retries, Duplicates, Accepted, Dropped, GivenUp, Forwarded;
    }
}
