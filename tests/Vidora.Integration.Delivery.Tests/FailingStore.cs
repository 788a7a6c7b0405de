namespace Vidora.Integration.Delivery.Tests;

/// <summary>A store that fails on demand, in front of one that works.</summary>
internal sealed class FailingStore(DeliveryStore inner) : DeliveryStore(inner.Limits, null)
{
    public Func<string, Exception?> Failure { get; set; } = _ => null;

    public override long LastId => inner.LastId;

    public override long Waiting => inner.Waiting;

    public override Task WorkArrived => inner.WorkArrived;

    public override Task<AppendResult> AppendAsync(IReadOnlyList<VidoraEvent> events, CancellationToken cancellationToken = default) =>
        Try("append") ?? inner.AppendAsync(events, cancellationToken);

    public override Task<EventLease> LeaseAsync(string owner, int maxEvents, long maxBytes, CancellationToken cancellationToken = default) =>
        Failure("lease") is { } failure ? Task.FromException<EventLease>(failure) : inner.LeaseAsync(owner, maxEvents, maxBytes, cancellationToken);

    public override Task SettleAsync(
        IReadOnlyList<QueuedEvent> events, IReadOnlyList<EventOutcome> outcomes, CancellationToken cancellationToken = default) =>
        Failure("settle") is { } failure ? Task.FromException(failure) : inner.SettleAsync(events, outcomes, cancellationToken);

    public override int Release(string owner) => inner.Release(owner);

    public override Task<bool> HasEventsUpToAsync(long id, CancellationToken cancellationToken = default) =>
        inner.HasEventsUpToAsync(id, cancellationToken);

    public override Task<DeliveryStoreStatus> GetStatusAsync(CancellationToken cancellationToken = default) =>
        Failure("status") is { } failure ? Task.FromException<DeliveryStoreStatus>(failure) : inner.GetStatusAsync(cancellationToken);

    public override Task CheckAsync(CancellationToken cancellationToken = default) =>
        Failure("check") is { } failure ? Task.FromException(failure) : inner.CheckAsync(cancellationToken);

    public override Task<AppendResult> AddDeadLettersAsync(
        IReadOnlyList<VidoraEvent> events, IReadOnlyList<EventOutcome> outcomes, CancellationToken cancellationToken = default) =>
        Try("bury") ?? inner.AddDeadLettersAsync(events, outcomes, cancellationToken);

    public override Task<IReadOnlyList<DeadLetter>> GetDeadLettersAsync(
        DeadLetterFilter? filter = null, long afterId = 0, int limit = 100, CancellationToken cancellationToken = default) =>
        inner.GetDeadLettersAsync(filter, afterId, limit, cancellationToken);

    public override Task<long> RedriveAsync(DeadLetterFilter filter, CancellationToken cancellationToken = default) =>
        inner.RedriveAsync(filter, cancellationToken);

    public override Task<long> PurgeDeadLettersAsync(DeadLetterFilter filter, CancellationToken cancellationToken = default) =>
        inner.PurgeDeadLettersAsync(filter, cancellationToken);

    public override Task<bool> QuarantineAsync(
        ReadOnlyMemory<byte> content, QuarantineReason reason, string? userId = null, CancellationToken cancellationToken = default) =>
        Failure("quarantine") is { } failure
            ? Task.FromException<bool>(failure)
            : inner.QuarantineAsync(content, reason, userId, cancellationToken);

    public override Task<IReadOnlyList<QuarantineItem>> GetQuarantineAsync(
        long afterId = 0, int limit = 100, CancellationToken cancellationToken = default) =>
        inner.GetQuarantineAsync(afterId, limit, cancellationToken);

    public override Task<long> PurgeQuarantineAsync(DateTimeOffset? receivedBefore = null, CancellationToken cancellationToken = default) =>
        inner.PurgeQuarantineAsync(receivedBefore, cancellationToken);

    public override Task<ErasureReceipt> ForgetAsync(
        Guid requestId, IReadOnlyCollection<string> userIds, CancellationToken cancellationToken = default) =>
        Failure("forget") is { } failure
            ? Task.FromException<ErasureReceipt>(failure)
            : inner.ForgetAsync(requestId, userIds, cancellationToken);

    public override Task<IReadOnlySet<string>> GetForgottenAsync(
        IReadOnlyCollection<string> userIds, CancellationToken cancellationToken = default) =>
        inner.GetForgottenAsync(userIds, cancellationToken);

    public override Task<IReadOnlyList<ErasureReceipt>> GetErasuresAsync(
        bool openOnly = false, int limit = 100, CancellationToken cancellationToken = default) =>
        inner.GetErasuresAsync(openOnly, limit, cancellationToken);

    public override Task SettleErasureAsync(
        Guid requestId,
        DateTimeOffset? forwardedAt,
        DateTimeOffset? retryAt,
        string? reason,
        CancellationToken cancellationToken = default) =>
        inner.SettleErasureAsync(requestId, forwardedAt, retryAt, reason, cancellationToken);

    public override ValueTask DisposeAsync() => inner.DisposeAsync();

    private Task<AppendResult>? Try(string what) => Failure(what) is { } failure ? Task.FromException<AppendResult>(failure) : null;
}
