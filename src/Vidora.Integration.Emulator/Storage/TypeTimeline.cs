using System.Runtime.InteropServices;

namespace Vidora.Integration.Emulator.Storage;

/// <summary>Counts the events of one hour by type, in steps of five seconds. Not thread-safe.</summary>
internal sealed class TypeTimeline
{
    public const int StepSeconds = 5;
    public const int Steps = 720;

    /// <summary>Stands for the type of invalid events.</summary>
    public const string Invalid = "";

    private readonly Dictionary<string, long>?[] _steps = new Dictionary<string, long>?[Steps];
    private long _latest = -1;

    /// <summary>Gets the counts of one step by type, to add to.</summary>
    public Dictionary<string, long> At(long unixMilliseconds)
    {
        var step = unixMilliseconds / 1000 / StepSeconds;
        if (_latest < 0 || step < _latest - Steps || step > _latest + Steps)
        {
            Array.Clear(_steps);
            _latest = step;
        }

        for (; _latest < step; _latest++)
        {
            _steps[(_latest + 1) % Steps] = null;
        }

        return _steps[step % Steps] ??= new(StringComparer.Ordinal);
    }

    /// <summary>Returns the counts by type in columns of several steps. The last column holds the given time.</summary>
    public Dictionary<string, long[]> Read(long unixMilliseconds, int columns, int stepsPerColumn)
    {
        var byType = new Dictionary<string, long[]>(StringComparer.Ordinal);
        var last = unixMilliseconds / 1000 / StepSeconds;
        var end = ((last / stepsPerColumn) + 1) * stepsPerColumn;
        for (var i = 0; i < columns * stepsPerColumn; i++)
        {
            var step = end - (columns * stepsPerColumn) + i;
            if (step < 0 || step > _latest || step <= _latest - Steps || _steps[step % Steps] is not { } counts)
            {
                continue;
            }

            foreach (var (type, count) in counts)
            {
                ref var series = ref CollectionsMarshal.GetValueRefOrAddDefault(byType, type, out _);
                series ??= new long[columns];
                series[i / stepsPerColumn] += count;
            }
        }

        return byType;
    }
}
