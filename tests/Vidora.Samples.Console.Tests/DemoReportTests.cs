using System.Text;
using Vidora.Integration;
using Vidora.Samples.Console.Reporting;
using Vidora.Samples.Console.Sending;

namespace Vidora.Samples.Console.Tests;

public sealed class DemoReportTests
{
    [TestCase(2, 1, 0, true)]
    [TestCase(1, 1, 0, false)]
    [TestCase(3, 1, 0, false)]
    [TestCase(1, 2, 0, false)]
    [TestCase(2, 1, 1, false)]
    public void Write_Counts_AddUpOrAreSaidNotTo(long purchases, long searches, long invalid, bool addsUp)
    {
        var summary = new RunSummary();
        foreach (var document in MParticleDocuments.Read(File.ReadAllBytes(Fixture.Path("batches.jsonl"))))
        {
            Assert.That(document.TryReadBatch(MParticleFormat.Auto, out var batch, out _), Is.True);
            summary.Add(new MParticleEventMapper().Map(batch!));
        }

        var byType = new Dictionary<string, long> { ["purchase"] = purchases, ["Search Submitted"] = searches };
        var received = new DemoReceipts(purchases + searches, invalid, byType);
        using var output = new MemoryStream();
        using var terminal = Terminal.Over(Stream.Null, output, Stream.Null, _ => null);
        var sending = new EventSending(new ScriptedClient(), TimeProvider.System);
        Assert.That(DemoReport.Write(summary, sending, received, terminal.Out), Is.EqualTo(addsUp));
        var text = Encoding.UTF8.GetString(output.ToArray());
        Assert.That(text.Contains("It does not add up: 3 Vidora events made", StringComparison.Ordinal), Is.EqualTo(!addsUp), text);
    }
}
