using System.Diagnostics;

namespace Vidora.Integration.Kafka.Tests;

internal static class Eventually
{
    /// <summary>Looks until it is so; fails when it does not become so.</summary>
    public static async Task IsAsync(Func<bool> condition, string what, int seconds = 60)
    {
        var watch = Stopwatch.StartNew();
        while (!condition())
        {
            if (watch.Elapsed.TotalSeconds > seconds)
            {
                Assert.Fail($"Did not happen: {what}.");
            }

            await Task.Delay(20);
        }
    }
}
