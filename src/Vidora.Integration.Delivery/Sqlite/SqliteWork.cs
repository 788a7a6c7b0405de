namespace Vidora.Integration.Delivery.Sqlite;

/// <summary>Holds one write until its transaction. The writer takes it, or its caller cancels it, never both.</summary>
internal abstract class SqliteWork
{
    private int _state;

    /// <summary>Gets about how many rows it writes.</summary>
    public required int Weight { get; init; }

    /// <summary>Gets whether deleted data is overwritten in the file, and the log emptied afterwards.</summary>
    public bool Overwrites { get; init; }

    public bool TryTake() => Interlocked.CompareExchange(ref _state, 1, 0) == 0;

    public bool TryCancel() => Interlocked.CompareExchange(ref _state, 2, 0) == 0;

    public abstract void Run(SqliteSession session);

    public abstract void Succeed();

    public abstract void Fail(Exception exception);
}

internal sealed class SqliteWork<T>(Func<SqliteSession, T> run) : SqliteWork
{
    private readonly TaskCompletionSource<T> _completion = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private T? _result;

    public Task<T> Task => _completion.Task;

    public override void Run(SqliteSession session) => _result = run(session);

    public override void Succeed() => _completion.TrySetResult(_result!);

    public override void Fail(Exception exception) => _completion.TrySetException(exception);

    public void Cancel(CancellationToken cancellationToken) => _completion.TrySetCanceled(cancellationToken);
}
