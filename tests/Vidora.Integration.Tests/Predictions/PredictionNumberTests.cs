using System.Globalization;
using System.Text.Json;
using FsCheck;
using FsCheck.Fluent;

namespace Vidora.Integration.Tests.Predictions;

public sealed class PredictionNumberTests
{
    [TestCase("0.81")]
    [TestCase("0.8100")]
    [TestCase("-0")]
    [TestCase("0")]
    [TestCase("17")]
    [TestCase("1e-7")]
    [TestCase("1.5E+10")]
    [TestCase("2e5")]
    [TestCase("-1.25E5")]
    [TestCase("0.12345678901234567890123456789")]
    public void TryParse_JsonNumber_KeepsEveryDigit(string text)
    {
        Assert.That(PredictionNumber.TryParse(text, out var number), Is.True);
        Assert.That(number.ToString(), Is.EqualTo(text));
        Assert.That(number.Value, Is.EqualTo(double.Parse(text, CultureInfo.InvariantCulture)));
    }

    [TestCase("+0.5", "0.5")]
    [TestCase(".5", "0.5")]
    [TestCase("1.", "1")]
    [TestCase("-.5", "-0.5")]
    [TestCase("007", "7")]
    [TestCase("1\0", "1")]
    [TestCase("1.5\0", "1.5")]
    [TestCase("2e5\0", "200000")]
    [TestCase("1.e2", "100")]
    public void TryParse_NumberThatIsNotJson_BecomesOne(string text, string json)
    {
        Assert.That(PredictionNumber.TryParse(text, out var number), Is.True);
        Assert.That(number.ToString(), Is.EqualTo(json));
    }

    [TestCase(null)]
    [TestCase("")]
    [TestCase(" 1")]
    [TestCase("1 ")]
    [TestCase("0,81")]
    [TestCase("1,000.5")]
    [TestCase("NaN")]
    [TestCase("Infinity")]
    [TestCase("-∞")]
    [TestCase("1e999")]
    [TestCase("0x10")]
    [TestCase("true")]
    [TestCase("--1")]
    [TestCase("1e")]
    [TestCase("٣")]
    public void TryParse_NoFiniteNumber_IsFalse(string? text) => Assert.That(PredictionNumber.TryParse(text, out _), Is.False);

    [Test]
    public void TryParse_LongerThanMParticleTakes_IsFalse()
    {
        Assert.That(PredictionNumber.TryParse("0." + new string('1', PredictionNumber.MaxLength - 2), out _), Is.True);
        Assert.That(PredictionNumber.TryParse("0." + new string('1', PredictionNumber.MaxLength - 1), out _), Is.False);
    }

    [Test]
    public void Equals_SameValueInAnotherSpelling_IsTrue()
    {
        var first = Number("0.5000");
        var second = Number("5e-1");
        Assert.That(first, Is.EqualTo(second));
        Assert.That(first.GetHashCode(), Is.EqualTo(second.GetHashCode()));
        var minus = Number("-0");
        Assert.That(minus, Is.EqualTo(default(PredictionNumber)));
        Assert.That(minus.GetHashCode(), Is.EqualTo(default(PredictionNumber).GetHashCode()));
    }

    [Test]
    public void Equals_AnotherValueOrType_IsFalse()
    {
        Assert.That(Number("0.5") == Number("0.50"), Is.True);
        Assert.That(Number("0.5") != Number("0.51"), Is.True);
        Assert.That(Number("0") == Number("0.1") || Number("0.1") == Number("0"), Is.False);
        Assert.That(Number("0.5").Equals((object)0.5), Is.False);
        Assert.That(Number("0.5").Equals((object)Number("0.50")), Is.True);
        Assert.That(Number("0.5").GetHashCode(), Is.Not.EqualTo(Number("0.25").GetHashCode()));
    }

    [Test]
    public void FromDouble_Number_IsWrittenInFull()
    {
        Assert.That(PredictionNumber.FromDouble(0.1).ToString(), Is.EqualTo("0.1"));
        Assert.That(default(PredictionNumber).ToString(), Is.EqualTo("0"));
    }

    [Test]
    public void Constructor_NotFinite_Throws()
    {
        Assert.That(() => new PredictionNumber(double.NaN), Throws.InstanceOf<ArgumentOutOfRangeException>().With.Message.Contains("finite number"));
        Assert.That(() => new PredictionNumber(double.PositiveInfinity), Throws.InstanceOf<ArgumentOutOfRangeException>());
    }

    [Test]
    public void Double_AnyFinite_RoundTripsThroughJson() => Prop.ForAll<double>(value =>
    {
        if (!double.IsFinite(value))
        {
            return true;
        }

        var json = new PredictionNumber(value).ToString();
        return JsonDocument.Parse(json).RootElement.GetDouble().Equals(value) && PredictionNumber.TryParse(json, out var back) && back == value;
    }).Check(Config.QuickThrowOnFailure.WithReplay(20240627, 7));

    private static PredictionNumber Number(string text) =>
        PredictionNumber.TryParse(text, out var number) ? number : throw new FormatException(text);
}
