using System.Text;
using Vidora.Integration.Delivery.Sending;

namespace Vidora.Integration.Delivery.Tests.Sending;

/// <summary>Small documents that become large are mapped one after the other, and not all at once.</summary>
public sealed class MappedMemoryTests
{
    [Test]
    public async Task Map_NoRoom_WaitsUntilEventsAreOnDisk()
    {
        var memory = new MappedMemory(limit: 1_500, turns: new SemaphoreSlim(2));
        var first = await memory.MapAsync(Map, CancellationToken.None);
        var second = await memory.MapAsync(Map, CancellationToken.None);
        Assert.That(memory.Held, Is.EqualTo(first.Counted + second.Counted).And.GreaterThan(1_500));

        var third = memory.MapAsync(Map, CancellationToken.None);
        Assert.That(third.IsCompleted, Is.False);
        memory.Free(first);
        Assert.That((await third).Events, Has.Count.EqualTo(5));
        memory.Free(await third);
        memory.Free(second);
        Assert.That(memory.Held, Is.Zero);
    }

    [Test]
    public async Task Map_LargerThanTheLimit_IsMappedWhenItIsAlone()
    {
        var memory = new MappedMemory(limit: 1, turns: new SemaphoreSlim(1));
        var first = await memory.MapAsync(Map, CancellationToken.None);
        var second = memory.MapAsync(Map, CancellationToken.None);
        Assert.That(second.IsCompleted, Is.False);
        memory.Free(first);
        Assert.That((await second).Counted, Is.GreaterThan(1));
    }

    [Test]
    public async Task Map_CancelledOrFailed_TakesNoRoomAndNoTurn()
    {
        var memory = new MappedMemory(limit: 1, turns: new SemaphoreSlim(1));
        Assert.That(() => memory.MapAsync(() => throw new InvalidOperationException(), CancellationToken.None), Throws.InvalidOperationException);
        var first = await memory.MapAsync(Map, CancellationToken.None);
        using var cancel = new CancellationTokenSource();
        var second = memory.MapAsync(Map, cancel.Token);
        await cancel.CancelAsync();
        Assert.That(() => second, Throws.InstanceOf<OperationCanceledException>());

        memory.Free(first);
        memory.Free(await memory.MapAsync(Map, CancellationToken.None));
        Assert.That(memory.Held, Is.Zero);
    }

    [Test]
    public async Task Accept_BatchThatRepeatsItsContext_CountsWhatItBecomes()
    {
        var memory = new MappedMemory(limit: 1_000_000, turns: new SemaphoreSlim(1));
        await using var harness = new ForwardingHarness(memory: memory);
        var events = string.Join(',', Enumerable.Repeat("""{"event_type":"custom_event","data":{"event_name":"a"}}""", 100));
        var batch = $$"""{"mpid":1,"environment":"production","user_attributes":{"a":"{{new string('x', 20_000)}}"},"events":[{{events}}]}""";
        var held = memory.MapAsync(() => new MappedDocuments { Events = Samples.Events(10_000) }, CancellationToken.None);
        Assert.That(memory.Held, Is.GreaterThan(1_000_000));

        var accepting = harness.Forwarder.AcceptAsync(MParticleDocuments.Read(Encoding.UTF8.GetBytes(batch)));
        Assert.That(accepting.IsCompleted, Is.False, "there is no room");
        memory.Free(await held);

        Assert.That((await accepting).AcceptedEvents, Is.EqualTo(100));
        Assert.That(memory.Held, Is.Zero, "they are on disk");
    }

    private static MappedDocuments Map() => new() { Events = Samples.Events(5) };
}
