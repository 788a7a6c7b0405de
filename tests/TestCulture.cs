using System.Globalization;

/// <summary>
/// Runs a whole test assembly under a culture that writes decimals with a comma when VIDORA_TEST_CULTURE is set
/// to "comma". The culture is made here and not loaded, so that the run does not depend on the machine's ICU data.
/// </summary>
[System.Diagnostics.CodeAnalysis.SuppressMessage("Design", "CA1050", Justification = "A fixture outside of any namespace covers the whole assembly.")]
[SetUpFixture]
public sealed class TestCulture
{
    [OneTimeSetUp]
    public void UseCommaDecimalsWhenAsked()
    {
        if (Environment.GetEnvironmentVariable("VIDORA_TEST_CULTURE") != "comma")
        {
            return;
        }

        var culture = (CultureInfo)CultureInfo.InvariantCulture.Clone();
        culture.NumberFormat.NumberDecimalSeparator = ",";
        culture.NumberFormat.NumberGroupSeparator = ".";
        culture.NumberFormat.NegativeSign = "−";
        culture.DateTimeFormat.DateSeparator = ".";
        culture.DateTimeFormat.TimeSeparator = ".";
        CultureInfo.DefaultThreadCurrentCulture = culture;
        CultureInfo.DefaultThreadCurrentUICulture = culture;
        CultureInfo.CurrentCulture = culture;
        CultureInfo.CurrentUICulture = culture;
    }
}
