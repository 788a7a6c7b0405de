using Vidora.Integration.Delivery.WriteBack.Exports;
using Vidora.Integration.Delivery.WriteBack.Importing;
using Vidora.Integration.Delivery.WriteBack.State;

namespace Vidora.Integration.Delivery.Tests.WriteBack;

/// <summary>Each rule alone: an export that breaks it stops before the first request, and goes on only where it may be told to.</summary>
[Slow(Formats = true)]
[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
public sealed class SanityGateTests : IDisposable
{
    private readonly ImportHarness _import = new();

    public void Dispose() => _import.Dispose();

    [Test]
    public Task NoRows_OnlyAHeader_Stops() => AssertStopsAsync("user_id,Score\n", ExportAnomalyKind.NoRows, "no rows");

    [Test]
    public Task CutOff_LastLineWithoutEnd_Stops() =>
        AssertStopsAsync(ImportHarness.Rows(200).TrimEnd('\n'), ExportAnomalyKind.CutOff, "no line end");

    [Test]
    public async Task CutOff_EveryPlaceOfACut_WritesNoWrongValue()
    {
        var whole = ImportHarness.Rows(3, i => $"0.12345{i}");
        _import.Options.AcceptAnomalies = true;
        for (var length = whole.IndexOf('\n') + 2; length < whole.Length; length++)
        {
            await _import.RunAsync(whole[..length]);
        }

        Assert.That(_import.Profiles(), Is.SubsetOf(ImportHarness.Expected(3, i => $"0.12345{i}")));
    }

    [Test]
    public Task NoRows_EmptyFile_Stops() => AssertStopsAsync("", ExportAnomalyKind.NoRows, "empty");

    [Test]
    public Task ManyBadRows_OverOnePercent_Stops() => AssertStopsAsync(WithBadRows(198, 3), ExportAnomalyKind.ManyBadRows, "3 of 201 rows");

    [Test]
    public async Task ManyBadRows_OnePercent_GoesOn()
    {
        var result = await _import.RunAsync(WithBadRows(198, 2));
        Assert.That((result.Status, result.Bad), Is.EqualTo((PredictionImportStatus.Completed, 2)));
    }

    [Test]
    public Task ConstantColumn_OneOfTwo_Stops() => AssertStopsAsync("id,Score,Percentile\n1,0.5,0.1\n2,0.50,0.2\n3,5e-1,0.3\n", ExportAnomalyKind.ConstantColumn, "\"Score\"");

    [Test]
    public async Task ConstantColumn_SingleRow_GoesOn() =>
        Assert.That((await _import.RunAsync("id,Score\n1,0.5\n")).Status, Is.EqualTo(PredictionImportStatus.Completed));

    [Test]
    public async Task FewRows_UnderHalf_Stops()
    {
        await _import.RunAsync(ImportHarness.Rows(100));
        _import.Feed.Requests.Clear();
        await AssertStopsAsync(ImportHarness.Rows(49), ExportAnomalyKind.FewRows, "49 rows, fewer than half of the 100");
    }

    [Test]
    public async Task FewRows_Half_GoesOn()
    {
        await _import.RunAsync(ImportHarness.Rows(100));
        Assert.That((await _import.RunAsync(ImportHarness.Rows(50))).Status, Is.EqualTo(PredictionImportStatus.Completed));
    }

    [Test]
    public async Task FewRows_RunThatDidNotFinish_IsNoMeasure()
    {
        _import.Feed.Answer(ScriptedFeed.Outcome(401));
        await _import.RunAsync(ImportHarness.Rows(1000));
        Assert.That((await _import.RunAsync(ImportHarness.Rows(10))).Status, Is.EqualTo(PredictionImportStatus.Completed));
    }

    [Test]
    public async Task OldExport_OlderThanTheLast_Stops()
    {
        await _import.RunAsync(ImportHarness.Rows(10), Samples.Start);
        _import.Feed.Requests.Clear();
        await AssertStopsAsync(ImportHarness.Rows(10, i => $"0.5{i:00}"), ExportAnomalyKind.OldExport, "older", Samples.Start.AddSeconds(-1));
    }

    [Test]
    public async Task OldExport_SameTime_GoesOn()
    {
        await _import.RunAsync(ImportHarness.Rows(10), Samples.Start);
        Assert.That((await _import.RunAsync(ImportHarness.Rows(10), Samples.Start)).Status, Is.EqualTo(PredictionImportStatus.Completed));
    }

    [Test]
    public async Task OldExport_FileTime_CountsWhenNothingElseIsSaid()
    {
        var path = _import.Write(ImportHarness.Rows(10));
        File.SetLastWriteTimeUtc(path, new DateTime(2026, 8, 2, 0, 0, 0, DateTimeKind.Utc));
        await _import.RunAsync(new PredictionExportFile { Path = path, Pipeline = "P" });
        File.SetLastWriteTimeUtc(path, new DateTime(2026, 8, 1, 0, 0, 0, DateTimeKind.Utc));
        var result = await _import.RunAsync(new PredictionExportFile { Path = path, Pipeline = "P" });
        Assert.That(result.Anomalies.Single().Kind, Is.EqualTo(ExportAnomalyKind.OldExport));
    }

    [Test]
    public async Task MissingColumn_AskedFor_StopsAndMayBeAccepted()
    {
        var export = new PredictionExportFile { Path = _import.Write("id,Score\n1,0.5\n2,0.6\n"), Pipeline = "P", Columns = ["score", "percentile"], ExportedAt = Samples.Start };
        var stopped = await _import.RunAsync(export);
        Assert.That((stopped.Status, stopped.Anomalies.Single().Kind), Is.EqualTo((PredictionImportStatus.Stopped, ExportAnomalyKind.MissingColumn)));
        Assert.That(_import.Feed.Requests, Is.Empty);
        _import.Options.AcceptAnomalies = true;
        Assert.That((await _import.RunAsync(export)).Added, Is.EqualTo(2));
    }

    [TestCase("name,Score\n1,0.5\n", nameof(ExportAnomalyKind.UserColumn))]
    [TestCase("id\n1\n", nameof(ExportAnomalyKind.NoColumns))]
    [TestCase("id,Score,Uplift\n1,0.5,0.5\n", nameof(ExportAnomalyKind.ColumnName))]
    public async Task Unusable_EvenWhenToldToGoOn_Stops(string text, string kind)
    {
        _import.Options.AcceptAnomalies = true;
        var result = await _import.RunAsync(text);
        Assert.That((result.Status, result.Anomalies.Single().Kind), Is.EqualTo((PredictionImportStatus.Stopped, Enum.Parse<ExportAnomalyKind>(kind))));
        Assert.That(result.Anomalies.Single().CanBeAccepted, Is.False);
        Assert.That(_import.Feed.Requests, Is.Empty);
    }

    [Test]
    public async Task Unreadable_NoSuchFile_Stops()
    {
        _import.Options.AcceptAnomalies = true;
        var result = await _import.RunAsync(new PredictionExportFile { Path = _import.StateFile + ".csv", Pipeline = "P" });
        Assert.That((result.Status, result.Anomalies.Single().Kind), Is.EqualTo((PredictionImportStatus.Stopped, ExportAnomalyKind.Unreadable)));
    }

    [Test]
    public async Task Lesson14_EmptySource_DeletesNothing()
    {
        await _import.RunAsync(ImportHarness.Rows(10));
        _import.Feed.Requests.Clear();
        var result = await _import.RunAsync("user_id,Conversion Probability\n");
        Assert.That(result.Anomalies.Select(anomaly => anomaly.Kind), Is.EqualTo(new[] { ExportAnomalyKind.NoRows, ExportAnomalyKind.FewRows }));
        _import.Options.AcceptAnomalies = true;
        await _import.RunAsync("user_id,Conversion Probability\n");
        Assert.That(_import.Feed.Requests, Is.Empty);
        Assert.That(_import.Profiles(), Is.EqualTo(ImportHarness.Expected(10)));
    }

    private static string WithBadRows(int good, int bad) => ImportHarness.Rows(good) + string.Concat(Enumerable.Range(0, bad).Select(_ => "x,0.5\n"));

    private async Task AssertStopsAsync(string text, ExportAnomalyKind kind, string says, DateTimeOffset? exportedAt = null)
    {
        var stopped = await _import.RunAsync(text, exportedAt);
        Assert.That(stopped.Status, Is.EqualTo(PredictionImportStatus.Stopped));
        Assert.That(stopped.Anomalies.Select(anomaly => anomaly.Kind), Is.EqualTo(new[] { kind }));
        Assert.That(stopped.Sentence, Does.StartWith("Nothing was sent.").And.Contain(says));
        Assert.That(_import.Feed.Requests, Is.Empty);
        if (text.Length > 0)
        {
            _import.Options.AcceptAnomalies = true;
            var accepted = await _import.RunAsync(text, exportedAt);
            Assert.That(accepted.Status, Is.EqualTo(PredictionImportStatus.Completed), accepted.Sentence);
            Assert.That(accepted.Anomalies, Has.Count.EqualTo(1));
        }
    }
}
