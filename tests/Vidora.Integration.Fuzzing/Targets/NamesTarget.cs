using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;
using Vidora.Integration.Fuzzing.Engine;

namespace Vidora.Integration.Fuzzing.Targets;

/// <summary>Names of prediction attributes and the numbers of predictions, made of any text.</summary>
internal sealed class NamesTarget : FuzzTarget
{
    public override string Name => "prediction-names";

    public override IReadOnlyList<byte[]> Seeds { get; } = SeedDocuments.With(
        [.. new[]
        {
            "Sample Pipeline", "HTTPServerError v2", "Größe-Übersicht", "İstanbul ı", "ﬁ ﬃ ǅ", "한국어 中文", "\U00010400\U0001F600x", "__a__b__", "1.5e3", "-0", "+.5", "$intelligent_attribute:vidora:a__score",
            "$intelligent_attribute:cortex:sample_pipeline__percentile", "Conversion Probability",
        }.Select(SeedDocuments.Utf8)],
        [0], [1]);

    public override int ControlBytes => 1;

    public override IReadOnlyList<byte[]> Words { get; } =
        [.. new[] { "$intelligent_attribute:", "vidora:", "__", "_", ":", "É", "ß", "Σ", "ﷺ", "e\u0301", "\u200B", "٣", "ᾳ", "\U0001D400", "\u0130" }.Select(Encoding.UTF8.GetBytes)];

    public override bool Run(byte[] input)
    {
        var bytes = input.AsSpan(Math.Min(input.Length, ControlBytes));
        var text = input.Length > 0 && (input[0] & 1) == 1 ? MemoryMarshal.Cast<byte, char>(bytes).ToString() : Encoding.UTF8.GetString(bytes);
        if (PredictionNumber.TryParse(text, out var number))
        {
            CsvTarget.CheckNumber(number);
        }

        if (PredictionAttributeName.TryParse(text, out var parsed))
        {
            FuzzViolationException.Unless(parsed.ToString() == text && PredictionAttributeName.Parse(text) == parsed, "A name is not what it was parsed from.");
        }
        else
        {
            Throws<FormatException>(() => PredictionAttributeName.Parse(text));
        }

        string normal;
        try
        {
            normal = PredictionAttributeName.Normalize(text);
        }
        catch (ArgumentException)
        {
            return false;
        }

        FuzzViolationException.Unless(PredictionAttributeName.Normalize(normal) == normal, "Normalising is not idempotent.");
        FuzzViolationException.Unless(IsSnakeCase(normal), "A normalised text is not snake case.");
        try
        {
            var name = PredictionAttributeName.Create(text, text);
            FuzzViolationException.Unless(PredictionAttributeName.Parse(name.ToString()) == name, "A name that was made cannot be parsed.");
        }
        catch (ArgumentException)
        {
            FuzzViolationException.Unless(normal.Length > 50, "A short name cannot be made.");
        }

        return true;
    }

    private static bool IsSnakeCase(string text) =>
        text[0] != '_' && text[^1] != '_' && !text.Contains("__", StringComparison.Ordinal)
        && text.EnumerateRunes().All(rune =>
            rune.Value == '_'
            || Rune.GetUnicodeCategory(rune) is UnicodeCategory.LowercaseLetter or UnicodeCategory.OtherLetter or UnicodeCategory.ModifierLetter or UnicodeCategory.DecimalDigitNumber
                or UnicodeCategory.NonSpacingMark or UnicodeCategory.SpacingCombiningMark
            || (Rune.GetUnicodeCategory(rune) is UnicodeCategory.UppercaseLetter or UnicodeCategory.TitlecaseLetter && Rune.ToLowerInvariant(rune) == rune));

    private static void Throws<T>(Action action)
        where T : Exception
    {
        try
        {
            action();
        }
        catch (T)
        {
            return;
        }

        throw new FuzzViolationException($"There is no {typeof(T).Name}.");
    }
}
