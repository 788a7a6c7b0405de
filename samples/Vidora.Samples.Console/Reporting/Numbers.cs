using System.Globalization;

namespace Vidora.Samples.Console.Reporting;

/// <summary>Formats numbers with separators, the same in every culture.</summary>
internal static class Numbers
{
    public static string Text(long value) => value.ToString("N0", CultureInfo.InvariantCulture);

    public static string Count(long value, string one, string many) => $"{Text(value)} {(value == 1 ? one : many)}";
}
