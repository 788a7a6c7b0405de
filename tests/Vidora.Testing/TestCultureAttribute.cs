using System.Globalization;
using NUnit.Framework;
using NUnit.Framework.Interfaces;
using NUnit.Framework.Internal;

namespace Vidora.Testing;

/// <summary>
/// Runs the tests of an assembly under a culture with decimal commas and in the time zone of Kathmandu (UTC+5:45) when
/// VIDORA_TEST_CULTURE is <c>comma</c>. The culture is built here, so the run does not depend on the ICU data of the machine.
/// </summary>
[AttributeUsage(AttributeTargets.Assembly)]
public sealed class TestCultureAttribute : NUnitAttribute, IApplyToContext
{
    internal static bool IsOn { get; } = Environment.GetEnvironmentVariable("VIDORA_TEST_CULTURE") == "comma";

    public void ApplyToContext(TestExecutionContext context)
    {
        if (!IsOn)
        {
            return;
        }

        Environment.SetEnvironmentVariable("TZ", "Asia/Kathmandu");
        TimeZoneInfo.ClearCachedData();
        if (TimeZoneInfo.Local.BaseUtcOffset != new TimeSpan(5, 45, 0))
        {
            throw new InvalidOperationException("This machine does not know the time zone Asia/Kathmandu. Install tzdata.");
        }

        var culture = (CultureInfo)CultureInfo.InvariantCulture.Clone();
        culture.NumberFormat.NumberDecimalSeparator = ",";
        culture.NumberFormat.NumberGroupSeparator = ".";
        culture.NumberFormat.NegativeSign = "−";
        culture.DateTimeFormat.DateSeparator = ".";
        culture.DateTimeFormat.TimeSeparator = ".";
        CultureInfo.DefaultThreadCurrentCulture = culture;
        CultureInfo.DefaultThreadCurrentUICulture = culture;
        context.CurrentCulture = culture;
        context.CurrentUICulture = culture;
    }
}
