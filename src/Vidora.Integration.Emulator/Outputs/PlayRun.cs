using System.Buffers;
using System.Text;
using Vidora.Integration.Emulator.Validation;
using Vidora.Integration.MParticle;
using Vidora.Integration.MParticle.Firehose;
using Vidora.Integration.MParticle.Json;
using Vidora.Integration.Mapping;

namespace Vidora.Integration.Emulator.Outputs;

/// <summary>
/// Runs a play. Each connection takes the next batch when it is due, sends it, and retries it until it is settled: so nothing waits in
/// memory, and an outage only delays.
/// </summary>
internal sealed class PlayRun : IDisposable
{
    private const int BatchesPerMembership = 50;

    private static readonly TimeSpan _pollPause = TimeSpan.FromMilliseconds(500);

    private readonly MParticlePlay _play;
    private readonly HeldEventsReader? _vidora;
    private readonly TimeProvider _time;
    private readonly int _seed;
    private readonly PlayContent _content;
    private readonly MParticleEventMapper _mapper;
    private readonly PlayCounts _counts = new();
    private readonly PlayDelivery _delivery;
    private readonly FirehosePlay? _firehose;
    private readonly Lock _lock = new();
    private readonly List<ulong> _expected = [];
    private readonly List<ulong> _uncertain = [];
    private readonly List<ulong> _erased = [];
    private readonly DateTimeOffset _start;
    private readonly long _started;

    private int _next;
    private long _expectedCount;
    private long _duration;
    private HeldCounts? _held;
    private string? _error;
    private bool _isComplete;

    public PlayRun(MParticlePlay play, HeldEventsReader? vidora, TimeProvider time, int id = 0)
    {
        (_play, _vidora, _time, Id) = (play, vidora, time, id);
        _start = time.GetUtcNow();
        _started = time.GetTimestamp();
        _seed = play.Seed ?? (int)(_start.Ticks & int.MaxValue);
        _content = new PlayContent(play, _seed);
        _mapper = new MParticleEventMapper(play.Mapping);
        _delivery = new PlayDelivery(play, _counts, time);
        _firehose = play.Output == MParticleOutput.Firehose ? new FirehosePlay(play, _seed, _delivery, _counts, time) : null;
    }

    public int Id { get; }

    public IReadOnlyList<PlayAnswer> Latest => _counts.Latest;

    /// <summary>Runs to the end. An error ends the sending and stands in the result too.</summary>
    public async Task<MParticlePlayResult> RunAsync(CancellationToken cancellationToken)
    {
        try
        {
            var before = _vidora is null ? 0 : (await _vidora(long.MaxValue, cancellationToken)).Last;
            if (_firehose is not null)
            {
                await _firehose.OpenAsync(cancellationToken);
            }

            await Task.WhenAll(Enumerable.Range(0, _play.Connections).Select(_ => Task.Run(() => WorkAsync(cancellationToken), cancellationToken)));
            Interlocked.Exchange(ref _duration, _time.GetElapsedTime(_started).Ticks);
            if (_firehose is not null)
            {
                await _firehose.CloseAsync(cancellationToken);
            }

            await CompareAsync(before, cancellationToken);
        }
        catch (Exception e)
        {
            _error = e is OperationCanceledException ? "The play was cancelled." : e.Message;
            throw;
        }
        finally
        {
            Interlocked.CompareExchange(ref _duration, _time.GetElapsedTime(_started).Ticks, 0);
            _isComplete = true;
        }

        return Snapshot();
    }

    /// <summary>Stops the sending. It does nothing after the end.</summary>
    public void Stop() => _delivery.Stop();

    public MParticlePlayResult Snapshot()
    {
        var duration = Interlocked.Read(ref _duration) is var ticks and > 0 ? new TimeSpan(ticks) : _time.GetElapsedTime(_started);
        return _counts.Snapshot(_play, Id, _seed, duration, _error, _isComplete, _held, Interlocked.Read(ref _expectedCount));
    }

    public void Dispose() => _delivery.Dispose();

    private async Task WorkAsync(CancellationToken cancellationToken)
    {
        var document = new ArrayBufferWriter<byte>(8 * 1024);
        while (!_delivery.IsStopped && Interlocked.Increment(ref _next) - 1 is var place && place < _play.Batches)
        {
            var early = TimeSpan.FromSeconds(place / _play.Rate) - _time.GetElapsedTime(_started);
            if (early > TimeSpan.Zero && !await _delivery.PauseAsync(early, cancellationToken))
            {
                return;
            }

            var (batch, template, isOutOfOrder) = _content.At(place, _play.StartAt ?? _start);
            _counts.Batch(batch.LateMs > 0, isOutOfOrder);
            if (_play.Output == MParticleOutput.Webhook)
            {
                for (var i = 0; i < template.Events; i++)
                {
                    await SendAsync(batch, template, i, document, cancellationToken);
                }
            }
            else
            {
                await SendAsync(batch, template, null, document, cancellationToken);
            }

            if (_firehose is not null && place % BatchesPerMembership == BatchesPerMembership - 1)
            {
                await _firehose.SendMembershipAsync(batch, cancellationToken);
            }
        }
    }

    private async Task SendAsync(
        PlayedBatch batch, DocumentTemplate template, int? onlyEvent, ArrayBufferWriter<byte> document, CancellationToken cancellationToken)
    {
        document.ResetWrittenCount();
        template.Write(document, batch, onlyEvent);
        var (events, forwarded, leftOut, ids) = Expect(document.WrittenMemory);
        var delivered = await _delivery.SendAsync(document.WrittenMemory, "events", batch.Mpid, cancellationToken: cancellationToken);
        lock (_lock)
        {
            if (batch.User < _play.Erasures)
            {
                _erased.AddRange(ids);
            }
            else if (delivered.Settlement == Settlement.Accepted)
            {
                _expected.AddRange(ids);
                Interlocked.Add(ref _expectedCount, ids.Count);
            }
            else if (!delivered.IsCertain)
            {
                _uncertain.AddRange(ids);
            }
        }

        _counts.Settled(delivered.Settlement, events, forwarded, leftOut);
        if (delivered.Settlement == Settlement.Accepted && _content.IsRepeated(batch, onlyEvent))
        {
            _counts.Duplicate();
            await _delivery.SendAsync(document.WrittenMemory, "events again", batch.Mpid, cancellationToken: cancellationToken);
        }
    }

    /// <summary>Maps a document as the host does.</summary>
    private (int Events, int Forwarded, List<(string Reason, int Events)> LeftOut, List<ulong> Ids) Expect(ReadOnlyMemory<byte> document)
    {
        using var mapped = _mapper.Map(MParticleDocument.ReadBatch(document, MParticleFormat.Auto, MParticleReadLimits.Default));
        var leftOut = new List<(string, int)>();
        foreach (var issue in mapped.Issues)
        {
            if (issue.NotForwardedEvents > 0)
            {
                leftOut.Add((IssueReason.Of(issue.Code), issue.NotForwardedEvents));
            }
        }

        var ids = new List<ulong>(mapped.Events.Count);
        foreach (var one in mapped.Events)
        {
            ids.Add(one.EventId is { } id ? Utf8Hash.OfEventId(Encoding.UTF8.GetBytes(id)) : 0);
        }

        return (mapped.InputEvents, mapped.ForwardedInputEvents, leftOut, ids);
    }

    /// <summary>Compares until nothing is missing, or nothing more comes. A last look finds what came twice.</summary>
    private async Task CompareAsync(long before, CancellationToken cancellationToken)
    {
        if (_vidora is null)
        {
            return;
        }

        var held = new HeldEvents(_expected, _uncertain, _erased);
        foreach (var list in new[] { _expected, _uncertain, _erased })
        {
            list.Clear();
            list.TrimExcess();
        }

        var (last, changed) = ((HeldCounts?)null, _time.GetTimestamp());
        while (true)
        {
            var counts = await held.CountAsync(_vidora, before, cancellationToken);
            _held = counts;
            if (counts == last && (counts.IsSettled || _time.GetElapsedTime(changed) >= _play.WaitForVidora))
            {
                return;
            }

            changed = counts == last ? changed : _time.GetTimestamp();
            last = counts;
            await Task.Delay(_pollPause, _time, cancellationToken);
        }
    }
}
