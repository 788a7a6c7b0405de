using Vidora.Integration.Pipelines.Features;
using Vidora.Integration.Pipelines.Learning;

namespace Vidora.Integration.Pipelines.Tasks;

/// <summary>Names a way to learn from examples: by training, or as the mean of candidates before it.</summary>
internal sealed record Candidate(string Name, string Words, Func<IReadOnlyList<Example>, Model>? Train)
{
    /// <summary>Gets the candidates whose mean this one is, by their positions.</summary>
    public IReadOnlyList<int> Parts { get; init; } = [];

    public static Candidate MeanOf(IReadOnlyList<Candidate> before, string words, params IReadOnlyList<int> parts) =>
        new(string.Join(" and ", parts.Select(part => before[part].Name)), words, null) { Parts = parts };

    /// <summary>Trains candidates in their order. Between two of them the run can be stopped.</summary>
    public static Model[] TrainAll(IReadOnlyList<Candidate> candidates, IReadOnlyList<Example> examples, Action<int> onNext)
    {
        var models = new Model[candidates.Count];
        for (var i = 0; i < models.Length; i++)
        {
            onNext(i);
            models[i] = candidates[i].Train is { } train ? train(examples) : new MeanModel([.. candidates[i].Parts.Select(part => models[part])]);
        }

        return models;
    }
}
