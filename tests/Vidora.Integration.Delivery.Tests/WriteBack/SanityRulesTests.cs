using Vidora.Integration.Delivery.WriteBack.Exports;
using Vidora.Integration.Delivery.WriteBack.Importing;
using Vidora.Integration.Delivery.WriteBack.State;

namespace Vidora.Integration.Delivery.Tests.WriteBack;

/// <summary>The rules at their bounds, and what they say.</summary>
public sealed class SanityRulesTests
{
    private static readonly PredictionColumn[] _columns = [new("P", "Score"), new("P", "Percentile")];

    [TestCase(100, 1, false)]
    [TestCase(99, 1, true)]
    [TestCase(200, 2, false)]
    [TestCase(1, 1, true)]
    public void Judge_BadRows_MoreThanOnePercentIsTooMuch(int rows, int bad, bool expected)
    {
        var kinds = SanityGate.Judge(Summary(rows, bad), null).Select(anomaly => anomaly.Kind);
        Assert.That(kinds.Contains(ExportAnomalyKind.ManyBadRows), Is.EqualTo(expected));
    }

    [TestCase(50, 100, false)]
    [TestCase(49, 99, true)]
    [TestCase(49, 98, false)]
    [TestCase(10, 0, false)]
    public void Judge_FewerRowsThanLast_UnderHalfIsTooFew(int rows, int last, bool expected)
    {
        var kinds = SanityGate.Judge(Summary(rows, 0), Applied(last, Samples.Start)).Select(anomaly => anomaly.Kind);
        Assert.That(kinds.Contains(ExportAnomalyKind.FewRows), Is.EqualTo(expected));
    }

    [TestCase(0, false)]
    [TestCase(0.9, false)]
    [TestCase(1, true)]
    [TestCase(-1, false)]
    public void Judge_OlderThanLast_ByAMillisecondIsTooOld(double milliseconds, bool expected)
    {
        var last = Applied(10, Samples.Start.AddMilliseconds(milliseconds));
        Assert.That(SanityGate.Judge(Summary(10, 0), last).Select(anomaly => anomaly.Kind).Contains(ExportAnomalyKind.OldExport), Is.EqualTo(expected));
    }

    [TestCase(1, 1, false)]
    [TestCase(2, 0, true)]
    [TestCase(2, 1, true)]
    public void Judge_OneValueInAColumn_IsStrangeInTwoGoodRowsOrMore(int good, int bad, bool expected)
    {
        var export = new ExportSummary(_columns, [], Samples.Start);
        for (var i = 0; i < good; i++)
        {
            export.Add(Row(i, 0.5, i));
        }

        for (var i = 0; i < bad; i++)
        {
            export.Add(Bad(i));
        }

        Assert.That(SanityGate.Judge(export, null).Select(anomaly => anomaly.Kind).Contains(ExportAnomalyKind.ConstantColumn), Is.EqualTo(expected));
    }

    [Test]
    public void Judge_EverythingWrong_SaysItAllInPlainNumbers()
    {
        var export = new ExportSummary(_columns, ["uplift"], Samples.Start);
        for (var i = 0; i < 1200; i++)
        {
            export.Add(Row(i, 0.5, i));
        }

        for (var i = 0; i < 1300; i++)
        {
            export.Add(Bad(i));
        }

        var sentences = SanityGate.Judge(export, Applied(10_000, Samples.Start.AddHours(1))).Select(anomaly => $"{anomaly.Kind}: {anomaly.Message}");
        Assert.That(sentences, Is.EqualTo(new[]
        {
            "MissingColumn: The export has no column \"uplift\", which was asked for.",
            "ManyBadRows: 1,300 of 2,500 rows are bad; more than 1 % is too much.",
            "ConstantColumn: All 1,200 good rows have the same value in the column \"Score\".",
            "FewRows: The export has 2,500 rows, fewer than half of the 10,000 of the one applied last.",
            "OldExport: The export is of 2026-03-01 12:00:00Z, older than the one applied last, of 2026-03-01 13:00:00Z.",
        }));
    }

    [Test]
    public void Judge_NothingWrong_SaysNothing()
    {
        Assert.That(SanityGate.Judge(Summary(100, 0), null), Is.Empty);
        Assert.That(SanityGate.Judge(Summary(100, 0), Applied(200, Samples.Start)), Is.Empty);
        Assert.That(SanityGate.Judge(Summary(0, 0), null).Single().Message, Is.EqualTo("The export has no rows."));
    }

    private static ExportSummary Summary(int rows, int bad)
    {
        var export = new ExportSummary(_columns, [], Samples.Start);
        for (var i = 0; i < rows; i++)
        {
            export.Add(i < bad ? Bad(i) : Row(i, i, -i));
        }

        return export;
    }

    private static AppliedExport Applied(long rows, DateTimeOffset exportedAt) => new(rows, exportedAt);

    private static PredictionExportRow Row(int line, double score, double percentile) =>
        new(line, null, line + 1, [score, percentile], problem: null, column: null);

    private static PredictionExportRow Bad(int line) => new(line, "x", 0, [], BadRowReason.UserId, column: null);
}
