using System.Text;
using Vidora.Integration.Json;

namespace Vidora.Integration.Tests.Json;

/// <summary>Single values, read as what a field wants: what does not fit is null.</summary>
public sealed class JsonTokenTests
{
    [TestCase("42", 42L)]
    [TestCase("-42", -42L)]
    [TestCase("\"42\"", 42L)]
    [TestCase("9223372036854775807", long.MaxValue)]
    [TestCase("-9223372036854775808", long.MinValue)]
    [TestCase("9223372036854775808", null)]
    [TestCase("42.0", null)]
    [TestCase("4e1", null)]
    [TestCase("\"42 \"", null)]
    [TestCase("\"x\"", null)]
    [TestCase("\"\"", null)]
    [TestCase("true", null)]
    [TestCase("null", null)]
    [TestCase("[42]", null)]
    [TestCase("{\"a\":42}", null)]
    [TestCase("", null)]
    public void GetInt64_Value_IsExactOrNull(string json, long? expected) => Assert.That(Token(json).GetInt64(), Is.EqualTo(expected));

    [TestCase("1", 1L)]
    [TestCase("-1", -1L)]
    [TestCase("0", null)]
    [TestCase("\"0\"", null)]
    [TestCase("\"id\"", null)]
    public void GetId_Zero_IsNoId(string json, long? expected) => Assert.That(Token(json).GetId(), Is.EqualTo(expected));

    [TestCase("18446744073709551615", ulong.MaxValue)]
    [TestCase("\"7\"", 7UL)]
    [TestCase("18446744073709551616", null)]
    [TestCase("-1", null)]
    [TestCase("7.5", null)]
    [TestCase("\"7 \"", null)]
    [TestCase("[7]", null)]
    [TestCase("null", null)]
    [TestCase("", null)]
    public void GetUInt64_Value_IsExactOrNull(string json, ulong? expected) => Assert.That(Token(json).GetUInt64(), Is.EqualTo(expected));

    [TestCase("19.90", "19.90")]
    [TestCase("\"19.90\"", "19.90")]
    [TestCase("1e2", "100")]
    [TestCase("1e40", null)]
    [TestCase("\"1,5\"", null)]
    [TestCase("\"\"", null)]
    [TestCase("true", null)]
    [TestCase("{}", null)]
    public void GetDecimal_Value_KeepsItsDigits(string json, string? expected) =>
        Assert.That(Token(json).GetDecimal()?.ToString(System.Globalization.CultureInfo.InvariantCulture), Is.EqualTo(expected));

    [TestCase("1.5", 1.5)]
    [TestCase("\"-1.5e1\"", -15.0)]
    [TestCase("1e999", null)]
    [TestCase("\"NaN\"", null)]
    [TestCase("\" 1\"", null)]
    [TestCase("false", null)]
    public void GetDouble_Value_IsFinite(string json, double? expected) => Assert.That(Token(json).GetDouble(), Is.EqualTo(expected));

    [TestCase("true", true)]
    [TestCase("false", false)]
    [TestCase("\"True\"", true)]
    [TestCase("\"FALSE\"", false)]
    [TestCase("\"yes!\"", null)]
    [TestCase("\"wrong\"", null)]
    [TestCase("1", null)]
    [TestCase("null", null)]
    [TestCase("", null)]
    public void GetBoolean_Value_IsReadInAnyCase(string json, bool? expected) => Assert.That(Token(json).GetBoolean(), Is.EqualTo(expected));

    [TestCase("7", 7L)]
    [TestCase("\" -7 \"", -7L)]
    [TestCase("\"+7\"", 7L)]
    [TestCase("\"007\"", 7L)]
    [TestCase("7.0", 7L)]
    [TestCase("\"7.0\"", 7L)]
    [TestCase("7e2", 700L)]
    [TestCase("9007199254740992.0", 9_007_199_254_740_992)]
    [TestCase("9007199254740994.0", null)]
    [TestCase("9.1e18", null)]
    [TestCase("7.5", null)]
    [TestCase("1e400", null)]
    [TestCase("\"0x7\"", null)]
    [TestCase("\" {\"", null)]
    [TestCase("\" \"", null)]
    [TestCase("0", null)]
    [TestCase("-0.0", null)]
    [TestCase("true", null)]
    [TestCase("[7]", null)]
    [TestCase("9223372036854775807", long.MaxValue)]
    [TestCase("9223372036854775808", null)]
    public void GetId_Value_IsAWholeNumberOtherThanZero(string json, long? expected) => Assert.That(Token(json).GetId(), Is.EqualTo(expected));

    [TestCase("\"0\"", true)]
    [TestCase("\"-0\"", true)]
    [TestCase("\"10\"", true)]
    [TestCase("\"0.50\"", true)]
    [TestCase("\"1e5\"", true)]
    [TestCase("\"1E+5\"", true)]
    [TestCase("\"1.5e-05\"", true)]
    [TestCase("17", true)]
    [TestCase("\"\"", false)]
    [TestCase("\"-\"", false)]
    [TestCase("\"01\"", false)]
    [TestCase("\"-01\"", false)]
    [TestCase("\"+1\"", false)]
    [TestCase("\".5\"", false)]
    [TestCase("\"1.\"", false)]
    [TestCase("\"1.e5\"", false)]
    [TestCase("\"1e\"", false)]
    [TestCase("\"1e+\"", false)]
    [TestCase("\"1e5x\"", false)]
    [TestCase("\"1 \"", false)]
    [TestCase("\"/\"", false)]
    [TestCase("\":\"", false)]
    [TestCase("true", false)]
    [TestCase("[1]", false)]
    [TestCase("", false)]
    public void IsNumber_Value_IsWhatJsonCallsOne(string json, bool expected) => Assert.That(Token(json).IsNumber, Is.EqualTo(expected));

    [TestCase("\"a\\u00e9\"", "aé", true)]
    [TestCase("17", "17", true)]
    [TestCase("true", "true", true)]
    [TestCase("\"\"", null, false)]
    [TestCase("\"00000000-0000-0000-0000-000000000000\"", null, false)]
    [TestCase("\"00000000-0000-0000-0000-000000000001\"", "00000000-0000-0000-0000-000000000001", true)]
    [TestCase("null", null, false)]
    [TestCase("[]", null, false)]
    [TestCase("{}", null, false)]
    [TestCase("", null, false)]
    public void GetText_Scalar_IsItsText(string json, string? expected, bool has)
    {
        Assert.That(Token(json).GetText(), Is.EqualTo(expected));
        Assert.That(Token(json).HasText, Is.EqualTo(has));
    }

    [TestCase("\"\"", "")]
    [TestCase("\"a\"", "a")]
    [TestCase("1.50", "1.50")]
    [TestCase("null", null)]
    [TestCase("{}", null)]
    public void GetTextOrEmpty_EmptyText_IsText(string json, string? expected) => Assert.That(Token(json).GetTextOrEmpty(), Is.EqualTo(expected));

    [TestCase("", nameof(JsonTokenShape.Absent), true)]
    [TestCase("null", nameof(JsonTokenShape.Null), true)]
    [TestCase("\"n\"", nameof(JsonTokenShape.Text), false)]
    [TestCase("true", nameof(JsonTokenShape.Boolean), false)]
    [TestCase("false", nameof(JsonTokenShape.Boolean), false)]
    [TestCase("-1", nameof(JsonTokenShape.Number), false)]
    [TestCase("{}", nameof(JsonTokenShape.Map), false)]
    [TestCase("[]", nameof(JsonTokenShape.List), false)]
    public void Shape_Value_IsSeenFromItsFirstByte(string json, string shape, bool isAbsent)
    {
        Assert.That(Token(json).Shape.ToString(), Is.EqualTo(shape));
        Assert.That(Token(json).IsAbsent, Is.EqualTo(isAbsent));
    }

    [TestCase("{\"a\":[1,{\"b\":\"}\"}]} ,", "{\"a\":[1,{\"b\":\"}\"}]}")]
    [TestCase("[]]", "[]")]
    public void Raw_ListOrObject_EndsWithIt(string json, string expected) =>
        Assert.That(Encoding.UTF8.GetString(Token(json).Raw), Is.EqualTo(expected));

    private static JsonToken Token(string json) => new(Encoding.UTF8.GetBytes(json));
}
