namespace Vidora.Integration.Tests.Events;

public sealed class VidoraValueTests
{
    private static readonly (VidoraValue Value, VidoraValueKind Kind, string Json)[] _values =
    [
        ("text", VidoraValueKind.Text, "\"text\""),
        ("", VidoraValueKind.Text, "\"\""),
        ("00123", VidoraValueKind.Text, "\"00123\""),
        ("true", VidoraValueKind.Text, "\"true\""),
        (0, VidoraValueKind.Integer, "0"),
        (-42, VidoraValueKind.Integer, "-42"),
        (long.MaxValue, VidoraValueKind.Integer, "9223372036854775807"),
        (long.MinValue, VidoraValueKind.Integer, "-9223372036854775808"),
        (19.90m, VidoraValueKind.Float, "19.90"),
        (0.10m, VidoraValueKind.Float, "0.10"),
        (-1234.5m, VidoraValueKind.Float, "-1234.5"),
        (decimal.MaxValue, VidoraValueKind.Float, "79228162514264337593543950335"),
        (0.0000000000000000000000000001m, VidoraValueKind.Float, "0.0000000000000000000000000001"),
        (0.1, VidoraValueKind.Float, "0.1"),
        (-3.5, VidoraValueKind.Float, "-3.5"),
        (double.Epsilon, VidoraValueKind.Float, "5E-324"),
        (double.MaxValue, VidoraValueKind.Float, "1.7976931348623157E+308"),
        (true, VidoraValueKind.Boolean, "true"),
        (false, VidoraValueKind.Boolean, "false"),
    ];

    [TestCaseSource(nameof(_values))]
    public void Value_InAnEvent_IsSentAndReadBackAsItIs((VidoraValue Value, VidoraValueKind Kind, string Json) test)
    {
        var @event = new VidoraEvent("u", "t") { ["v"] = test.Value };

        Assert.That(test.Value.Kind, Is.EqualTo(test.Kind));
        Assert.That(@event.ToString(), Is.EqualTo($$"""{"user_id":"u","type":"t","v":{{test.Json}}}"""));
        Assert.That(@event["v"], Is.EqualTo(test.Value));
        Assert.That(@event["v"]!.Value.ToString(), Is.EqualTo(test.Value.ToString()));
    }

    [Test]
    public void Default_IsNull() =>
        Assert.That((default(VidoraValue).Kind, default(VidoraValue).Json, default(VidoraValue).ToString()), Is.EqualTo((VidoraValueKind.Null, "null", "null")));

    [TestCase(5.0, "5.0")]
    [TestCase(-0.0, "-0.0")]
    [TestCase(1e20, "1E+20")]
    [TestCase(1e15, "1000000000000000.0")]
    [TestCase(123456789.0, "123456789.0")]
    public void FromDouble_WholeNumber_StaysAFloat(double number, string json)
    {
        var @event = new VidoraEvent("u", "t") { ["v"] = number };

        Assert.That(@event.ToString(), Does.Contain($"\"v\":{json}}}"));
        Assert.That(@event["v"]!.Value.Kind, Is.EqualTo(VidoraValueKind.Float));
        Assert.That(@event["v"], Is.EqualTo((VidoraValue)number));
    }

    [TestCase(double.NaN)]
    [TestCase(double.PositiveInfinity)]
    [TestCase(double.NegativeInfinity)]
    public void FromDouble_NotFinite_Throws(double number)
    {
        Assert.That(() => (VidoraValue)number, Throws.ArgumentException.With.Message.Contains("finite numbers only"));
    }

    [Test]
    public void FromText_Null_IsNull() => Assert.That((VidoraValue)(string?)null, Is.EqualTo(default(VidoraValue)));

    [Test]
    public void Get_OfItsKind_IsTheValue()
    {
        VidoraValue text = "a", integer = 9007199254740993, amount = 19.90m, number = 0.5, yes = true;

        Assert.That(text.GetText(), Is.EqualTo("a"));
        Assert.That(integer.GetInt64(), Is.EqualTo(9007199254740993));
        Assert.That(integer.GetDecimal(), Is.EqualTo(9007199254740993m));
        Assert.That(integer.GetDouble(), Is.EqualTo(9007199254740992d));
        Assert.That(amount.GetDecimal(), Is.EqualTo(19.9m));
        Assert.That(amount.GetDouble(), Is.EqualTo(19.9));
        Assert.That(number.GetDouble(), Is.EqualTo(0.5));
        Assert.That(number.GetDecimal(), Is.EqualTo(0.5m));
        Assert.That(yes.GetBoolean(), Is.True);
    }

    [Test]
    public void Get_OfAnotherKind_Throws()
    {
        VidoraValue text = "1", integer = 1, number = 1.5, yes = true;

        Assert.That(() => text.GetInt64(), Throws.InvalidOperationException.With.Message.EqualTo("The value is of kind Text, not Integer."));
        Assert.That(() => text.GetDouble(), Throws.InvalidOperationException);
        Assert.That(() => text.GetDecimal(), Throws.InvalidOperationException);
        Assert.That(() => text.GetBoolean(), Throws.InvalidOperationException);
        Assert.That(() => integer.GetText(), Throws.InvalidOperationException);
        Assert.That(() => integer.GetBoolean(), Throws.InvalidOperationException);
        Assert.That(() => number.GetInt64(), Throws.InvalidOperationException);
        Assert.That(() => yes.GetText(), Throws.InvalidOperationException);
        Assert.That(() => yes.GetDouble(), Throws.InvalidOperationException);
    }

    [Test]
    public void GetDecimal_TooLarge_Overflows()
    {
        var value = VidoraEvent.Parse("""{"user_id":"u","type":"t","v":1e400}"""u8.ToArray())["v"]!.Value;

        Assert.That(() => value.GetDecimal(), Throws.TypeOf<OverflowException>());
    }

    [Test]
    public void Equals_ComparesKindAndValue()
    {
        VidoraValue text = "1", integer = 1, yes = true, no = false, zero = 0, two = 2.50m, same = 2.50m, shorter = 2.5m;

        Assert.That(text == "1", Is.True);
        Assert.That(text != integer, Is.True);
        Assert.That(integer == yes, Is.False);
        Assert.That(zero == no, Is.False);
        Assert.That(two, Is.EqualTo(same));
        Assert.That(two, Is.Not.EqualTo(shorter));
        Assert.That(two.GetHashCode(), Is.EqualTo(same.GetHashCode()));
        Assert.That(default(VidoraValue), Is.Not.EqualTo((VidoraValue)""));
        Assert.That(text.Equals((object)"1"), Is.False);
        Assert.That(text.Equals((object)(VidoraValue)"1"), Is.True);
    }
}
