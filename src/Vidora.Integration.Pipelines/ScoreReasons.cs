using Vidora.Integration.Pipelines.Features;
using Vidora.Integration.Pipelines.Learning;

namespace Vidora.Integration.Pipelines;

/// <summary>
/// Says which features moved a score: those whose replacement by the usual value changes it most. Amounts do not add up to the score,
/// so only order and direction are given.
/// </summary>
internal sealed class ScoreReasons(Model model, FeatureSchema schema, Dictionary<string, float[]> rows)
{
    private const int Shown = 5;

    private readonly Lazy<float[]> _usual = new(() => Usual(rows, schema.Count));

    /// <summary>Returns the reasons without some users.</summary>
    public ScoreReasons Without(IReadOnlySet<string> users) =>
        new(model, schema, rows.Where(pair => !users.Contains(pair.Key)).ToDictionary(StringComparer.Ordinal));

    /// <summary>Returns the features in words with their direction; empty for a user without a prediction.</summary>
    public IReadOnlyList<(string Words, bool Raises)> Of(string user)
    {
        if (!rows.TryGetValue(user, out var row))
        {
            return [];
        }

        var (score, usual) = (model.Score(row), _usual.Value);
        var changed = (float[])row.Clone();
        var effects = new List<(string Words, double Effect)>();
        for (var i = 0; i < row.Length; i++)
        {
            changed[i] = usual[i];
            effects.Add(($"{schema.Features[i].Words}, {(row[i] > usual[i] ? "higher" : "lower")} than usual", score - model.Score(changed)));
            changed[i] = row[i];
        }

        return [.. effects.Where(pair => Math.Abs(pair.Effect) > 1e-9).OrderByDescending(pair => Math.Abs(pair.Effect)).Take(Shown).Select(pair => (pair.Words, pair.Effect > 0))];
    }

    private static float[] Usual(Dictionary<string, float[]> rows, int width)
    {
        var usual = new float[width];
        for (var i = 0; i < width && rows.Count > 0; i++)
        {
            usual[i] = rows.Values.Select(row => row[i]).Order().ElementAt(rows.Count / 2);
        }

        return usual;
    }
}
