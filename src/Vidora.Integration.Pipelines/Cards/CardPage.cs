using System.Globalization;
using System.Net;
using System.Text;
using Vidora.Integration.Pipelines.Definitions;

namespace Vidora.Integration.Pipelines.Cards;

/// <summary>Writes a card as HTML without scripts or outside resources. Every chart stands beside its table.</summary>
internal static class CardPage
{
    private const int Width = 520;
    private const int Height = 220;
    private const int Margin = 34;

    /// <summary>Returns a whole page.</summary>
    public static string Write(ModelCard card)
    {
        var name = Encode(NameOf(card));
        return $$"""
            <!doctype html>
            <html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>{{name}}</title>
            <style>
            body{font:16px/1.5 system-ui,sans-serif;max-width:60rem;margin:2rem auto;padding:0 1rem;color:#1b1f24;background:#fff}
            table{border-collapse:collapse;margin:.5rem 0}th,td{padding:.2rem .8rem .2rem 0;text-align:left;border-bottom:1px solid #d8dee4}
            td.num,th.num{text-align:right;font-variant-numeric:tabular-nums}.alarm{background:#fff1e5;padding:.5rem 1rem}.note{color:#57606a}
            svg{max-width:100%;height:auto}
            </style></head><body>
            <h1>{{name}}</h1>
            {{Body(card)}}
            </body></html>
            """;
    }

    /// <summary>Returns what stands below the name, for a page with another layout.</summary>
    public static string Body(ModelCard card)
    {
        var html = new StringBuilder();
        html.Append(CultureInfo.InvariantCulture, $"<p class=\"note\">{Encode(card.Notice)}</p>");
        foreach (var alarm in card.Alarms)
        {
            html.Append(CultureInfo.InvariantCulture, $"<p class=\"alarm\" role=\"alert\">{Encode(alarm)}</p>");
        }

        foreach (var sentence in card.Sentences)
        {
            html.Append(CultureInfo.InvariantCulture, $"<p>{Encode(sentence)}</p>");
        }

        AppendCandidates(html, card);
        AppendDeciles(html, card);
        AppendFeatures(html, card);
        AppendOutcome(html, card);
        AppendFacts(html, card);
        return html.ToString();
    }

    /// <summary>Returns the band in words.</summary>
    public static string Words(QualityBand band) => band switch
    {
        QualityBand.BelowAverage => "Below Average",
        QualityBand.VeryGood => "Very Good",
        _ => band.ToString(),
    };

    private static string NameOf(ModelCard card) => card.Definition["name"]?.ToString() ?? "Pipeline";

    private static string Encode(string text) => WebUtility.HtmlEncode(text);

    private static string Number(double value) => Phrase.Decimal(value, Math.Abs(value) < 0.05 ? "0.00000" : "0.000");

    private static string Figure(CardFigure? figure) => figure is null ? "unknown" : $"{Number(figure.Value)} ({Number(figure.Low)} to {Number(figure.High)})";

    private static void AppendCandidates(StringBuilder html, ModelCard card)
    {
        html.Append(CultureInfo.InvariantCulture, $"<h2>Candidates on the same holdout</h2><p>Quality: {Encode(Words(card.Band))}. {Encode(card.FigureName)} with its 95 % interval, of {Phrase.Number(card.HoldoutRows)} rows that no candidate was trained on.</p>");
        html.Append(CultureInfo.InvariantCulture, $"<table><thead><tr><th>Candidate</th><th class=\"num\">Cross-validation</th><th class=\"num\">Holdout</th><th>Used</th></tr></thead><tbody>");
        foreach (var candidate in card.Candidates)
        {
            html.Append(CultureInfo.InvariantCulture, $"<tr><td>{Encode(candidate.Name)}: {Encode(candidate.Description)}</td><td class=\"num\">{Number(candidate.CrossValidation)}</td><td class=\"num\">{Figure(candidate.Holdout)}</td><td>{(candidate.IsChosen ? "yes" : "")}</td></tr>");
        }

        html.Append("</tbody></table>");
    }

    private static void AppendDeciles(StringBuilder html, ModelCard card)
    {
        if (card.Deciles.Count == 0)
        {
            return;
        }

        html.Append("<h2>Predicted and observed, by tenths of the holdout</h2><p class=\"note\">Tenth 1 has the highest scores. Where predicted and observed agree, the scores are calibrated.</p>");
        AppendChart(html, card.Deciles);
        html.Append("<table><thead><tr><th class=\"num\">Tenth</th><th class=\"num\">Users</th><th class=\"num\">Predicted</th><th class=\"num\">Observed</th></tr></thead><tbody>");
        foreach (var decile in card.Deciles)
        {
            html.Append(CultureInfo.InvariantCulture, $"<tr><td class=\"num\">{decile.Decile}</td><td class=\"num\">{decile.Users}</td><td class=\"num\">{Number(decile.Predicted)}</td><td class=\"num\">{Number(decile.Observed)}</td></tr>");
        }

        html.Append("</tbody></table>");
        if (card.CalibrationError is { } error)
        {
            html.Append(CultureInfo.InvariantCulture, $"<p>Calibration error: {Number(error)}, the mean distance of predicted and observed shares in 20 groups.</p>");
        }
    }

    /// <summary>Draws bars for what was observed, and a mark for what was predicted.</summary>
    private static void AppendChart(StringBuilder html, IReadOnlyList<CardDecile> deciles)
    {
        var highest = deciles.Max(decile => Math.Max(decile.Predicted, decile.Observed));
        var lowest = Math.Min(0, deciles.Min(decile => Math.Min(decile.Predicted, decile.Observed)));
        var range = highest > lowest ? highest - lowest : 1;
        double Y(double value) => Height - Margin - ((value - lowest) / range * (Height - (2 * Margin)));
        var step = (Width - (2.0 * Margin)) / deciles.Count;
        html.Append(CultureInfo.InvariantCulture, $"<svg viewBox=\"0 0 {Width} {Height}\" width=\"{Width}\" role=\"img\" aria-label=\"Bars: observed by tenth of the scores. Marks: predicted.\">");
        for (var i = 0; i < deciles.Count; i++)
        {
            var x = Margin + (i * step);
            var (top, bottom) = (Math.Min(Y(deciles[i].Observed), Y(0)), Math.Max(Y(deciles[i].Observed), Y(0)));
            html.Append(CultureInfo.InvariantCulture, $"<rect x=\"{x + 4:0.#}\" y=\"{top:0.#}\" width=\"{step - 8:0.#}\" height=\"{bottom - top:0.#}\" fill=\"#8bb4e0\"/>");
            html.Append(CultureInfo.InvariantCulture, $"<line x1=\"{x + 2:0.#}\" x2=\"{x + step - 2:0.#}\" y1=\"{Y(deciles[i].Predicted):0.#}\" y2=\"{Y(deciles[i].Predicted):0.#}\" stroke=\"#8a2b0e\" stroke-width=\"3\"/>");
            html.Append(CultureInfo.InvariantCulture, $"<text x=\"{x + (step / 2):0.#}\" y=\"{Height - 12}\" text-anchor=\"middle\" font-size=\"12\" fill=\"currentColor\">{deciles[i].Decile}</text>");
        }

        html.Append(CultureInfo.InvariantCulture, $"<text x=\"{Margin}\" y=\"16\" font-size=\"12\" fill=\"currentColor\">bars: observed, marks: predicted; highest {Number(highest)}</text></svg>");
    }

    private static void AppendFeatures(StringBuilder html, ModelCard card)
    {
        html.Append("<h2>What counts</h2><table><thead><tr><th>Feature</th><th>Group</th><th class=\"num\">Importance</th></tr></thead><tbody>");
        foreach (var feature in card.Features)
        {
            html.Append(CultureInfo.InvariantCulture, $"<tr><td>{Encode(feature.Name)}</td><td>{Encode(feature.Group)}</td><td class=\"num\">{feature.Importance:0.0}</td></tr>");
        }

        html.Append("</tbody></table><table><thead><tr><th>Group</th><th class=\"num\">Share</th></tr></thead><tbody>");
        foreach (var (group, share) in card.Groups)
        {
            html.Append(CultureInfo.InvariantCulture, $"<tr><td>{Encode(group)}</td><td class=\"num\">{share:0.0} %</td></tr>");
        }

        html.Append("</tbody></table>");
    }

    private static void AppendOutcome(StringBuilder html, ModelCard card)
    {
        if (card.Outcome is { } outcome)
        {
            html.Append(CultureInfo.InvariantCulture, $"<h2>What came of it</h2><p>Of {Phrase.Number(outcome.Users)} predicted users {Phrase.Percent(outcome.Observed)} reached the goal, and {Phrase.Percent(outcome.Predicted)} were predicted. Of the tenth ranked highest {Phrase.Percent(outcome.TopDecile)} did. AUC {Figure(outcome.Auc)}.</p>");
        }
    }

    private static void AppendFacts(StringBuilder html, ModelCard card)
    {
        html.Append("<h2>Facts</h2><table><tbody>");
        void Row(string name, string value) => html.Append(CultureInfo.InvariantCulture, $"<tr><th>{Encode(name)}</th><td>{Encode(value)}</td></tr>");
        Row("Predicted for", card.AsOf.UtcDateTime.ToString("yyyy-MM-dd HH:mm'Z'", CultureInfo.InvariantCulture));
        Row("Data from", Phrase.Day(card.DataFrom));
        Row("Events, each once", Phrase.Number(card.Events));
        Row("Users", Phrase.Number(card.Users));
        Row("Rows with a label", Phrase.Number(card.Rows));
        Row("Rows trained on", Phrase.Number(card.TrainedRows));
        Row("Base rate, or mean", Number(card.BaseRate) + Drift(card.BaseRateDrift));
        Row("Mean score", Number(card.MeanScore) + Drift(card.ScoreDrift));
        Row("Predictions", Phrase.Number(card.Predictions));
        Row("Definition", card.Definition.ToJsonString());
        Row("Version", card.Version);
        html.Append("</tbody></table>");

        static string Drift(double? drift) => drift is { } value ? $" ({Phrase.Decimal(value, "+0.0000;-0.0000;0.0000")} since the last run)" : "";
    }
}
