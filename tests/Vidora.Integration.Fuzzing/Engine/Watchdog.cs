namespace Vidora.Integration.Fuzzing.Engine;

/// <summary>Looks after a run from another thread: an input that does not end is a finding like any other.</summary>
internal sealed class Watchdog : IDisposable
{
    private static readonly TimeSpan _patience = TimeSpan.FromSeconds(60);

    private readonly Action<FuzzFinding> _found;
    private readonly Timer _timer;
    private byte[]? _input;
    private long _number;
    private long _looked;

    /// <param name="found">Gets the input that does not end; the process cannot go on after that.</param>
    public Watchdog(Action<FuzzFinding> found)
    {
        _found = found;
        _timer = new Timer(_ => Look(), null, _patience, _patience);
    }

    /// <summary>An input begins.</summary>
    public void Begin(byte[] input, long number)
    {
        _input = input;
        Volatile.Write(ref _number, number);
    }

    public void Dispose() => _timer.Dispose();

    private void Look()
    {
        var number = Volatile.Read(ref _number);
        if (number != 0 && number == _looked)
        {
            _found(new FuzzFinding($"It did not end within {_patience.TotalSeconds} seconds.", _input!, number));
        }

        _looked = number;
    }
}
