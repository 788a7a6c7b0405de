using Microsoft.Extensions.Time.Testing;

namespace Vidora.Integration.Delivery.Tests.Timing;

/// <summary>A fake clock whose wall clock is put ahead or back while timestamps and timers go on.</summary>
internal sealed class MovedClock() : FakeTimeProvider(Samples.Start)
{
    public TimeSpan Shift { get; set; }

    public override DateTimeOffset GetUtcNow() => base.GetUtcNow() + Shift;

    public override long GetTimestamp() => base.GetUtcNow().UtcTicks;
}
