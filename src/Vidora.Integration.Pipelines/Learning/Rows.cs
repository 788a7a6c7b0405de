namespace Vidora.Integration.Pipelines.Learning;

/// <summary>Holds rows to learn from. No value is missing: the learner would leave such a row out without an error.</summary>
internal sealed class Rows
{
    public Rows(float[][] features, float[] labels)
    {
        (Features, Labels) = (features, labels);
        for (var i = 0; i < features.Length; i++)
        {
            if (!float.IsFinite(labels[i]) || Array.FindIndex(features[i], value => !float.IsFinite(value)) >= 0)
            {
                throw new LearningException($"Row {i} of {features.Length} has a value that is not finite; the learner would leave the row out.");
            }
        }
    }

    public float[][] Features { get; }

    public float[] Labels { get; }

    public int Count => Features.Length;

    public int Width => Features.Length == 0 ? 0 : Features[0].Length;

    public double Mean => Labels.Length == 0 ? 0 : Labels.Average(label => (double)label);

    public Rows Select(IReadOnlyList<int> indexes) => new([.. indexes.Select(i => Features[i])], [.. indexes.Select(i => Labels[i])]);
}
