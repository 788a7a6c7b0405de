using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Vidora.Integration.Delivery.Sending;
using Vidora.Integration.Delivery.Telemetry;

namespace Vidora.Integration.Delivery;

/// <summary>Runs an account's sender while the host runs.</summary>
internal sealed class ForwardingService(VidoraForwarder forwarder, TimeSpan stopTimeout, TimeProvider time, ILogger logger)
    : IHostedLifecycleService, IAsyncDisposable, IDisposable
{
    private readonly CancellationTokenSource _stopping = new();
    private readonly CancellationTokenSource _abandoned = new();
    private Task _run = Task.CompletedTask;

    /// <summary>Learns the users that other processes have forgotten, before any service of the host forwards.</summary>
    public Task StartingAsync(CancellationToken cancellationToken) => forwarder.Parts.Shared?.StartAsync(cancellationToken) ?? Task.CompletedTask;

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        var status = await forwarder.Store.GetStatusAsync(cancellationToken).ConfigureAwait(false);
        await SendPath.LoadAsync(forwarder.Parts.Account.BaseAddress.Scheme, cancellationToken).ConfigureAwait(false);
        var account = VidoraTelemetry.NameOf(forwarder.Account);
        logger.Started(account, status.Events);
        if (forwarder.Store.Notice is { } notice)
        {
            logger.Noticed(account, notice);
        }

        _run = forwarder.RunAsync(_stopping.Token, _abandoned.Token);
    }

    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public async Task StopAsync(CancellationToken cancellationToken)
    {
        forwarder.StopAccepting();
        await _stopping.CancelAsync().ConfigureAwait(false);

        // The last fifth of the budget is for cancellation, which takes time too.
        await WaitAsync(stopTimeout * 0.8, cancellationToken).ConfigureAwait(false);
        await _abandoned.CancelAsync().ConfigureAwait(false);
        await WaitAsync(stopTimeout * 0.2, cancellationToken).ConfigureAwait(false);
        var account = VidoraTelemetry.NameOf(forwarder.Account);
        try
        {
            var status = await forwarder.Store.GetStatusAsync(CancellationToken.None).ConfigureAwait(false);
            logger.Stopped(account, status.Events, Describe(forwarder));
        }
        catch (DeliveryStoreException e)
        {
            logger.StoreFailed(account, e.Message);
        }
    }

    /// <summary>Follows the other processes until every service has stopped.</summary>
    public Task StoppedAsync(CancellationToken cancellationToken) => forwarder.Parts.Shared?.StopAsync() ?? Task.CompletedTask;

    /// <summary>Ends a sender that was not stopped: a host that fails to start only disposes of its services.</summary>
    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync().ConfigureAwait(false);
        await _abandoned.CancelAsync().ConfigureAwait(false);
        await WaitAsync(stopTimeout * 0.2, CancellationToken.None).ConfigureAwait(false);
        _stopping.Dispose();
        _abandoned.Dispose();
    }

    public void Dispose()
    {
        _stopping.Cancel();
        _abandoned.Cancel();
        _stopping.Dispose();
        _abandoned.Dispose();
    }

    private static string Describe(VidoraForwarder forwarder)
    {
        var outcomes = forwarder.GetOutcomes().Select(outcome => $"{Words.Number(outcome.Count)} {outcome.Status} ({outcome.Reason})");
        return string.Join(", ", outcomes) is { Length: > 0 } text ? text : "nothing was to be sent";
    }

    private Task WaitAsync(TimeSpan limit, CancellationToken cancellationToken) =>
        _run.WaitAsync(limit, time, cancellationToken).ContinueWith(
            _ => { }, CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
}
