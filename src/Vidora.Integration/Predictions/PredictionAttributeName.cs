using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using Vidora.Integration.Predictions;

namespace Vidora.Integration;

/// <summary>Names the mParticle user attribute that holds a prediction.</summary>
/// <remarks>
/// The form is <c>$intelligent_attribute:&lt;vendor&gt;:&lt;pipeline&gt;__&lt;column&gt;</c>, at most 256 characters (mParticle and Vidora
/// documentation). The rules for snake case are our choice.
/// </remarks>
/// <example>
/// <code>
/// var name = PredictionAttributeName.Create("Sample Pipeline");
/// name.ToString(); // $intelligent_attribute:vidora:sample_pipeline__score
/// </code>
/// </example>
public sealed class PredictionAttributeName : IEquatable<PredictionAttributeName>
{
    /// <summary>The most UTF-16 characters of a name.</summary>
    public const int MaxLength = 256;

    /// <summary>The column of the predicted value.</summary>
    public const string ScoreColumn = "score";

    /// <summary>The column of the share of other users with a lower score.</summary>
    public const string PercentileColumn = "percentile";

    private const string Prefix = "$intelligent_attribute:";
    private const string PartSeparator = "__";

    private readonly string _text;

    private PredictionAttributeName(PredictionVendor vendor, string pipeline, string column)
    {
        Vendor = vendor;
        Pipeline = pipeline;
        Column = column;
        _text = $"{Prefix}{vendor}:{pipeline}{PartSeparator}{column}";
    }

    /// <summary>Gets the vendor, such as <c>vidora</c>.</summary>
    public PredictionVendor Vendor { get; }

    /// <summary>Gets the pipeline's name in snake case.</summary>
    public string Pipeline { get; }

    /// <summary>Gets the column's name in snake case: <c>score</c>, <c>percentile</c>, or another column.</summary>
    public string Column { get; }

    /// <summary>Returns whether both are the same name, or both null.</summary>
    /// <param name="left">One name.</param>
    /// <param name="right">The other name.</param>
    public static bool operator ==(PredictionAttributeName? left, PredictionAttributeName? right) => Equals(left, right);

    /// <summary>Returns whether the two differ.</summary>
    /// <param name="left">One name.</param>
    /// <param name="right">The other name.</param>
    public static bool operator !=(PredictionAttributeName? left, PredictionAttributeName? right) => !Equals(left, right);

    /// <summary>Creates the name of the attribute for a column of a pipeline.</summary>
    /// <param name="pipeline">The pipeline's name as displayed, or in snake case.</param>
    /// <param name="column">
    /// The column's title in the export. The value columns of all pipeline types (<c>Conversion Probability</c>,
    /// <c>Predicted Value</c>, <c>Probability</c>, <c>Score</c>, <c>Uplift</c>) become <c>score</c>.
    /// </param>
    /// <param name="vendor">The vendor. Default: <see cref="PredictionVendor.Vidora"/>.</param>
    /// <exception cref="ArgumentException">Pipeline or column has no letter and no digit, or the name is too long.</exception>
    public static PredictionAttributeName Create(string pipeline, string column = ScoreColumn, PredictionVendor vendor = default)
    {
        ArgumentNullException.ThrowIfNull(pipeline);
        ArgumentNullException.ThrowIfNull(column);
        var name = new PredictionAttributeName(vendor, Normalize(pipeline), NormalizeColumn(column));
        if (name._text.Length > MaxLength)
        {
            throw new ArgumentException(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"The attribute name for pipeline \"{SnakeCase.Excerpt(pipeline)}\" has {name._text.Length} characters; "
                        + $"mParticle takes {MaxLength}. Use a shorter pipeline name."),
                nameof(pipeline));
        }

        return name;
    }

    /// <summary>Reads an attribute name.</summary>
    /// <param name="text">The name, such as <c>$intelligent_attribute:vidora:sample_pipeline__score</c>.</param>
    /// <exception cref="FormatException">The text is not the name of a prediction attribute.</exception>
    public static PredictionAttributeName Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        if (TryParse(text, out var name))
        {
            return name;
        }

        throw new FormatException(string.Create(
            CultureInfo.InvariantCulture,
            $"\"{SnakeCase.Excerpt(text)}\" ({text.Length} characters) is not the name of a prediction attribute. Use "
                + $"{Prefix}<vendor>:<pipeline>{PartSeparator}<column>, the parts in snake case, at most {MaxLength} characters."));
    }

    /// <summary>Reads an attribute name. Returns false when the text is another one.</summary>
    /// <param name="text">Any text, or null.</param>
    /// <param name="name">The name; null when this returns false.</param>
    public static bool TryParse([NotNullWhen(true)] string? text, [NotNullWhen(true)] out PredictionAttributeName? name)
    {
        name = null;
        if (text is null || text.Length > MaxLength || !text.StartsWith(Prefix, StringComparison.Ordinal))
        {
            return false;
        }

        if (text[Prefix.Length..].Split(':', 2) is not [var vendor, var parts]
            || parts.Split(PartSeparator, 2) is not [var pipeline, var column]
            || !SnakeCase.IsNormal(vendor)
            || !SnakeCase.IsNormal(pipeline)
            || !SnakeCase.IsNormal(column))
        {
            return false;
        }

        name = new PredictionAttributeName(new PredictionVendor(vendor), pipeline, column);
        return true;
    }

    /// <summary>Returns a text in snake case.</summary>
    /// <remarks>
    /// Keeps letters and digits of any script in lower case. Drops the accents of Latin, Greek and Cyrillic letters; keeps the marks of
    /// other scripts. Joins words by one <c>_</c>. Text in snake case does not change.
    /// </remarks>
    /// <param name="text">The text.</param>
    /// <exception cref="ArgumentException">The text has no letter and no digit.</exception>
    public static string Normalize(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return SnakeCase.Of(text) is { Length: > 0 } normal
            ? normal
            : throw new ArgumentException(
                $"\"{SnakeCase.Excerpt(text)}\" has no letter and no digit, so it cannot be part of an attribute name.",
                nameof(text));
    }

    /// <summary>Returns a column in snake case; <c>score</c> for the value column of every pipeline type.</summary>
    /// <param name="column">The column's title in the export.</param>
    /// <exception cref="ArgumentException">The text has no letter and no digit.</exception>
    internal static string NormalizeColumn(string column) => Normalize(column) switch
    {
        "conversion_probability" or "predicted_value" or "probability" or "score" or "uplift" => ScoreColumn,
        var other => other,
    };

    /// <inheritdoc/>
    public bool Equals([NotNullWhen(true)] PredictionAttributeName? other) =>
        other is not null && string.Equals(_text, other._text, StringComparison.Ordinal);

    /// <inheritdoc/>
    public override bool Equals([NotNullWhen(true)] object? obj) => Equals(obj as PredictionAttributeName);

    /// <inheritdoc/>
    public override int GetHashCode() => StringComparer.Ordinal.GetHashCode(_text);

    /// <summary>Returns the whole name.</summary>
    public override string ToString() => _text;
}
