using System.Text;
using Vidora.Integration.Json;
using Vidora.Integration.MParticle;

namespace Vidora.Integration.Tests.MParticle;

public sealed class WireTimeTests
{
    [TestCase("1700000000123", 1_700_000_000_123, true, false)]
    [TestCase("\"1700000000123\"", 1_700_000_000_123, true, false)]
    [TestCase("\" 1700000000123 \"", 1_700_000_000_123, true, false)]
    [TestCase("1700000000123.99", 1_700_000_000_123, true, false)]
    [TestCase("1.700000000123e12", 1_700_000_000_123, true, false)]
    [TestCase("\"1700000000123.0\"", 1_700_000_000_123, true, false)]
    [TestCase("1700000000", 1_700_000_000_000, false, true)]
    [TestCase("1700000000.0", 1_700_000_000_000, false, true)]
    [TestCase("1700000000.5", 1_700_000_000_500, true, true)]
    [TestCase("1700000000123456", 1_700_000_000_123, true, true)]
    [TestCase("1700000000123456789", 1_700_000_000_123, true, true)]
    [TestCase("99999999", 99_999_999, true, false)]
    [TestCase("100000000", 100_000_000_000, false, true)]
    [TestCase("99999999999", 99_999_999_999_000, false, true)]
    [TestCase("100000000000", 100_000_000_000, true, false)]
    [TestCase("99999999999999", 99_999_999_999_999, true, false)]
    [TestCase("100000000000000", 100_000_000_000, true, true)]
    [TestCase("100000000000000000", 100_000_000_000, true, true)]
    [TestCase("9223372036854775807", 9_223_372_036_854, true, true)]
    [TestCase("-1001", -1001L, true, false)]
    [TestCase("-0.5", -1L, true, false)]
    [TestCase("-9223372036854775808", long.MinValue, true, false)]
    public void Read_Number_IsMillisecondsOfTheUnitThatItsSizeTells(string json, long expected, bool isExact, bool isConverted)
    {
        var time = Read(json);

        Assert.That((time.Value, time.IsExact, time.IsConverted, time.IsUnreadable), Is.EqualTo(((long?)expected, isExact, isConverted, false)));
    }

    [TestCase("", false)]
    [TestCase("null", false)]
    [TestCase("0", false)]
    [TestCase("\"0\"", false)]
    [TestCase("0.0", false)]
    [TestCase("\"\"", false)]
    [TestCase("\"  \"", false)]
    [TestCase("\"2023-11-14T22:13:20Z\"", true)]
    [TestCase("\"soon\"", true)]
    [TestCase("true", true)]
    [TestCase("{}", true)]
    [TestCase("9223372036854775808", true)]
    [TestCase("1e300", true)]
    [TestCase("1e400", true)]
    public void Read_OtherValue_IsAbsentOrUnreadable(string json, bool isUnreadable)
    {
        var time = Read(json);

        Assert.That((time.Value, time.IsUnreadable), Is.EqualTo(((long?)null, isUnreadable)));
        Assert.That(time.Time, Is.Null);
    }

    [TestCase("-62135596800000", -62_135_596_800_000)]
    [TestCase("-62135596800001", null)]
    [TestCase("1700000000", 1_700_000_000_000)]
    public void Time_OfTheYears1To9999_IsAnInstant(string json, long? expected) => Assert.That(Read(json).Time?.ToUnixTimeMilliseconds(), Is.EqualTo(expected));

    private static WireTime Read(string json) => WireTime.Read(new JsonToken(Encoding.UTF8.GetBytes(json)));
}
