using Microsoft.Extensions.Logging;
using Vidora.Integration.Client;
using Vidora.Integration.Delivery.Telemetry;
using Vidora.Integration.Delivery.Timing;

namespace Vidora.Integration.Delivery.Sending;

/// <summary>Asks Vidora for the erasures that the store has queued, one at a time, until each is answered.</summary>
internal sealed class ErasureForwarder(
    string account,
    DeliveryStore store,
    VidoraClient client,
    Func<bool> hasSecret,
    RetrySchedule schedule,
    TimeProvider time,
    Func<double> random,
    ILogger logger)
{
    public const string MissingSecret = "missing_secret";

    private ErasureReceipt? _due;
    private DateTimeOffset _notBefore = DateTimeOffset.MinValue;
    private int _failures;
    private volatile string? _problem;

    /// <summary>Why erasures wait, out of a closed vocabulary; null while nothing is known to be wrong.</summary>
    public string? Problem => _problem;

    /// <summary>Whether <see cref="ForwardAsync"/> has something to do.</summary>
    public async Task<bool> IsDueAsync(CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        if (now < _notBefore)
        {
            return false;
        }

        var open = await store.GetErasuresAsync(openOnly: true, limit: 1, cancellationToken).ConfigureAwait(false);
        _due = open is [{ } first] && first.DueAt <= now ? first : null;
        return _due is not null;
    }

    /// <summary>Asks for the one that is due.</summary>
    public async Task ForwardAsync(CancellationToken cancellationToken)
    {
        var erasure = _due!;
        DateTimeOffset? asked = null;
        string reason;
        TimeSpan? patience = null;
        if (!hasSecret())
        {
            reason = MissingSecret;
        }
        else
        {
            asked = time.GetUtcNow();
            try
            {
                await client.RequestErasureAsync(erasure.UserIds, erasure.RequestId, cancellationToken).ConfigureAwait(false);
                _failures = 0;
                _problem = null;
                await store.SettleErasureAsync(erasure.RequestId, asked, null, null, cancellationToken).ConfigureAwait(false);
                logger.ErasureForwarded(account, erasure.RequestId);
                return;
            }
            catch (VidoraApiException e)
            {
                patience = e.RetryAfter;
                reason = e.StatusCode is { } status
                    ? string.Create(System.Globalization.CultureInfo.InvariantCulture, $"http_{status}")
                    : e.IsAccountFault ? "account_fault" : "network";
            }
            catch (Exception e) when (e is not DeliveryStoreException && !cancellationToken.IsCancellationRequested)
            {
                logger.Unclassified(e.GetType().Name);
                reason = "unexpected";
            }
        }

        _failures++;
        _problem = reason;
        _notBefore = AccountGate.Later(time.GetUtcNow(), schedule.DelayAfter(_failures, random(), patience));
        logger.ErasureFailed(account, erasure.RequestId, reason);
        await store.SettleErasureAsync(erasure.RequestId, asked, _notBefore, reason, cancellationToken).ConfigureAwait(false);
    }
}
