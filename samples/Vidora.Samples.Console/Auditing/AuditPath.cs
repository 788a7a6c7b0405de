using System.Text.RegularExpressions;

namespace Vidora.Samples.Console.Auditing;

/// <summary>Names a field in all documents: its path without the numbers of items.</summary>
internal static partial class AuditPath
{
    public static string Of(string path) => ItemNumber().Replace(path, "[]");

    [GeneratedRegex(@"\[\d+\]")]
    private static partial Regex ItemNumber();
}
