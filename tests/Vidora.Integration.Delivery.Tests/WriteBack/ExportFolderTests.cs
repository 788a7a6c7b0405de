using Vidora.Integration.Delivery.WriteBack;

namespace Vidora.Integration.Delivery.Tests.WriteBack;

[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
public sealed class ExportFolderTests : IDisposable
{
    private readonly TemporaryFolder _temporary = new();
    private readonly ExportFolder _folder;

    public ExportFolderTests() => _folder = new ExportFolder(_temporary.Path);

    public void Dispose() => _temporary.Dispose();

    [Test]
    public void FindNext_FileThatIsStillWritten_IsNotFoundBeforeItRests()
    {
        using (var export = new StreamWriter(_temporary.File("export.csv")))
        {
            export.Write("user_id,Score\n1,0.1\n");
            export.Flush();
            Assert.That(_folder.FindNext(), Is.Null, "seen for the first time");

            export.Write("2,0.");
            export.Flush();
            Assert.That(_folder.FindNext(), Is.Null, "it has grown");

            export.Write("25\n");
        }

        Assert.That(_folder.FindNext(), Is.Null, "it has grown");
        Assert.That(_folder.FindNext()?.Name, Is.EqualTo("export.csv"));
    }

    [Test]
    public void FindNext_FileThatIsWrittenOverWithTheSameLength_IsNotFoundBeforeItRests()
    {
        Write("export.csv", "user_id,Score\n1,0.1\n", minute: 1);
        _folder.FindNext();

        Write("export.csv", "user_id,Score\n1,0.2\n", minute: 2);

        Assert.That(_folder.FindNext(), Is.Null);
        Assert.That(_folder.FindNext()?.Name, Is.EqualTo("export.csv"));
    }

    [Test]
    public void FindNext_OldestIsStillWritten_HoldsUpTheNewerOnes()
    {
        Write("a.csv", "one", minute: 1);
        Write("b.csv", "two", minute: 2);
        _folder.FindNext();

        Write("a.csv", "one and more", minute: 1);

        Assert.That(_folder.FindNext(), Is.Null, "the newer one would be applied before the older one");
        Assert.That(_folder.FindNext()?.Name, Is.EqualTo("a.csv"));
    }

    private void Write(string name, string text, int minute)
    {
        File.WriteAllText(_temporary.File(name), text);
        File.SetLastWriteTimeUtc(_temporary.File(name), Samples.Start.UtcDateTime.AddMinutes(minute));
    }
}
