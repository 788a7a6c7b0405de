using System.Runtime.InteropServices;

namespace Vidora.Integration.Emulator.Storage;

/// <summary>How many events of which type came when: one hour in steps of five seconds. Not thread-safe.</summary>
internal sealed class TypeTimeline
{
    public const int StepSeconds = 5;
    public const int Steps = 720;

    /// <summary>The type under which invalid events are counted.</summary>
    public const int Invalid = -1;

    private readonly Dictionary<int, int>[] _steps = new Dictionary<int, int>[Steps];
    private long _latest = -1;

    /// <summary>The counts of the step of that time, to add to.</summary>
    public Dictionary<int, int> At(long unixMilliseconds)
    {
        var step = unixMilliseconds / 1000 / StepSeconds;
        if (_latest < 0 || step < _latest - Steps || step > _latest + Steps)
        {
            Array.Clear(_steps);
            _latest = step;
        }

        for (; _latest < step; _latest++)
        {
            _steps[(_latest + 1) % Steps] = null!;
        }

        return _steps[step % Steps] ??= [];
    }

    public static void Add(Dictionary<int, int> step, int type) =>
        CollectionsMarshal.GetValueRefOrAddDefault(step, type, out _)++;

    /// <summary>
    /// The counts by type in so many columns of so many steps each, the last of which holds the time given.
    /// </summary>
    public Dictionary<int, long[]> Read(long unixMilliseconds, int columns, int stepsPerColumn)
    {
        var byType = new Dictionary<int, long[]>();
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

    public void Clear()
    {
        Array.Clear(_steps);
        _latest = -1;
    }
}
