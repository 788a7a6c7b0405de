using System.Buffers;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using Vidora.Integration.Pipelines.Cards;

namespace Vidora.Integration.Pipelines;

/// <summary>
/// Says how good the predictions of a run are, measured on users who were never trained on. All intervals are 95 %. The model is
/// this project's own, not Vidora's.
/// </summary>
public sealed class ModelCard
{
    /// <summary>Gets the sentence that every card carries.</summary>
    public string Notice { get; init; } = "A model of this project, not Vidora's.";

    /// <summary>Gets the definition of the pipeline.</summary>
    public JsonObject Definition { get; init; } = [];

    /// <summary>Gets the time for which users are predicted.</summary>
    public DateTimeOffset AsOf { get; init; }

    /// <summary>Gets the time as of which the model learned: before <see cref="AsOf"/> when a run used a kept model.</summary>
    public DateTimeOffset LearnedAsOf { get; init; }

    /// <summary>Gets the first day of the history.</summary>
    public DateTimeOffset DataFrom { get; init; }

    /// <summary>Gets the number of events, each once.</summary>
    public long Events { get; init; }

    /// <summary>Gets the number of users with events.</summary>
    public int Users { get; init; }

    /// <summary>Gets the number of rows with a known label.</summary>
    public int Rows { get; init; }

    /// <summary>Gets the number of rows that the model was trained on. It is that of rows outside the holdout: no row is lost.</summary>
    public int TrainedRows { get; init; }

    /// <summary>Gets the number of rows of the holdout, in the newest window.</summary>
    public int HoldoutRows { get; init; }

    /// <summary>Gets the share of rows with the label 1 in the newest window; of a regression the mean of the numbers.</summary>
    public double BaseRate { get; init; }

    /// <summary>Gets the number of users with a prediction.</summary>
    public int Predictions { get; init; }

    /// <summary>Gets the mean of the published scores.</summary>
    public double MeanScore { get; init; }

    /// <summary>Gets the name of the figure: AUC, rank score, R² or Qini.</summary>
    public string FigureName { get; init; } = "";

    /// <summary>Gets the figure of the chosen candidate on the holdout.</summary>
    public CardFigure? Figure { get; init; }

    /// <summary>Gets the quality in a word.</summary>
    public QualityBand Band { get; init; }

    /// <summary>Gets the candidates on the same holdout, the plain rule first.</summary>
    public IReadOnlyList<CardCandidate> Candidates { get; init => field = value ?? []; } = [];

    /// <summary>Gets the mean distance of predicted and observed shares on the holdout, in 20 groups; null without probabilities.</summary>
    public double? CalibrationError { get; init; }

    /// <summary>Gets what was predicted and observed, by tenths of the holdout.</summary>
    public IReadOnlyList<CardDecile> Deciles { get; init => field = value ?? []; } = [];

    /// <summary>Gets the ten most important features.</summary>
    public IReadOnlyList<CardFeature> Features { get; init => field = value ?? []; } = [];

    /// <summary>Gets the importance of each group of features, in shares that sum to 100.</summary>
    public IReadOnlyDictionary<string, double> Groups { get; init => field = value ?? new Dictionary<string, double>(); } = new Dictionary<string, double>();

    /// <summary>Gets the change of the base rate since the last run; null at the first.</summary>
    public double? BaseRateDrift { get; init; }

    /// <summary>Gets the change of the mean score since the last run; null at the first.</summary>
    public double? ScoreDrift { get; init; }

    /// <summary>Gets sentences about what looks wrong.</summary>
    public IReadOnlyList<string> Alarms { get; init => field = value ?? []; } = [];

    /// <summary>Gets three sentences: how good, against the plain rule, and what the tenth with the highest scores did.</summary>
    public IReadOnlyList<string> Sentences { get; init => field = value ?? []; } = [];

    /// <summary>Gets what came of the predictions; null until the window has closed.</summary>
    public CardOutcome? Outcome { get; init; }

    /// <summary>Gets the version of the package that made the model.</summary>
    public string Version { get; init; } = "";

    /// <summary>Reads a card.</summary>
    /// <param name="utf8Json">The JSON of <see cref="WriteTo"/>.</param>
    /// <exception cref="FormatException">Throws when it is not a card.</exception>
    public static ModelCard Parse(ReadOnlySpan<byte> utf8Json)
    {
        try
        {
            return JsonSerializer.Deserialize(utf8Json, CardJson.Default.ModelCard) ?? throw new FormatException("The file is not a model card.");
        }
        catch (JsonException e)
        {
            throw new FormatException("The file is not a model card.", e);
        }
    }

    /// <summary>Writes the card as JSON.</summary>
    /// <param name="output">The destination.</param>
    public void WriteTo(IBufferWriter<byte> output)
    {
        using var json = new Utf8JsonWriter(output, new JsonWriterOptions { Indented = true, Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping });
        JsonSerializer.Serialize(json, this, CardJson.Default.ModelCard);
    }

    /// <summary>Returns the card as an HTML page with charts, each with its table.</summary>
    public string ToHtml() => CardPage.Write(this);

    /// <summary>Returns a copy with an outcome.</summary>
    internal ModelCard With(CardOutcome outcome) => With(json => json["outcome"] = JsonSerializer.SerializeToNode(outcome, CardJson.Default.CardOutcome));

    /// <summary>Returns a copy for later predictions of the same model. What it says of the training stays.</summary>
    internal ModelCard ForPredictions(DateTimeOffset asOf, long events, int users, int predictions, double meanScore, ModelCard? last) => With(json =>
    {
        json["as_of"] = asOf;
        json["events"] = events;
        json["users"] = users;
        json["predictions"] = predictions;
        json["mean_score"] = meanScore;
        json["base_rate_drift"] = last is null ? null : BaseRate - last.BaseRate;
        json["score_drift"] = last is null ? null : meanScore - last.MeanScore;
    });

    private ModelCard With(Action<JsonNode> change)
    {
        var json = JsonSerializer.SerializeToNode(this, CardJson.Default.ModelCard)!;
        change(json);
        return JsonSerializer.Deserialize(json, CardJson.Default.ModelCard)!;
    }
}
