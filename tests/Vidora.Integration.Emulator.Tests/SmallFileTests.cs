using Vidora.Integration.Emulator.Storage;

namespace Vidora.Integration.Emulator.Tests;

public class SmallFileTests
{
    [Test]
    public void Write_WhileAnotherWrites_KeepsTheLaterState()
    {
        var path = Path.Combine(TestContext.CurrentContext.WorkDirectory, $"small-{Guid.NewGuid():N}.json");
        var file = new SmallFile(path);
        var state = 1;
        var second = new Thread(() => file.Write(json => json.WriteNumberValue(Volatile.Read(ref state))));

        file.Write(json =>
        {
            json.WriteNumberValue(state);

            // The state changes and is written by somebody else, as far as that gets before this one is done.
            Volatile.Write(ref state, 2);
            second.Start();
            SpinWait.SpinUntil(() => !second.IsAlive || second.ThreadState.HasFlag(ThreadState.WaitSleepJoin));
        });
        second.Join();

        var read = 0;
        file.Read(json => read = json.GetInt32());
        File.Delete(path);
        Assert.That(read, Is.EqualTo(2));
    }
}
