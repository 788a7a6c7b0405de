using System.Text.Json.Nodes;
using Vidora.Integration.Delivery.WriteBack;
using Vidora.Integration.Delivery.WriteBack.Exports;

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

    [Test]
    public void Settle_ReportIsThere_IsReplaced()
    {
        Write("export.csv", "user_id,Score\n1,0.1\n", minute: 1);
        _folder.FindNext();
        var report = Path.Combine(Directory.CreateDirectory(Path.Combine(_temporary.Path, "applied")).FullName, "export.csv.report.json");
        File.WriteAllText(report, "of an attempt that failed halfway");

        _folder.Settle(_folder.FindNext()!, new PredictionImportResult(), Samples.Start);

        Assert.That(File.ReadAllText(report), Does.StartWith($"{{{Environment.NewLine}  \"status\": \"Completed\",{Environment.NewLine}"), "a line for each member, for a person");
    }

    [Test]
    public void Settle_Report_HasEveryNumberOfTheResult()
    {
        Write("export.csv", "user_id,Score\n1,0.1\n", minute: 1);
        _folder.FindNext();

        _folder.Settle(
            _folder.FindNext()!,
            new PredictionImportResult
            {
                Status = PredictionImportStatus.Stopped,
                Sentence = "Nothing was sent.",
                Duration = TimeSpan.FromSeconds(1.23456),
                Rows = 100,
                Added = 1,
                Changed = 2,
                Resent = 3,
                Unchanged = 4,
                Suppressed = 5,
                BadReasons = new Dictionary<string, long> { ["Quotes"] = 6, ["UserId"] = 1 },
                RejectedReasons = new Dictionary<string, long> { ["http_400"] = 8 },
                Requests = 9,
                Bytes = 10,
                Anomalies = [new ExportAnomaly(ExportAnomalyKind.NoRows, "It is empty.")],
            },
            Samples.Start);

        Assert.That(
            JsonNode.Parse(File.ReadAllBytes(Path.Combine(_temporary.Path, "failed", "export.csv.report.json")))!.ToJsonString(),
            Is.EqualTo(
                """
                {"status":"Stopped","sentence":"Nothing was sent.","settled_at":"2026-03-01T12:00:00Z","seconds":1.235,"rows":100,
                "added":1,"changed":2,"resent":3,"unchanged":4,"bad":7,"rejected":8,"suppressed":5,
                "bad_rows":{"Quotes":6,"UserId":1},"rejected_rows":{"http_400":8},"requests":9,"bytes":10,
                "anomalies":[{"kind":"NoRows","message":"It is empty."}]}
                """.ReplaceLineEndings("")));
    }

    private void Write(string name, string text, int minute)
    {
        File.WriteAllText(_temporary.File(name), text);
        File.SetLastWriteTimeUtc(_temporary.File(name), Samples.Start.UtcDateTime.AddMinutes(minute));
    }
}
