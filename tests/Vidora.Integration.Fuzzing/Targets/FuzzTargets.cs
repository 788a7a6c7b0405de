using Vidora.Integration.Fuzzing.Engine;

namespace Vidora.Integration.Fuzzing.Targets;

/// <summary>Everything that is fuzzed.</summary>
internal static class FuzzTargets
{
    // Each with its share of a run's inputs, in per cent.
    private static readonly (string Name, int Share, Func<FuzzTarget> Create)[] _all =
    [
        ("events-api", 10, () => new EventsApiTarget()),
        ("firehose", 10, () => new FirehoseTarget()),
        ("documents", 6, () => new DocumentsTarget()),
        ("mapper", 10, () => new MapperTarget()),
        ("model", 4, () => new ModelTarget()),
        ("vidora-event", 12, () => new VidoraEventTarget()),
        ("csv", 2, () => new CsvTarget()),
        ("http-batches", 3, EndpointTarget.Batches),
        ("http-firehose", 5, EndpointTarget.Firehose),
        ("envelopes", 4, () => new EnvelopesTarget()),
        ("vidora-answers", 6, () => new VidoraAnswersTarget()),
        ("feed-answers", 10, () => new FeedAnswersTarget()),
        ("prediction-names", 8, () => new NamesTarget()),
        ("emulator", 8, () => new EmulatorTarget()),
        ("checkpoint", 2, () => new CheckpointTarget()),
    ];

    public static IReadOnlyList<string> Names { get; } = [.. _all.Select(target => target.Name)];

    /// <summary>How many of so many inputs are a target's, when these are fuzzed. The slow ones (files, compression) get fewer.</summary>
    /// <exception cref="ArgumentException">There is none of that name; the message lists them.</exception>
    public static long InputsOf(string name, IReadOnlyList<string> names, long inputs) =>
        (long)Math.Ceiling((decimal)inputs * Find(name).Share / names.Sum(other => Find(other).Share));

    /// <summary>Makes a target.</summary>
    /// <exception cref="ArgumentException">There is none of that name; the message lists them.</exception>
    public static FuzzTarget Create(string name) => Find(name).Create();

    private static (string Name, int Share, Func<FuzzTarget> Create) Find(string name) =>
        Array.Find(_all, target => target.Name == name) is { Create: not null } found
            ? found
            : throw new ArgumentException($"There is no target \"{name}\". There are {string.Join(", ", Names)}.", nameof(name));
}
