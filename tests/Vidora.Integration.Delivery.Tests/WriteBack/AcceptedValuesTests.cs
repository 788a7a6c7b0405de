using System.Text;
using Vidora.Integration.Delivery.WriteBack.Exports;
using Vidora.Integration.Delivery.WriteBack.Importing;
using Vidora.Integration.Delivery.WriteBack.State;

namespace Vidora.Integration.Delivery.Tests.WriteBack;

public sealed class AcceptedValuesTests
{
    private static readonly int[] _columns = [1, 12];

    private readonly StringBuilder _buffer = new("what was in it before");

    [Test]
    public void Write_Values_AreKeptAsTheyWereWritten()
    {
        Assert.That(PredictionNumber.TryParse("0.8100", out var first), Is.True);
        Assert.That(AcceptedValues.Write(_columns, [first, 0.93], _buffer), Is.EqualTo("1=0.8100;12=0.93"));
        Assert.That(AcceptedValues.Write([], [], _buffer), Is.Empty);
    }

    [TestCase("1=0.81;12=0.93", 1, "0.81")]
    [TestCase("1=0.81;12=0.93", 12, "0.93")]
    [TestCase("1=0.81;12=0.93", 2, null)]
    [TestCase("", 1, null)]
    [TestCase(null, 1, null)]
    public void Find_Column_IsItsValue(string? text, int column, string? expected) =>
        Assert.That(AcceptedValues.Find(text, column), Is.EqualTo(expected));

    [TestCase(null, "1=0.5;12=0.6")]
    [TestCase("", "1=0.5;12=0.6")]
    [TestCase("1=0.1;12=0.2", "1=0.5;12=0.6")]
    [TestCase("2=0.3;1=0.1;7=1e-7", "1=0.5;12=0.6;2=0.3;7=1e-7")]
    public void Merge_Old_KeepsTheValuesOfOtherColumns(string? old, string expected) =>
        Assert.That(AcceptedValues.Merge(old, "1=0.5;12=0.6", _columns, _buffer), Is.EqualTo(expected));
}
