using System.Diagnostics;
using System.Globalization;

namespace Vidora.Integration.AotProbe;

/// <summary>Runs checks and prints a line for each; one that throws has failed, and the next one follows.</summary>
internal sealed class Checks
{
    public int Passed { get; private set; }

    public int Failed { get; private set; }

    public async Task RunAsync(string name, Func<Task> check)
    {
        var start = Stopwatch.GetTimestamp();
        try
        {
            // No check waits for ever for something that was trimmed away.
            await check().WaitAsync(TimeSpan.FromMinutes(1));
            Passed++;
            Console.WriteLine(string.Create(
                CultureInfo.InvariantCulture, $"ok      {name} ({Stopwatch.GetElapsedTime(start).TotalMilliseconds:F0} ms)"));
        }
#pragma warning disable CA1031 // Whatever went wrong is what the probe is for.
        catch (Exception e)
#pragma warning restore CA1031
        {
            Failed++;
            Console.WriteLine($"FAILED  {name}: {e}");
        }
    }

    /// <exception cref="InvalidOperationException">It is not so.</exception>
    public static void True(bool condition, string what)
    {
        if (!condition)
        {
            throw new InvalidOperationException($"It is not so that {what}.");
        }
    }

    /// <exception cref="InvalidOperationException">They differ.</exception>
    public static void Equal<T>(T expected, T actual, string what)
    {
        if (!EqualityComparer<T>.Default.Equals(expected, actual))
        {
            throw new InvalidOperationException($"{what} is {actual} and not {expected}.");
        }
    }
}
