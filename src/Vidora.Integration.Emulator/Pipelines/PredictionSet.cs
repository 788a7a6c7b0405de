using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Vidora.Integration.Emulator.Hosting;
using Vidora.Integration.Pipelines;

namespace Vidora.Integration.Emulator.Pipelines;

/// <summary>Holds the predictions of one run, to find by user.</summary>
internal sealed class PredictionSet
{
    private readonly Dictionary<string, PipelinePrediction> _byUser;
    private readonly ScoreReasons? _reasons;

    public PredictionSet(ModelCard card, IReadOnlyList<PipelinePrediction> predictions, ScoreReasons? reasons)
    {
        (Card, All, _reasons) = (card, predictions, reasons);
        _byUser = predictions.ToDictionary(prediction => prediction.UserId, StringComparer.Ordinal);
    }

    /// <summary>Gets the card of the run.</summary>
    public ModelCard Card { get; }

    public IReadOnlyList<PipelinePrediction> All { get; }

    public PipelinePrediction? Find(string userId) => _byUser.GetValueOrDefault(userId);

    /// <summary>Returns what moved the score of a user. Returns null when the model is not in memory any more.</summary>
    public IReadOnlyList<(string Words, bool Raises)>? ReasonsOf(string userId) => _reasons?.Of(userId);

    public PredictionSet Without(IReadOnlySet<string> users) => users.Count == 0
        ? this
        : new(Card, [.. All.Where(prediction => !users.Contains(prediction.UserId))], _reasons?.Without(users));

    /// <summary>Returns the run in the form in which its outcome is looked up.</summary>
    public PredictionRun AsRun(PredictionPipeline pipeline) => new() { Pipeline = pipeline, Card = Card, Predictions = All };

    /// <summary>Describes the predictions for the directory.</summary>
    public JsonObject Describe() => new()
    {
        ["card"] = CardNode(Card),
        ["users"] = JsonAnswer.Array(All.Select(prediction => prediction.UserId)),
        ["scores"] = JsonAnswer.Array(All.Select(prediction => (JsonNode?)prediction.Score)),
        ["percentiles"] = JsonAnswer.Array(All.Select(prediction => (JsonNode?)prediction.Percentile)),
    };

    /// <summary>Reads what <see cref="Describe"/> wrote.</summary>
    public static PredictionSet Read(JsonElement json)
    {
        var (scores, percentiles) = (json.GetProperty("scores"u8), json.GetProperty("percentiles"u8));
        return new PredictionSet(
            ReadCard(json.GetProperty("card"u8)),
            [.. json.GetProperty("users"u8).EnumerateArray().Zip(scores.EnumerateArray(), percentiles.EnumerateArray()).Select(row => new PipelinePrediction
            {
                UserId = row.First.GetString()!, Score = row.Second.GetDouble(), Percentile = row.Third.GetDouble(),
            })],
            reasons: null);
    }

    public static JsonNode CardNode(ModelCard card)
    {
        var json = new System.Buffers.ArrayBufferWriter<byte>();
        card.WriteTo(json);
        return JsonNode.Parse(json.WrittenSpan)!;
    }

    public static ModelCard ReadCard(JsonElement json) => ModelCard.Parse(Encoding.UTF8.GetBytes(json.GetRawText()));
}
