using System.Diagnostics;

namespace Vidora.Integration.Benchmarks.Floors;

/// <summary>A round of half a second.</summary>
internal static class Round
{
    private static readonly TimeSpan _time = TimeSpan.FromSeconds(0.5);

    /// <summary>Returns how many calls a second so many callers make, each one call after another.</summary>
    public static async Task<double> RateAsync(int callers, Func<int, Task> callAsync)
    {
        var start = Stopwatch.GetTimestamp();
        var calls = await Task.WhenAll(Enumerable.Range(0, callers).Select(_ => Task.Run(async () =>
        {
            var own = 0;
            while (Stopwatch.GetElapsedTime(start) < _time)
            {
                await callAsync(own++);
            }

            return own;
        })));
        return calls.Sum() / Stopwatch.GetElapsedTime(start).TotalSeconds;
    }
}
