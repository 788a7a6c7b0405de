namespace Vidora.Integration.Emulator.Outputs;

/// <summary>
/// Makes the documents of a play: an invented shop's, with every kind of event on every platform. The test project of the generator
/// writes the files; a platform has every twelfth document.
/// </summary>
internal sealed class PlayContent(MParticlePlay play, int seed)
{
    public const int Platforms = 12;

    private const int LateQuestion = 40;
    private const int HoursQuestion = 41;
    private const int OrderQuestion = 42;
    private const int DuplicateQuestion = 43;
    private const int MaxLateHours = 72;

    private static readonly Lazy<DocumentTemplate[]> _batches = new(() => Load("batches"));
    private static readonly Lazy<DocumentTemplate[]> _firehose = new(() => Load("firehose"));

    private readonly DocumentTemplate[] _templates = play.Output == MParticleOutput.Firehose ? _firehose.Value : _batches.Value;
    private readonly int _rounds = (play.Users + Platforms - 1) / Platforms;

    /// <summary>Returns the batch that is sent in the given place, and whether it is out of order.</summary>
    public (PlayedBatch Batch, DocumentTemplate Template, bool IsOutOfOrder) At(int place, DateTimeOffset start)
    {
        // Two batches of a user change places: those of two neighbouring rounds, when both are in the play.
        var pair = place / (2 * Platforms) * (2 * Platforms);
        var isSwapped = pair + (2 * Platforms) <= play.Batches && Draw(pair + (place % Platforms), OrderQuestion) < play.OutOfOrder;
        var number = isSwapped ? pair + ((place - pair + Platforms) % (2 * Platforms)) : place;
        var user = (number / Platforms % _rounds * Platforms) + (number % Platforms);
        var received = start.AddSeconds(number / play.Rate).ToUnixTimeMilliseconds();
        var late = Draw(number, LateQuestion) < play.Late
            ? (long)TimeSpan.FromHours(1 + ((MaxLateHours - 1) * Draw(number, HoursQuestion))).TotalMilliseconds
            : 0;
        return (new PlayedBatch(seed, number, user, received, late, play.AccountKey), _templates[number % _templates.Length], isSwapped && number > place);
    }

    /// <summary>Returns whether a document is sent again.</summary>
    public bool IsRepeated(PlayedBatch batch, int? onlyEvent) => batch.Draw(DuplicateQuestion + (onlyEvent ?? 0)) < play.Duplicates;

    private double Draw(int number, int question) => new PlayedBatch(seed, number, 0, 0, 0, "").Draw(question);

    private static DocumentTemplate[] Load(string name)
    {
        using var stream = typeof(PlayContent).Assembly.GetManifestResourceStream($"outputs.{name}.jsonl")!;
        var bytes = new byte[stream.Length];
        stream.ReadExactly(bytes);
        return [.. MParticleDocuments.Read(bytes).Select(document => new DocumentTemplate(document.Utf8Json.ToArray()))];
    }
}
