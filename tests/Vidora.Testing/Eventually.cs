using System.Diagnostics;
using System.Runtime.CompilerServices;
using NUnit.Framework;

namespace Vidora.Testing;

/// <summary>Waits for a condition that another thread or process makes true.</summary>
public static class Eventually
{
    private static readonly TimeSpan _limit = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan _pause = TimeSpan.FromMilliseconds(10);

    /// <summary>Checks a condition until it is true; fails the test after the limit.</summary>
    /// <param name="condition">The condition.</param>
    /// <param name="what">The name of the condition in the failure. Default: its code.</param>
    /// <param name="limit">The longest wait. Default: 60 seconds.</param>
    public static Task IsTrueAsync(
        Func<bool> condition, [CallerArgumentExpression(nameof(condition))] string what = "", TimeSpan? limit = null) =>
        IsTrueAsync(() => Task.FromResult(condition()), what, limit);

    /// <inheritdoc cref="IsTrueAsync(Func{bool}, string, TimeSpan?)"/>
    public static Task IsTrueAsync(
        Func<Task<bool>> condition, [CallerArgumentExpression(nameof(condition))] string what = "", TimeSpan? limit = null) =>
        GetAsync(condition, isTrue => isTrue, _ => what, limit);

    /// <summary>Reads a value until it meets a condition, and returns it; fails the test after the limit.</summary>
    /// <param name="read">Reads the value.</param>
    /// <param name="condition">The condition.</param>
    /// <param name="describe">Describes the last value for the failure.</param>
    /// <param name="limit">The longest wait. Default: 60 seconds.</param>
    public static async Task<T> GetAsync<T>(Func<Task<T>> read, Predicate<T> condition, Func<T, string> describe, TimeSpan? limit = null)
    {
        var start = Stopwatch.GetTimestamp();
        while (true)
        {
            var value = await read();
            if (condition(value))
            {
                return value;
            }

            if (Stopwatch.GetElapsedTime(start) > (limit ?? _limit))
            {
                Assert.Fail($"Did not happen in {limit ?? _limit}: {describe(value)}");
            }

            await Task.Delay(_pause);
        }
    }
}
