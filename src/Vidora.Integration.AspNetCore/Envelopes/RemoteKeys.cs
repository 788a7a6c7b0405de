namespace Vidora.Integration.AspNetCore.Envelopes;

/// <summary>Gets public keys of other services over https, keeps them for a while, and bounds how often it asks.</summary>
internal sealed class RemoteKeys : IDisposable
{
    private const int MaxBytes = 64 * 1024;
    private const int MaxKept = 16;

    private static readonly TimeSpan _timeout = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan _lifetime = TimeSpan.FromHours(1);

    /// <summary>The least time between two requests that bring nothing new. A sender of invalid messages must not make this host ask.</summary>
    private static readonly TimeSpan _pause = TimeSpan.FromSeconds(10);

    private readonly HttpClient _http;
    private readonly TimeProvider _time;
    private readonly SemaphoreSlim _turn = new(1);
    private readonly Dictionary<Uri, (byte[] Keys, DateTimeOffset At)> _kept = [];
    private DateTimeOffset _notBefore;

    /// <param name="transport">Sends requests, without redirects.</param>
    /// <param name="time">The clock.</param>
    public RemoteKeys(HttpMessageHandler transport, TimeProvider time)
    {
        _time = time;
        _http = new HttpClient(transport) { Timeout = _timeout, MaxResponseContentBufferSize = MaxBytes };
    }

    /// <summary>Returns the keys at an address; null when they cannot be had now.</summary>
    /// <param name="address">The address, which the caller has checked.</param>
    /// <param name="isNewer">Whether the keys that are kept lack one, so that newer ones are wanted.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    public async Task<byte[]?> GetAsync(Uri address, bool isNewer, CancellationToken cancellationToken)
    {
        await _turn.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            var now = _time.GetUtcNow();
            var isKept = _kept.TryGetValue(address, out var kept) && now - kept.At < _lifetime;
            if ((isKept && !isNewer) || now < _notBefore)
            {
                return isKept ? kept.Keys : null;
            }

            _notBefore = isNewer ? now + _pause : _notBefore;
            if (await TryGetAsync(address, cancellationToken).ConfigureAwait(false) is not { } keys)
            {
                _notBefore = now + _pause;
                return isKept ? kept.Keys : null;
            }

            if (_kept.Count >= MaxKept && !_kept.ContainsKey(address))
            {
                _kept.Remove(_kept.MinBy(entry => entry.Value.At).Key);
            }

            _kept[address] = (keys, now);
            return keys;
        }
        finally
        {
            _turn.Release();
        }
    }

    /// <summary>Sends a request and returns whether the answer is a success.</summary>
    public async Task<byte[]?> TryGetAsync(Uri address, CancellationToken cancellationToken)
    {
        try
        {
            using var response = await _http.GetAsync(address, cancellationToken).ConfigureAwait(false);
            return response.IsSuccessStatusCode ? await response.Content.ReadAsByteArrayAsync(cancellationToken).ConfigureAwait(false) : null;
        }
        catch (Exception e) when (e is HttpRequestException || (e is OperationCanceledException && !cancellationToken.IsCancellationRequested))
        {
            return null;
        }
    }

    public void Dispose()
    {
        _http.Dispose();
        _turn.Dispose();
    }
}
