using Vidora.Integration.Pipelines.Definitions;
using Vidora.Integration.Pipelines.Tasks;

namespace Vidora.Integration.Pipelines;

/// <summary>Says in three sentences what a card says in figures.</summary>
internal static class CardSentences
{
    public static IReadOnlyList<string> Of(PipelineTask task, CardCandidate best, CardCandidate plain, IReadOnlyList<CardDecile> deciles, double baseRate)
    {
        if (best.Holdout is not { } figure || plain.Holdout is not { } rule || deciles.Count == 0)
        {
            return ["The holdout is empty, so that nothing can be said about the quality."];
        }

        var format = task is UpliftTask ? "0.00000" : "0.000";
        var good = task switch
        {
            UpliftTask when figure.Low <= 0 => $"The order of users by effect is not better than chance with certainty: Qini {Figure(figure, format)}.",
            UpliftTask => $"The order of users by effect is better than chance: Qini {Figure(figure, format)}.",
            RegressionTask => $"The model explains {Phrase.Percent(Math.Max(0, figure.Value))} of the differences between users whom it never saw: R² {Figure(figure, format)}.",
            LookAlikeTask => $"Of 100 hidden members {Math.Round(figure.Value * 100)} rank above a user who is not on the list: rank score {Figure(figure, format)}.",
            _ => $"Of 100 pairs of a user with and one without {Label(task)}, the model orders {Math.Round(figure.Value * 100)} rightly: AUC {Figure(figure, format)}.",
        };
        var against = best.Name == PipelineTask.PlainRule
            ? $"No model beats the plain rule ({plain.Description}), so that the rule is used."
            : $"The plain rule ({plain.Description}) reaches {Figure(rule, format)} on the same users.";
        var top = deciles[0];
        var last = task switch
        {
            UpliftTask => $"Of the 10 % ranked highest the intervention moved {Points(top.Observed)}, of all {Points(deciles.Sum(decile => decile.Observed * decile.Users) / deciles.Sum(decile => decile.Users))}.",
            RegressionTask => $"Of the 10 % with the highest predictions the number was {Phrase.Decimal(top.Observed, "0.##")} on average, of all {Phrase.Decimal(baseRate, "0.##")}.",
            _ => $"Of the 10 % ranked highest {Phrase.Percent(top.Observed)} had {Label(task)}, of all {Phrase.Percent(baseRate)}.",
        };
        return [good, against, last];
    }

    private static string Label(PipelineTask task) => task switch
    {
        FutureEventsTask => ((FutureEventsPipeline)task.Pipeline).Goal.ToString(),
        LookAlikeTask => "membership",
        _ => "the trait",
    };

    private static string Points(double share) => Phrase.Decimal(share * 100, "+0.0;-0.0;0.0") + " percentage points";

    private static string Figure(CardFigure figure, string format) =>
        $"{Phrase.Decimal(figure.Value, format)} ({Phrase.Decimal(figure.Low, format)} to {Phrase.Decimal(figure.High, format)})";
}
