namespace Vidora.Integration.Delivery.Sqlite;

/// <summary>Holds one write until its transaction. The writer takes it, or its caller cancels it, never both.</summary>
/// <param name="run">Writes.</param>
/// <param name="weight">About how many rows it writes.</param>
/// <param name="kind">How the disk is used.</param>
internal sealed class SqliteWork(Action<SqliteSession> run, int weight, WriteKind kind)
{
    private readonly TaskCompletionSource _completion = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _state;

    public int Weight => weight;

    public WriteKind Kind => kind;

    public Task Task => _completion.Task;

    public bool TryTake() => Interlocked.CompareExchange(ref _state, 1, 0) == 0;

    public void Run(SqliteSession session) => run(session);

    public void Succeed() => _completion.TrySetResult();

    public void Fail(Exception exception) => _completion.TrySetException(exception);

    public void Cancel(CancellationToken cancellationToken)
    {
        if (Interlocked.CompareExchange(ref _state, 2, 0) == 0)
        {
            _completion.TrySetCanceled(cancellationToken);
        }
    }
}
