using Microsoft.Data.Sqlite;
using Vidora.Integration.Delivery.Tests.Sqlite;
using Vidora.Integration.Delivery.WriteBack.Exports;
using Vidora.Integration.Delivery.WriteBack.Importing;
using Vidora.Integration.Delivery.WriteBack.State;

namespace Vidora.Integration.Delivery.Tests.WriteBack;

[Slow(Formats = true)]
[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
public sealed class PredictionStateTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Test]
    public void Open_Twice_SaysThatItIsInUse()
    {
        using var state = new PredictionState(_folder.File());
        Assert.That(() => new PredictionState(_folder.File()), Throws.InstanceOf<DeliveryStoreException>().With.Message.Contains("in use"));
    }

    [Test]
    public void Open_NewFile_IsItsOwnersAlone()
    {
        if (OperatingSystem.IsWindows())
        {
            Assert.Ignore("Windows has other means.");
            return;
        }

        using var state = new PredictionState(_folder.File("state.db"));
        Assert.That(File.GetUnixFileMode(_folder.File("state.db")), Is.EqualTo(UnixFileMode.UserRead | UnixFileMode.UserWrite));
    }

    [Test]
    public void Open_FileOfAnotherProgram_LeavesItAlone()
    {
        using (var other = new SqliteConnection($"Data Source={_folder.File()};Pooling=False"))
        {
            other.Open();
            using var command = other.CreateCommand();
            command.CommandText = "CREATE TABLE theirs(x)";
            command.ExecuteNonQuery();
        }

        var before = File.ReadAllBytes(_folder.File());
        Assert.That(() => new PredictionState(_folder.File()), Throws.InstanceOf<DeliveryStoreException>().With.Message.Contains("another program"));
        Assert.That(File.ReadAllBytes(_folder.File()), Is.EqualTo(before));
    }

    [Test]
    public void Open_NoDatabase_SaysSo()
    {
        File.WriteAllText(_folder.File(), new string('x', 10_000));
        Assert.That(() => new PredictionState(_folder.File()), Throws.InstanceOf<DeliveryStoreException>().With.Message.Contains("not a state file, or it is damaged"));
        Assert.That(() => new PredictionState(Path.Combine(_folder.Path, "none", "state.db")), Throws.InstanceOf<DeliveryStoreException>().With.Message.Contains("does not exist"));
    }

    [Test]
    public void Begin_SameExportUnfinished_HasTheSameId()
    {
        string id;
        using (var state = new PredictionState(_folder.File()))
        {
            id = state.Begin(state.FindSeries("feed", "p"), "one", Samples.Start, 3).Id;
        }

        using (var state = new PredictionState(_folder.File()))
        {
            var series = state.FindSeries("feed", "p");
            var resumed = state.Begin(series, "one", Samples.Start, 3);
            Assert.That((resumed.Id, resumed.IsResumed), Is.EqualTo((id, true)));
            state.Finish(resumed, isBaseline: true);
            Assert.That(state.Begin(series, "one", Samples.Start, 3).Id, Is.Not.EqualTo(id));
            Assert.That(state.FindLastApplied(series), Is.EqualTo(new AppliedExport(3, Samples.Start)));
        }
    }

    [Test]
    public void Begin_AnotherExport_ForgetsWhatWasInFlightAndNothingElse()
    {
        using var state = new PredictionState(_folder.File());
        var series = state.FindSeries("feed", "p");
        var other = state.FindSeries("feed", "q");
        var first = state.Begin(series, "one", Samples.Start, 3);
        var elsewhere = state.Begin(other, "one", Samples.Start, 3);
        state.Advance(elsewhere, [(2, "1=0.2")], [2]);
        state.Advance(first, [(1, "1=0.1"), (2, "1=0.2"), (-3, "1=0.3")], [2, -3]);
        state.Begin(series, "two", Samples.Start, 3);
        using var reader = state.OpenReader(series);
        Assert.That((reader.Find(1).Values, reader.Find(2).Values, reader.Find(-3).Values), Is.EqualTo(("1=0.1", (string?)null, (string?)null)));
        using var untouched = state.OpenReader(other);
        Assert.That(untouched.Find(2).Values, Is.EqualTo("1=0.2"));
    }

    [Test]
    public void Advance_PowerCutAfterwards_ValuesAreThere()
    {
        using var disk = new SimulatedDisk(_folder.Path);
        using var state = new PredictionState(_folder.File());
        var series = state.FindSeries("feed", "p");
        var run = state.Begin(series, "one", Samples.Start, 3);
        for (var i = 1; i <= 5; i++)
        {
            state.Advance(run, [(i, "1=0.5")], []);

            using var copy = new TemporaryFolder();
            disk.CutPower(copy.Path);
            using var after = new PredictionState(copy.File());
            using var reader = after.OpenReader(series);
            Assert.That(reader.Find(i).Values, Is.EqualTo("1=0.5"));
        }
    }

    [Test]
    public void Open_PowerCutAtAnySyncOfTheFirstStart_NextStartWorks()
    {
        using var disk = new SimulatedDisk(_folder.Path);
        var cuts = disk.CutPowerAtEachSync(() => new PredictionState(_folder.File()).Dispose());

        Assert.That(cuts, Has.Count.GreaterThan(4));
        foreach (var cut in cuts)
        {
            using (cut)
            {
                using var state = new PredictionState(cut.File());
                Assert.That(state.FindSeries("feed", "p"), Is.EqualTo(1));
            }
        }
    }

    [Test]
    [Platform("Linux")]
    public void Use_FileWasRemoved_IsAnErrorAtOnce()
    {
        using var state = new PredictionState(_folder.File());
        File.Delete(_folder.File());

        Assert.That(() => state.FindSeries("feed", "p"), Throws.InstanceOf<DeliveryStoreException>().With.Message.Contains("removed, moved or replaced"));
    }

    [Test]
    public void Forget_WhileTheProcessRuns_LeavesNoTraceInTheLog()
    {
        using var state = new PredictionState(_folder.File());
        var run = state.Begin(state.FindSeries("feed", "p"), "one", Samples.Start, 2);
        state.Advance(run, [(1, "1=0.123454321"), (2, "1=0.5")], []);
        state.Forget([1]);

        Assert.That(System.Text.Encoding.ASCII.GetString(File.ReadAllBytes(_folder.File() + "-wal")), Does.Not.Contain("0.123454321"));
    }

    [Test]
    public void Forget_User_LeavesNoTraceInTheFile()
    {
        using (var state = new PredictionState(_folder.File()))
        {
            var run = state.Begin(state.FindSeries("feed", "p"), "one", Samples.Start, 2);
            state.Advance(run, [(1, "1=0.123454321"), (2, "1=0.5")], []);
            state.Forget([1]);
        }

        Assert.That(System.Text.Encoding.ASCII.GetString(File.ReadAllBytes(_folder.File())), Does.Not.Contain("0.123454321").And.Contain("1=0.5"));
    }
}
