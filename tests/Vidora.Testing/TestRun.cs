using System.Globalization;
using NUnit.Framework;

namespace Vidora.Testing;

/// <summary>The sizes and seeds of this run. tests/README.md lists the variables.</summary>
public static class TestRun
{
    private static readonly bool _isLong = Environment.GetEnvironmentVariable("VIDORA_TEST_LONG") == "true";

    /// <summary>Gets a size: the variable when it is set, the full size in a long run, else the usual size.</summary>
    public static int Size(string variable, int usual, int full) => Number(variable) ?? (_isLong ? full : usual);

    /// <summary>Gets the seed of a test, and prints it. Default: the usual one; VIDORA_TEST_SEED sets another.</summary>
    public static int Seed(int usual)
    {
        var seed = Number("VIDORA_TEST_SEED") ?? usual;
        TestContext.Out.WriteLine($"Seed {seed}. VIDORA_TEST_SEED sets another.");
        return seed;
    }

    /// <summary>Gets how many random cases a law takes. Another culture needs fewer: it changes texts, and not cases.</summary>
    public static int Cases(int usual) => TestCultureAttribute.IsOn ? Math.Max(1, usual / 5) : usual;

    private static int? Number(string variable) =>
        Environment.GetEnvironmentVariable(variable) is { Length: > 0 } text ? int.Parse(text, CultureInfo.InvariantCulture) : null;
}
