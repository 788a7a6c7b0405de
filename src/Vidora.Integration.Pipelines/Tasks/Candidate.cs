using Vidora.Integration.Pipelines.Features;
using Vidora.Integration.Pipelines.Learning;

namespace Vidora.Integration.Pipelines.Tasks;

/// <summary>Names a way to learn from examples: by training, or as the mean of candidates before it.</summary>
internal sealed record Candidate(string Name, string Words, Func<IReadOnlyList<Example>, Model>? Train)
{
    /// <summary>Gets the candidates whose mean this one is, by their positions.</summary>
    public IReadOnlyList<int> Parts { get; init; } = [];

    /// <summary>Returns the candidates, and the mean of the two that are not the plain rule.</summary>
    public static Candidate[] WithMean(Candidate plain, Candidate linear, Candidate trees, string words) =>
        [plain, linear, trees, new($"{linear.Name} and {trees.Name}", words, null) { Parts = [1, 2] }];

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
