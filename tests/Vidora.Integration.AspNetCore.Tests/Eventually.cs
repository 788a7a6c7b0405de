using System.Diagnostics;

namespace Vidora.Integration.AspNetCore.Tests;

/// <summary>Waits for something that another process or thread brings about, for a bounded time.</summary>
internal static class Eventually
{
    public static Task IsTrueAsync(Func<bool> condition, TimeSpan? limit = null) => IsTrueAsync(() => Task.FromResult(condition()), limit);

    public static async Task IsTrueAsync(Func<Task<bool>> condition, TimeSpan? limit = null)
    {
        var start = Stopwatch.GetTimestamp();
        while (!await condition())
        {
            if (Stopwatch.GetElapsedTime(start) > (limit ?? TimeSpan.FromSeconds(60)))
            {
                Assert.Fail("It did not come to pass.");
            }

            await Task.Delay(10);
        }
    }
}
