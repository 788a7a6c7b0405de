using System.Globalization;
using Microsoft.Extensions.Logging;
using Vidora.Integration.Client;
using Vidora.Integration.Delivery.Sending;
using Vidora.Integration.Delivery.Telemetry;
using Vidora.Integration.MParticle;

namespace Vidora.Integration.Delivery.Receiving;

/// <summary>Sends events and erasures to Vidora before the answer. It keeps nothing, so a refusal makes mParticle send again.</summary>
internal sealed class DirectTarget : FirehoseTarget, IDisposable
{
    /// <summary>Bounds the wait for another message's probe of an account that is held back.</summary>
    private static readonly TimeSpan _patience = TimeSpan.FromSeconds(1);

    private readonly SendingAccount _account;
    private readonly MParticleEventMapper _mapper;
    private readonly VidoraEventSender _sender;

    public DirectTarget(VidoraClient client, MParticleEventMapper mapper, TimeProvider time, ILogger logger)
    {
        _mapper = mapper;
        _account = new SendingAccount
        {
            Name = VidoraTelemetry.NameOf(""),
            Client = client,
            Store = new DeliveryStore(":memory:", timeProvider: time),
            Metrics = new DeliveryMetrics("", null),
            Time = time,
            Logger = logger,
        };
        _sender = new VidoraEventSender(_account);
    }

    public override async Task<ReceivingAnswer?> AcceptAsync(MParticleBatch batch, ReadOnlyMemory<byte> body, CancellationToken cancellationToken)
    {
        using var mapped = _mapper.Map(batch);
        if (mapped.Events.Count == 0)
        {
            return null;
        }

        if (await _sender.Gate.TryEnterAsync(_patience, cancellationToken).ConfigureAwait(false) is not { } pass)
        {
            return HeldBack();
        }

        var now = _account.Time.GetUtcNow();
        var outcomes = await _sender.AttemptAsync([.. mapped.Events.Select(item => new Outgoing(item, 0, now))], pass, haltAfter: 1, cancellationToken)
            .ConfigureAwait(false);
        if (outcomes.Any(outcome => outcome.Status is SendStatus.Retry or SendStatus.Waiting or SendStatus.AccountFault))
        {
            return HeldBack();
        }

        var refused = outcomes.Where(outcome => outcome.Status is not SendStatus.Accepted).ToList();
        return refused.Count == 0 ? null : ReceivingAnswer.RefusedByVidora(refused.Count, outcomes.Count, refused[0].Reason);
    }

    public override async Task<ReceivingAnswer?> ForgetAsync(IReadOnlyList<string> users, Guid? requestId, CancellationToken cancellationToken)
    {
        try
        {
            await _account.Client.RequestErasureAsync(users, requestId, cancellationToken).ConfigureAwait(false);
            return null;
        }
        catch (VidoraApiException e) when (e is { StatusCode: >= 400 and <= 499, IsTransient: false, IsAccountFault: false })
        {
            _account.Logger.ErasureRefused(_account.Name, requestId ?? Guid.Empty, AnswerClassifier.HttpReason(e.StatusCode.Value));
            return ReceivingAnswer.ErasureRefused(string.Create(CultureInfo.InvariantCulture, $"Vidora answered {e.StatusCode}"));
        }
        catch (VidoraApiException e)
        {
            return ReceivingAnswer.NotSent(e.RetryAfter);
        }
    }

    public override Task<ReceivingAnswer?> HoldAsync(HeldReason reason, Guid? requestId, ReadOnlyMemory<byte> body)
    {
        _account.Logger.NotHeld(_account.Name, reason);
        return Task.FromResult<ReceivingAnswer?>(ReceivingAnswer.ErasureRefused(
            reason is HeldReason.ErasureWithoutMpid ? "it names no MPID, and Vidora knows users by their MPID" : "it asks for no erasure"));
    }

    public override Task QuarantineAsync(ReadOnlyMemory<byte> body, QuarantineReason reason) => Task.CompletedTask;

    public void Dispose()
    {
        _account.Metrics.Dispose();
        _account.Store.Dispose();
    }

    private ReceivingAnswer HeldBack()
    {
        var gate = _sender.Gate.State;
        return ReceivingAnswer.NotSent(gate.Kind == GateKind.Open ? null : gate.NextProbe - _account.Time.GetUtcNow());
    }
}
