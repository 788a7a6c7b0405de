using System.Text;
using Vidora.Integration.Delivery.WriteBack.Exports;
using Vidora.Integration.Delivery.WriteBack.Importing;
using Vidora.Integration.Delivery.WriteBack.State;

namespace Vidora.Integration.Delivery.Tests.WriteBack;

public sealed class AcceptedValuesTests
{
    private static readonly string[] _columns = ["score", "score_2"];

    private readonly StringBuilder _buffer = new("what was in it before");

    [Test]
    public void Write_Values_AreKeptAsTheyWereWritten()
    {
        Assert.That(PredictionNumber.TryParse("0.8100", out var first), Is.True);
        Assert.That(AcceptedValues.Write(_columns, [first, 0.93], _buffer), Is.EqualTo("score=0.8100;score_2=0.93"));
        Assert.That(AcceptedValues.Write([], [], _buffer), Is.Empty);
    }

    [TestCase("score=0.81;score_2=0.93", "score", "0.81")]
    [TestCase("score=0.81;score_2=0.93", "score_2", "0.93")]
    [TestCase("score=0.81;score_2=0.93", "percentile", null)]
    [TestCase("", "score", null)]
    [TestCase(null, "score", null)]
    public void Find_Column_IsItsValue(string? text, string column, string? expected) =>
        Assert.That(AcceptedValues.Find(text, column), Is.EqualTo(expected));

    [TestCase(null, "score=0.5;score_2=0.6")]
    [TestCase("", "score=0.5;score_2=0.6")]
    [TestCase("score=0.1;score_2=0.2", "score=0.5;score_2=0.6")]
    [TestCase("percentile=0.3;score=0.1;uplift=1e-7", "score=0.5;score_2=0.6;percentile=0.3;uplift=1e-7")]
    public void Merge_Old_KeepsTheValuesOfOtherColumns(string? old, string expected) =>
        Assert.That(AcceptedValues.Merge(old, "score=0.5;score_2=0.6", _columns, _buffer), Is.EqualTo(expected));
}
