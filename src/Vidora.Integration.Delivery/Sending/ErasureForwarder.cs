using Vidora.Integration.Client;
using Vidora.Integration.Delivery.Storage;
using Vidora.Integration.Delivery.Telemetry;
using Vidora.Integration.Delivery.Timing;

namespace Vidora.Integration.Delivery.Sending;

/// <summary>Sends the queued erasure requests to Vidora, one at a time, until each is answered.</summary>
/// <param name="account">The account.</param>
/// <param name="schedule">The back-off.</param>
/// <param name="isPaused">Returns whether the account is paused, when a refusal may not be Vidora's.</param>
internal sealed class ErasureForwarder(SendingAccount account, RetrySchedule schedule, Func<bool> isPaused)
{
    public const string MissingSecret = "missing_secret";

    private readonly SteadyTime _steady = new(account.Time);
    private ErasureReceipt? _due;
    private DateTimeOffset _notBefore = DateTimeOffset.MinValue;
    private int _failures;
    private volatile string? _problem;

    /// <summary>Gets why erasures wait, one of a closed set; null when no failure is known.</summary>
    public string? Problem => _problem;

    /// <summary>Returns whether <see cref="ForwardAsync"/> has an erasure to send.</summary>
    public async Task<bool> IsDueAsync(CancellationToken cancellationToken)
    {
        if (_steady.GetUtcNow() < _notBefore)
        {
            return false;
        }

        var now = account.Time.GetUtcNow();

        var open = await account.Store.GetErasuresAsync(openOnly: true, limit: 1, cancellationToken).ConfigureAwait(false);

        // The clock was ahead when a time further away than the longest delay was set.
        _due = open is [{ } first] && (first.DueAt <= now || first.DueAt > now + account.Options.MaxRetryDelay)
            && account.Shared?.IsKnownElsewhere(first) is not false
                ? first
                : null;
        return _due is not null;
    }

    /// <summary>Sends the erasure that is due.</summary>
    public async Task ForwardAsync(CancellationToken cancellationToken)
    {
        var erasure = _due!;
        DateTimeOffset? asked = null;
        string reason;
        TimeSpan? retryAfter = null;
        if (string.IsNullOrEmpty(account.Account.ApiSecret))
        {
            reason = MissingSecret;
        }
        else
        {
            asked = account.Time.GetUtcNow();
            try
            {
                await account.Client.RequestErasureAsync(erasure.UserIds, erasure.RequestId, cancellationToken).ConfigureAwait(false);
                await EndAsync(erasure, asked, null, cancellationToken).ConfigureAwait(false);
                account.Logger.ErasureForwarded(account.Name, erasure.RequestId);
                return;
            }
            catch (VidoraApiException e) when (e is { StatusCode: >= 400 and <= 499, IsTransient: false, IsAccountFault: false } && !isPaused())
            {
                reason = AnswerClassifier.HttpReason(e.StatusCode.Value);
                await EndAsync(erasure, asked, reason, cancellationToken).ConfigureAwait(false);
                account.Logger.ErasureRefused(account.Name, erasure.RequestId, reason);
                return;
            }
            catch (VidoraApiException e)
            {
                retryAfter = e.RetryAfter;
                reason = e switch
                {
                    { StatusCode: >= 200 and <= 299 } => AnswerClassifier.UnrecognisedAnswer,
                    { StatusCode: { } status } => AnswerClassifier.HttpReason(status),
                    { IsAccountFault: true } => "account_fault",
                    _ => "network",
                };
            }
            catch (Exception e) when (e is not DeliveryStoreException && !cancellationToken.IsCancellationRequested)
            {
                account.Logger.Unclassified(e.GetType().Name);
                reason = "unexpected";
            }
        }

        _failures++;
        _problem = reason;
        var delay = schedule.DelayAfter(_failures, account.Random(), retryAfter);
        _notBefore = Waits.Later(_steady.GetUtcNow(), delay);
        account.Logger.ErasureFailed(account.Name, erasure.RequestId, reason);
        await account.Store.SettleErasureAsync(
            erasure.RequestId, asked, Waits.Later(account.Time.GetUtcNow(), delay), reason, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Ends an erasure: Vidora has received it, or refuses it for a reason.</summary>
    private Task EndAsync(ErasureReceipt erasure, DateTimeOffset? asked, string? refusal, CancellationToken cancellationToken)
    {
        _failures = 0;
        _problem = null;
        return account.Store.SettleErasureAsync(erasure.RequestId, asked, null, refusal, cancellationToken);
    }
}
