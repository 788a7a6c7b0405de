using System.Net.Http.Headers;
using Vidora.Integration.Client;

namespace Vidora.Integration.Emulator.Outputs;

/// <summary>Sends the documents of a play to the host, each until it is settled, and counts the answers.</summary>
internal sealed class PlayDelivery : IDisposable
{
    private const int MaxAnswerBytes = 64 * 1024;

    private static readonly TimeSpan _firstPause = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan _longestPause = TimeSpan.FromSeconds(10);

    private readonly MParticlePlay _play;
    private readonly PlayCounts _counts;
    private readonly TimeProvider _time;
    private readonly Uri _target;
    private readonly HttpClient _http;
    private readonly CancellationTokenSource _stop = new();

    public PlayDelivery(MParticlePlay play, PlayCounts counts, TimeProvider time)
    {
        (_play, _counts, _time) = (play, counts, time);
        _target = play.Target();
        var handler = HttpHandlers.Create();
        handler.MaxConnectionsPerServer = play.Connections;

        // Firehose is said to wait 10 seconds.
        _http = new HttpClient(handler) { Timeout = TimeSpan.FromSeconds(10), MaxResponseContentBufferSize = MaxAnswerBytes };
    }

    public bool IsStopped => _stop.IsCancellationRequested;

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

    /// <summary>
    /// Sends a document until it is settled. What the result says is certain unless a request got no answer, or one that leaves open
    /// whether the host has it.
    /// </summary>
    /// <param name="document">The document.</param>
    /// <param name="message">The kind of the message.</param>
    /// <param name="mpid">The user; null for a message without one.</param>
    /// <param name="isAuthorized">Whether to send the play's authorization.</param>
    /// <param name="cancellationToken">Cancels the play.</param>
    public async Task<PlayDelivered> SendAsync(
        ReadOnlyMemory<byte> document, string message, long? mpid, bool isAuthorized = true, CancellationToken cancellationToken = default)
    {
        var first = _time.GetTimestamp();
        var pause = _firstPause;
        var isCertain = true;
        for (var attempt = 1; ; attempt++)
        {
            var (status, body) = await PostAsync(document, isAuthorized, cancellationToken);
            var isOver = _time.GetElapsedTime(first) + pause > _play.RetryFor || IsStopped;
            Settlement? settlement = status is >= 200 and < 300 ? Settlement.Accepted
                : !IsRetried(status) ? Settlement.Dropped
                : isOver ? Settlement.GivenUp
                : null;
            _counts.Answer(new PlayAnswer(_time.GetUtcNow(), mpid, message, attempt, status, settlement));
            isCertain &= !(status is 0 or 408 or >= 500);
            if (settlement is { } settled)
            {
                return new PlayDelivered(settled, isCertain, status, body);
            }

            await PauseAsync(pause, cancellationToken);
            pause = pause * 2 < _longestPause ? pause * 2 : _longestPause;
        }
    }

    /// <summary>Waits. Returns false when the play was stopped meanwhile.</summary>
    public async Task<bool> PauseAsync(TimeSpan pause, CancellationToken cancellationToken)
    {
        using var both = CancellationTokenSource.CreateLinkedTokenSource(_stop.Token, cancellationToken);
        await Task.Delay(pause, _time, both.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        cancellationToken.ThrowIfCancellationRequested();
        return !IsStopped;
    }

    public void Dispose()
    {
        _http.Dispose();
        _stop.Dispose();
    }

    private static bool IsRetried(int status) => status is 0 or 408 or 429 or >= 500;

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
}

/// <summary>Says how sending a document ended.</summary>
/// <param name="Settlement">What became of it.</param>
/// <param name="IsCertain">Whether no request left open whether the host has it.</param>
/// <param name="Status">The last status; 0 without an answer.</param>
/// <param name="Body">The last answer.</param>
internal readonly record struct PlayDelivered(Settlement Settlement, bool IsCertain, int Status, byte[] Body);
