using System.Runtime.InteropServices;

namespace Vidora.Integration.Emulator.Storage;

/// <summary>Counts the events of one hour by type, in steps of five seconds. Not thread-safe.</summary>
internal sealed class TypeTimeline
{
    public const int StepSeconds = 5;
    public const int Steps = 720;

    /// <summary>Stands for the type of invalid events.</summary>
    public const string Invalid = "";

    private readonly Dictionary<long, Dictionary<string, long>> _steps = [];

    /// <summary>Gets the counts of one step by type, to add to.</summary>
    public Dictionary<string, long> At(long unixMilliseconds)
    {
        var step = unixMilliseconds / 1000 / StepSeconds;
        if (!_steps.TryGetValue(step, out var counts))
        {
            _steps[step] = counts = new(StringComparer.Ordinal);
            _steps.Keys.Where(known => Math.Abs(known - step) >= Steps).ToList().ForEach(old => _steps.Remove(old));
        }

        return counts;
    }

    /// <summary>Returns the counts by type in columns of several steps. The last column holds the given time.</summary>
    public Dictionary<string, long[]> Read(long unixMilliseconds, int columns, int stepsPerColumn)
    {
        var byType = new Dictionary<string, long[]>(StringComparer.Ordinal);
        var end = ((unixMilliseconds / 1000 / StepSeconds / stepsPerColumn) + 1) * stepsPerColumn;
        for (var i = 0; i < columns * stepsPerColumn; i++)
        {
            foreach (var (type, count) in _steps.GetValueOrDefault(end - (columns * stepsPerColumn) + i) ?? [])
            {
                ref var series = ref CollectionsMarshal.GetValueRefOrAddDefault(byType, type, out _);
                series ??= new long[columns];
                series[i / stepsPerColumn] += count;
            }
        }

        return byType;
    }
}
