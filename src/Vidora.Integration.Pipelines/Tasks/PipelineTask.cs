using Vidora.Integration.Pipelines.Activity;
using Vidora.Integration.Pipelines.Definitions;
using Vidora.Integration.Pipelines.Features;
using Vidora.Integration.Pipelines.Learning;

namespace Vidora.Integration.Pipelines.Tasks;

/// <summary>Says for one type of pipeline which rows to make, how to learn from them, and how to measure what was learned.</summary>
internal abstract class PipelineTask(PredictionPipeline pipeline, ActivityStore store, long asOf, Learner learner)
{
    public const string PlainRule = "plain rule";
    protected const int MinimumOfClass = 100;
    protected const long Day = 86_400;
    private const int MinimumOfBand = 20;

    /// <summary>Trees are no candidate below this number of users: they only overfit.</summary>
    protected const int MinimumUsersForTrees = 1_000;

    public PredictionPipeline Pipeline => pipeline;

    /// <summary>Gets the time for which users are predicted, in seconds since 1970.</summary>
    public long AsOf => asOf;

    /// <summary>Gets the newest cutoff of rows with a label.</summary>
    public virtual long NewestCutoff => asOf;

    /// <summary>Gets the conditions of the goal, as bits.</summary>
    public virtual uint Goal => 0;

    /// <summary>Gets the conditions whose events are no features, as bits.</summary>
    public virtual uint Hidden => 0;

    /// <summary>Gets the number of folds of a cross-validation over few rows.</summary>
    public virtual int SmallFolds => 5;

    /// <summary>Gets the name of the figure that says how good the scores are.</summary>
    public virtual string FigureName => "AUC";

    /// <summary>Gets whether scores are probabilities of a label of 0 or 1.</summary>
    public virtual bool IsProbability => true;

    protected ActivityStore Store => store;

    protected Learner Learner => learner;

    /// <summary>Makes the task of a pipeline.</summary>
    public static PipelineTask Of(PredictionPipeline pipeline, ActivityStore store, long asOf, Learner learner) => pipeline switch
    {
        FutureEventsPipeline future => new FutureEventsTask(future, store, asOf, learner),
        UpliftPipeline uplift => new UpliftTask(uplift, store, asOf, learner),
        ClassificationPipeline classification => new ClassificationTask(classification, store, asOf, learner),
        LookAlikePipeline lookAlike => new LookAlikeTask(lookAlike, store, asOf, learner),
        RegressionPipeline regression => new RegressionTask(regression, store, asOf, learner),
        _ => throw new ArgumentException("The pipeline has an unknown type.", nameof(pipeline)),
    };

    /// <summary>Returns why the pipeline cannot run, from the counts of the activity; null when it may.</summary>
    public virtual string? FindObstacle() => null;

    /// <summary>Returns why the pipeline cannot run with these examples; null when it can.</summary>
    public abstract string? FindObstacle(IReadOnlyList<Example> examples);

    /// <summary>Plans the rows of a user. The row to predict is the last, at <see cref="AsOf"/>, without a label.</summary>
    public abstract void Plan(string user, ReadOnlySpan<ActivityRecord> records, List<Snapshots.PlannedRow> rows);

    public abstract IReadOnlyList<Candidate> Candidates(FeatureSchema schema, IReadOnlyList<Example> training);

    /// <summary>Measures scores in one number; higher is better.</summary>
    public virtual double Measure(double[] scores, IReadOnlyList<Example> examples) => Measures.Auc(scores, Labels(examples));

    /// <summary>Measures scores with an interval.</summary>
    public virtual CardFigure MeasureWithInterval(double[] scores, IReadOnlyList<Example> examples) => Measures.AucFigure(scores, Labels(examples));

    /// <summary>Converts a score of the model into the published one.</summary>
    public virtual double Publish(double score) => Model.Probability(score);

    /// <summary>Returns the band; Unknown when the holdout has too few of a label to tell.</summary>
    public virtual QualityBand Band(CardFigure figure, IReadOnlyList<Example> holdout)
    {
        var positives = holdout.Count(example => example.Label > 0.5f);
        return Math.Min(positives, holdout.Count - positives) < MinimumOfBand ? QualityBand.Unknown : figure.Value switch
        {
            > 0.85 => QualityBand.Excellent,
            > 0.75 => QualityBand.VeryGood,
            > 0.65 => QualityBand.Good,
            > 0.55 => QualityBand.Average,
            _ => QualityBand.BelowAverage,
        };
    }

    /// <summary>Returns why an event of a condition cannot be found: its type or field is unknown, with the nearest ones.</summary>
    protected string? FindUnknown(string member, EventCondition condition)
    {
        foreach (var type in condition.Events)
        {
            var number = store.Catalog.Types.Find(type);
            if (number < 0 || store.Summary.EventsOfType[number] == 0)
            {
                return $"No event of the type \"{type}\" has come, so that \"{member}\" never happened.{Phrase.Nearest(type, store.EventTypes.Select(pair => pair.Key))} Correct \"event\".";
            }

            foreach (var field in condition.Where.Keys)
            {
                if (!store.Catalog.FieldsOf(number).Contains(field))
                {
                    return $"Events of the type \"{type}\" have no field \"{field}\".{Phrase.Nearest(field, store.Catalog.FieldsOf(number))} Correct \"where\" of \"{member}\".";
                }
            }
        }

        return store.Summary.EventsOfCondition[store.Watch.Find(condition)] == 0
            ? $"No event is {condition}, so that \"{member}\" never happened. Correct \"where\" of \"{member}\"."
            : null;
    }

    protected string? FindUnknownAttribute(string? attribute) => attribute is null || store.Attributes.Contains(attribute.TrimStart('$'))
        ? null
        : $"No user has the attribute \"{attribute}\".{Phrase.Nearest(attribute, store.Attributes)} Correct \"attribute\".";

    protected static string? FindTooFew(IReadOnlyList<Example> examples, string what, int minimum)
    {
        var positives = examples.Count(example => example.Label > 0.5f);
        var negatives = examples.Count - positives;
        return Math.Min(positives, negatives) < minimum
            ? $"There are {Phrase.Number(positives)} examples with and {Phrase.Number(negatives)} without {what}. At least {minimum} of each are needed."
            : null;
    }

    protected static Rows RowsOf(IReadOnlyList<Example> examples) => new([.. examples.Select(example => example.Features)], [.. examples.Select(example => example.Label)]);

    protected static int UsersOf(IReadOnlyList<Example> examples) => examples.Select(example => example.Draw).Distinct().Count();

    /// <summary>Gets the last value of the watched attribute known before <see cref="AsOf"/>; null without one.</summary>
    protected (string? Text, double? Number)? LastValue(ReadOnlySpan<ActivityRecord> records, int attribute)
    {
        for (var i = records.Length - 1; i >= 0; i--)
        {
            var shape = store.Catalog.Shapes[records[i].Shape];
            if (shape.IsAttribute && shape.Type == attribute && records[i].Known < asOf)
            {
                return (shape.Flags & ShapeFlags.Removed) != 0 ? null
                    : (shape.Flags & ShapeFlags.Number) != 0 ? (null, records[i].Value)
                    : (store.Catalog.Values[shape.Category], null);
            }
        }

        return null;
    }

    protected static bool IsOneOf((string? Text, double? Number) value, IReadOnlyList<string> wanted)
    {
        foreach (var text in wanted)
        {
            if (value.Text is not null ? string.Equals(value.Text, text, StringComparison.OrdinalIgnoreCase)
                : double.TryParse(text, System.Globalization.NumberStyles.Float, System.Globalization.CultureInfo.InvariantCulture, out var number) && number == value.Number)
            {
                return true;
            }
        }

        return false;
    }

    protected static bool[] Labels(IReadOnlyList<Example> examples) => [.. examples.Select(example => example.Label > 0.5f)];
}
