using System.Buffers;
using System.Globalization;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Vidora.Integration.Client;
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
    private const string FirehoseVersion = "3.2.0";
    private const int MaxAnswerBytes = 64 * 1024;
    private const int AudienceId = 4_711;
    private const int BatchesPerMembership = 50;

    private static readonly TimeSpan _firstPause = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan _longestPause = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan _pollPause = TimeSpan.FromMilliseconds(500);

    private readonly MParticlePlay _play;
    private readonly HeldEventsReader? _vidora;
    private readonly TimeProvider _time;
    private readonly int _seed;
    private readonly Uri _target;
    private readonly PlayContent _content;
    private readonly MParticleEventMapper _mapper;
    private readonly HttpClient _http;
    private readonly PlayCounts _counts = new();
    private readonly CancellationTokenSource _stop = new();
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
        _target = play.Target();
        _content = new PlayContent(play, _seed);
        _mapper = new MParticleEventMapper(play.Mapping);
        var handler = HttpHandlers.Create();
        handler.MaxConnectionsPerServer = play.Connections;

        // Firehose is said to wait 10 seconds.
        _http = new HttpClient(handler) { Timeout = TimeSpan.FromSeconds(10), MaxResponseContentBufferSize = MaxAnswerBytes };
    }

    public int Id { get; }

    public IReadOnlyList<PlayAnswer> Latest => _counts.Latest;

    /// <summary>Runs to the end. An error ends the sending and stands in the result too.</summary>
    public async Task<MParticlePlayResult> RunAsync(CancellationToken cancellationToken)
    {
        try
        {
            var before = _vidora is null ? 0 : (await _vidora(long.MaxValue, cancellationToken)).Last;
            if (_play.Output == MParticleOutput.Firehose)
            {
                await OpenFirehoseAsync(cancellationToken);
            }

            await Task.WhenAll(Enumerable.Range(0, _play.Connections).Select(_ => Task.Run(() => WorkAsync(cancellationToken), cancellationToken)));
            Interlocked.Exchange(ref _duration, _time.GetElapsedTime(_started).Ticks);
            if (_play.Output == MParticleOutput.Firehose)
            {
                await CloseFirehoseAsync(cancellationToken);
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
    public void Stop()
    {
        try
        {
            _stop.Cancel();
        }
        catch (ObjectDisposedException)
        {
            // The play has just ended.
        }
    }

    public MParticlePlayResult Snapshot()
    {
        var duration = Interlocked.Read(ref _duration) is var ticks and > 0 ? new TimeSpan(ticks) : _time.GetElapsedTime(_started);
        return _counts.Snapshot(_play, Id, _seed, duration, _error, _isComplete, _held, Interlocked.Read(ref _expectedCount));
    }

    public void Dispose()
    {
        _http.Dispose();
        _stop.Dispose();
    }

    private static bool IsRetried(int status) => status is 0 or 408 or 429 or >= 500;

    private async Task WorkAsync(CancellationToken cancellationToken)
    {
        var document = new ArrayBufferWriter<byte>(8 * 1024);
        while (!_stop.IsCancellationRequested && Interlocked.Increment(ref _next) - 1 is var place && place < _play.Batches)
        {
            var early = TimeSpan.FromSeconds(place / _play.Rate) - _time.GetElapsedTime(_started);
            if (early > TimeSpan.Zero && !await PauseAsync(early, cancellationToken))
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

            if (_play.Output == MParticleOutput.Firehose && place % BatchesPerMembership == BatchesPerMembership - 1)
            {
                await SendMembershipAsync(batch, cancellationToken);
            }
        }
    }

    private async Task SendAsync(
        PlayedBatch batch, DocumentTemplate template, int? onlyEvent, ArrayBufferWriter<byte> document, CancellationToken cancellationToken)
    {
        document.ResetWrittenCount();
        template.Write(document, batch, onlyEvent);
        var (events, forwarded, leftOut, ids) = Expect(document.WrittenMemory);
        var (settlement, isCertain) = await DeliverAsync(document.WrittenMemory, "events", batch.Mpid, cancellationToken);
        lock (_lock)
        {
            if (batch.User < _play.Erasures)
            {
                _erased.AddRange(ids);
            }
            else if (settlement == Settlement.Accepted)
            {
                _expected.AddRange(ids);
                Interlocked.Add(ref _expectedCount, ids.Count);
            }
            else if (!isCertain)
            {
                _uncertain.AddRange(ids);
            }
        }

        _counts.Settled(settlement, events, forwarded, leftOut);
        if (settlement == Settlement.Accepted && _content.IsRepeated(batch, onlyEvent))
        {
            _counts.Duplicate();
            await DeliverAsync(document.WrittenMemory, "events again", batch.Mpid, cancellationToken);
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

    /// <summary>
    /// Sends a document until it is settled. What it says is certain unless a request got no answer, or one that leaves open whether
    /// the host has it.
    /// </summary>
    private async Task<(Settlement Settlement, bool IsCertain)> DeliverAsync(
        ReadOnlyMemory<byte> document, string message, long? mpid, CancellationToken cancellationToken)
    {
        var first = _time.GetTimestamp();
        var pause = _firstPause;
        var isCertain = true;
        for (var attempt = 1; ; attempt++)
        {
            var (status, _) = await PostAsync(document, isAuthorized: true, cancellationToken);
            var isOver = _time.GetElapsedTime(first) + pause > _play.RetryFor || _stop.IsCancellationRequested;
            Settlement? settlement = status is >= 200 and < 300 ? Settlement.Accepted
                : !IsRetried(status) ? Settlement.Dropped
                : isOver ? Settlement.GivenUp
                : null;
            _counts.Answer(new PlayAnswer(_time.GetUtcNow(), mpid, message, attempt, status, settlement));
            isCertain &= !(status is 0 or 408 or >= 500);
            if (settlement is { } settled)
            {
                return (settled, isCertain);
            }

            await PauseAsync(pause, cancellationToken);
            pause = pause * 2 < _longestPause ? pause * 2 : _longestPause;
        }
    }

    private async Task<(int Status, byte[] Body)> PostAsync(ReadOnlyMemory<byte> document, bool isAuthorized, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, _target) { Content = new ReadOnlyMemoryContent(document) };
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        if (isAuthorized && _play.Authorization is { } value)
        {
            request.Headers.TryAddWithoutValidation("Authorization", _play.Output == MParticleOutput.Firehose ? $"Token {value}" : value);
        }

        try
        {
            using var response = await _http.SendAsync(request, cancellationToken);
            return ((int)response.StatusCode, await response.Content.ReadAsByteArrayAsync(cancellationToken));
        }
        catch (Exception e) when (e is HttpRequestException or OperationCanceledException && !cancellationToken.IsCancellationRequested)
        {
            return (0, []);
        }
    }

    /// <summary>Waits. Returns false when the play was stopped meanwhile.</summary>
    private async Task<bool> PauseAsync(TimeSpan pause, CancellationToken cancellationToken)
    {
        using var both = CancellationTokenSource.CreateLinkedTokenSource(_stop.Token, cancellationToken);
        await Task.Delay(pause, _time, both.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        cancellationToken.ThrowIfCancellationRequested();
        return !_stop.IsCancellationRequested;
    }

    /// <summary>Registers without authorization, as mParticle does, then sends a ping and connects an audience.</summary>
    private async Task OpenFirehoseAsync(CancellationToken cancellationToken)
    {
        var registration = Message("module_registration_request");
        var (status, body) = await PostAsync(registration, isAuthorized: false, cancellationToken);
        var pause = _firstPause;
        for (var first = _time.GetTimestamp(); IsRetried(status) && _time.GetElapsedTime(first) + pause <= _play.RetryFor; pause *= 2)
        {
            if (!await PauseAsync(pause < _longestPause ? pause : _longestPause, cancellationToken))
            {
                break;
            }

            (status, body) = await PostAsync(registration, isAuthorized: false, cancellationToken);
        }

        if (status is not (200 or 202) || !IsRegistration(body))
        {
            throw new InvalidOperationException(
                $"The host answered {(status == 0 ? "nothing" : status.ToString(CultureInfo.InvariantCulture))} to Firehose's registration, not a module_registration_response. Set To to its Firehose endpoint, and start the host.");
        }

        _counts.Message("module_registration_request");
        await SendMessageAsync("event_processing_request", ("events", new JsonArray()), cancellationToken);
        await SendMessageAsync("audience_subscription_request", ("action", "add"), cancellationToken);
    }

    private async Task CloseFirehoseAsync(CancellationToken cancellationToken)
    {
        await SendMessageAsync("audience_subscription_request", ("action", "remove"), cancellationToken);
        for (var user = 0; user < _play.Erasures; user++)
        {
            var mpid = PlayedBatch.MpidOf(_seed, user);
            var request = Message(
                "dsr_processing_request",
                ("subject_request_id", Guid.NewGuid().ToString()),
                ("subject_request_type", "erasure"),
                ("submitted_time", _time.GetUtcNow().UtcDateTime),
                ("subject_identities", new JsonObject()),
                ("api_version", "3.0"),
                ("regulation", "gdpr"),
                ("extensions", new JsonObject { ["opendsr.mparticle.com"] = new JsonObject { ["subject_identities"] = new JsonObject
                {
                    ["mpid"] = new JsonObject { ["encoding"] = "raw", ["value"] = mpid.ToString(CultureInfo.InvariantCulture) },
                } } }));
            await SendMessageAsync("dsr_processing_request", request, mpid, cancellationToken);
        }
    }

    private Task SendMembershipAsync(PlayedBatch batch, CancellationToken cancellationToken)
    {
        var profile = new JsonObject
        {
            ["mpid"] = batch.Mpid.ToString(CultureInfo.InvariantCulture),
            ["audiences"] = new JsonArray(new JsonObject { ["audience_id"] = AudienceId, ["audience_name"] = "Played", ["action"] = batch.Draw(0) < 0.5 ? "add" : "delete" }),
        };
        return SendMessageAsync("audience_membership_change_request", ("user_profiles", new JsonArray(profile)), cancellationToken);
    }

    private Task SendMessageAsync(string type, (string Name, JsonNode? Value) member, CancellationToken cancellationToken) =>
        SendMessageAsync(type, Message(type, member), null, cancellationToken);

    private async Task SendMessageAsync(string type, byte[] message, long? mpid, CancellationToken cancellationToken)
    {
        var (settlement, _) = await DeliverAsync(message, type, mpid, cancellationToken);
        if (settlement == Settlement.Accepted)
        {
            _counts.Message(type);
        }
    }

    private byte[] Message(string type, params IEnumerable<(string Name, JsonNode? Value)> more)
    {
        var message = new JsonObject
        {
            ["type"] = type,
            ["id"] = Guid.NewGuid().ToString(),
            ["timestamp_ms"] = _time.GetUtcNow().ToUnixTimeMilliseconds(),
            ["firehose_version"] = FirehoseVersion,
        };
        if (type != "module_registration_request")
        {
            message["account"] = new JsonObject { ["account_id"] = 1, ["account_settings"] = new JsonObject { ["apiKey"] = _play.AccountKey } };
        }

        if (type == "audience_subscription_request")
        {
            message["audience_id"] = AudienceId;
            message["audience_name"] = "Played";
        }

        foreach (var (name, value) in more)
        {
            message[name] = value;
        }

        return Encoding.UTF8.GetBytes(message.ToJsonString());
    }

    private static bool IsRegistration(byte[] body)
    {
        try
        {
            using var answer = JsonDocument.Parse(body);
            return answer.RootElement.ValueKind == JsonValueKind.Object
                && answer.RootElement.TryGetProperty("type", out var type)
                && type.ValueEquals("module_registration_response");
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            return false;
        }
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
