using System.Globalization;
using Vidora.Integration.Markup;
using Vidora.Integration.Pipelines.Definitions;

namespace Vidora.Integration.Pipelines.Cards;

/// <summary>Writes a card as HTML without scripts or outside resources: a whole page, or sections of another page.</summary>
internal static class CardPage
{
    /// <summary>Is the style of the charts and of what stands beside them, for light and dark screens.</summary>
    public const string Style = """
        :root { --chart: #2f6fde; --chart-mark: #b4430f; --chart-soft: #5a6677; --chart-line: #dfe3e9; --chart-alarm: #fff1e5; }
        @media (prefers-color-scheme: dark) { :root { --chart: #5b93f2; --chart-mark: #f0a35e; --chart-soft: #9aa7b8; --chart-line: #2b3544; --chart-alarm: #43290f; } }
        .chart { display: block; width: 100%; max-width: 34rem; height: auto; margin: .4rem 0 .8rem; }
        .chart text { font-size: 12px; fill: var(--chart-soft); font-variant-numeric: tabular-nums; }
        .chart .end { text-anchor: end; } .chart .mid { text-anchor: middle; }
        .chart .grid { stroke: var(--chart-line); stroke-width: 1; }
        .chart .aim { stroke: var(--chart-soft); stroke-width: 1.5; stroke-dasharray: 5 4; }
        .chart .bar, .row .bar { fill: var(--chart); }
        .chart .mark2 { stroke: var(--chart-mark); stroke-width: 3; }
        .chart .curve, .row .curve { fill: none; stroke: var(--chart); stroke-width: 2.5; }
        .beside { display: flex; flex-wrap: wrap; gap: .5rem 2rem; align-items: start; }
        .beside > * { flex: 1 1 18rem; min-width: 0; }
        .row .dot { fill: var(--chart-mark); }
        .row { display: block; width: 100%; min-width: 6rem; max-width: 14rem; height: 12px; margin-left: auto; }
        td.draw:not(.num) .row { margin-left: 0; }
        td.draw { width: 30%; vertical-align: middle; }
        .key-bar, .key-mark { display: inline-block; width: .8rem; height: .8rem; background: var(--chart); border-radius: 2px; }
        .key-mark { height: .25rem; vertical-align: .2rem; background: var(--chart-mark); }
        .alarm-note { padding: .6rem .9rem; border-radius: 8px; background: var(--chart-alarm); }

        """;

    private const string PageStyle = """
        :root { color-scheme: light dark; }
        body { font: 16px/1.5 system-ui, sans-serif; max-width: 60rem; margin: 2rem auto; padding: 0 1rem; color: #16202e; background: #fff; }
        @media (prefers-color-scheme: dark) { body { color: #e6ebf2; background: #10151d; } }
        .scroll { overflow-x: auto; }
        table { border-collapse: collapse; margin: .5rem 0; }
        th, td { padding: .25rem .9rem .25rem 0; text-align: left; vertical-align: baseline; border-bottom: 1px solid var(--chart-line); }
        th { font-weight: 500; color: var(--chart-soft); }
        .num { text-align: right; font-variant-numeric: tabular-nums; white-space: nowrap; }
        td.text { overflow-wrap: anywhere; }
        .note { color: var(--chart-soft); }

        """;

    /// <summary>Returns a whole page.</summary>
    public static string Write(ModelCard card)
    {
        var name = card.Definition["name"]?.ToString() ?? "Pipeline";
        return Html.Of($"""
            <!doctype html>
            <html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><title>{name}</title>
            <style>{Style}{PageStyle}</style></head><body>
            <h1>{name}</h1>
            {Body(card)}
            </body></html>
            """).ToString();
    }

    /// <summary>Returns what stands below the name.</summary>
    public static Html Body(ModelCard card)
    {
        var top = new Html();
        foreach (var alarm in card.Alarms)
        {
            top.Add($"<p class=\"alarm-note\" role=\"alert\">{alarm}</p>");
        }

        foreach (var sentence in card.Sentences)
        {
            top.Add($"<p>{sentence}</p>");
        }

        return Html.Of($"""
            <section><p class="note">{card.Notice}</p>{top}</section>
            {Outcome(card)}
            {Candidates(card)}
            {Deciles(card)}
            {Calibration(card)}
            {Gains(card)}
            {Importance(card)}
            {Facts(card)}
            """);
    }

    /// <summary>Returns the band in words.</summary>
    public static string Words(QualityBand band) => band switch
    {
        QualityBand.BelowAverage => "Below Average",
        QualityBand.VeryGood => "Very Good",
        _ => band.ToString(),
    };

    /// <summary>Returns a figure with its interval; <c>unknown</c> without one.</summary>
    public static string Words(CardFigure? figure) => figure is null ? "unknown" : $"{Number(figure.Value)} ({Number(figure.Low)} to {Number(figure.High)})";

    /// <summary>Returns a prediction or what was observed: a share as percentage, an effect in percentage points, or a number.</summary>
    public static string Value(ModelCard card, double value) => IsUplift(card) ? Points(value)
        : card.CalibrationError is not null ? Phrase.Percent(value)
        : Phrase.Decimal(value, "0.##");

    /// <summary>Returns a base rate or a mean score: a share as percentage, or a number.</summary>
    public static string Base(ModelCard card, double value) => card.CalibrationError is not null ? Phrase.Percent(value) : Phrase.Decimal(value, "0.###");

    private static bool IsUplift(ModelCard card) => card.FigureName == "Qini";

    private static string Points(double value) => Phrase.Decimal(value * 100, "+0.0;-0.0;0.0") + " pp";

    private static string Number(double value) => Phrase.Decimal(value, Math.Abs(value) < 0.05 ? "0.00000" : "0.000");

    private static Html Table(Html head, Html rows) => Html.Of($"<div class=\"scroll\"><table><thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table></div>");

    private static Html Candidates(ModelCard card)
    {
        var figures = card.Candidates.Select(candidate => candidate.Holdout).OfType<CardFigure>().ToList();
        var (from, to) = (figures.Select(figure => figure.Low).DefaultIfEmpty(0).Min(), figures.Select(figure => figure.High).DefaultIfEmpty(1).Max());
        var rows = new Html();
        foreach (var candidate in card.Candidates)
        {
            rows.Add($"<tr><td class=\"text\">{candidate.Name}{(candidate.IsChosen ? Html.Of($" <strong>(used)</strong>") : null)}<br><small class=\"note\">{candidate.Description}</small></td><td class=\"num\">{Number(candidate.CrossValidation)}</td><td class=\"num draw\">{Words(candidate.Holdout)}{(candidate.Holdout is { } figure ? CardCharts.Interval(figure, from, to) : null)}</td></tr>");
        }

        return Html.Of($"""
            <section><h2>Candidates on the same holdout</h2>
            <p>Quality: {(IsUplift(card) ? "no band, because Vidora's scale for Uplift is not public; the interval says more" : Words(card.Band))}. {card.FigureName} with its 95 % interval, of {card.HoldoutRows} rows that no candidate was trained on. Cross-validation on the other rows chooses.</p>
            {Table(Html.Of($"<th>Candidate</th><th class=\"num\">Cross-validation</th><th class=\"num\">Holdout: {card.FigureName}, interval</th>"), rows)}</section>
            """);
    }

    private static Html? Deciles(ModelCard card)
    {
        if (card.Deciles.Count == 0)
        {
            return null;
        }

        var users = card.Deciles.Sum(decile => decile.Users);
        var mean = card.Deciles.Sum(decile => decile.Observed * decile.Users) / Math.Max(1, users);
        var hasLift = card.CalibrationError is not null && mean > 0;
        var title = IsUplift(card) ? "Effect" : "Lift";
        var rows = new Html();
        foreach (var decile in card.Deciles)
        {
            rows.Add($"<tr><td class=\"num\">{decile.Decile}</td><td class=\"num\">{decile.Users}</td><td class=\"num\">{Value(card, decile.Predicted)}</td><td class=\"num\">{Value(card, decile.Observed)}</td>{(hasLift ? Html.Of($"<td class=\"num\">{Phrase.Decimal(decile.Observed / mean, "0.0")} ×</td>") : null)}</tr>");
        }

        var chart = CardCharts.Columns(
            $"{title} by tenth of the scores. Bars: observed, marks: predicted. The table has the numbers.",
            [.. card.Deciles.Select(decile => (decile.Decile.ToString(CultureInfo.InvariantCulture), (double?)decile.Observed, (double?)decile.Predicted))],
            value => Value(card, value));
        return Html.Of($"""
            <section><h2>{title}: predicted and observed by tenths of the holdout</h2>
            <p class="note"><i class="key-bar"></i> observed <i class="key-mark"></i> predicted. Tenth 1 has the highest scores.{(hasLift ? " Lift is the observed share against that of all." : "")}</p>
            <div class="beside">{chart}{Table(Html.Of($"<th class=\"num\">Tenth</th><th class=\"num\">Users</th><th class=\"num\">Predicted</th><th class=\"num\">Observed</th>{(hasLift ? Html.Of($"<th class=\"num\">Lift</th>") : null)}"), rows)}</div></section>
            """);
    }

    private static Html? Calibration(ModelCard card)
    {
        if (card.CalibrationError is not { } error || card.Deciles.Count == 0)
        {
            return null;
        }

        var chart = CardCharts.Calibration(
            "Calibration: a dot for each tenth, predicted across and observed up. The table of tenths has the numbers.",
            [.. card.Deciles.Select(decile => (decile.Predicted, decile.Observed))],
            value => Value(card, value));
        return Html.Of($"""
            <section><h2>Calibration</h2>
            <p class="note">A dot for each tenth of the table above. On the dashed line, of the users at 0.3 three in ten do it.</p>
            {chart}
            <p>Calibration error: {Number(error)}, the mean distance of predicted and observed shares in 20 groups.</p></section>
            """);
    }

    /// <summary>Shows the Qini curve of an uplift, from its tenths.</summary>
    private static Html? Gains(ModelCard card)
    {
        if (!IsUplift(card) || card.Deciles.Count == 0)
        {
            return null;
        }

        var users = card.Deciles.Sum(decile => decile.Users);
        var (sum, seen) = (0.0, 0);
        var values = new List<double>();
        var rows = new Html();
        var all = card.Deciles.Sum(decile => decile.Observed * decile.Users) / users;
        foreach (var decile in card.Deciles)
        {
            sum += decile.Observed * decile.Users / users;
            seen += decile.Users;
            values.Add(sum);
            rows.Add($"<tr><td class=\"num\">{Phrase.Percent((double)seen / users)}</td><td class=\"num\">{Points(sum)}</td><td class=\"num\">{Points(all * seen / users)}</td></tr>");
        }

        return Html.Of($"""
            <section><h2>Qini</h2>
            <p>Qini {Words(card.Figure)}: the area between the curve and the dashed line, in goals a user, with its 95 % interval. An interval that contains 0 means that the order is not better than chance with certainty.</p>
            <p class="note">The curve: goals that the intervention adds, a user of all, when it goes to the share of users with the highest scores. The dashed line: to as many at random.</p>
            <div class="beside">{CardCharts.Curve("Qini curve: added goals by share of users, highest scores first. The table has the numbers.", values, Points)}
            {Table(Html.Of($"<th class=\"num\">Users treated</th><th class=\"num\">By score</th><th class=\"num\">At random</th>"), rows)}</div></section>
            """);
    }

    private static Html? Importance(ModelCard card)
    {
        if (card.Features.Count == 0)
        {
            return null;
        }

        var groups = new Html();
        foreach (var (group, share) in card.Groups.OrderByDescending(pair => pair.Value))
        {
            groups.Add($"<tr><td>{group}</td><td class=\"num\">{Phrase.Decimal(share, "0.0")} %</td><td class=\"draw\">{CardCharts.Bar(share / 100)}</td></tr>");
        }

        var features = new Html();
        foreach (var feature in card.Features)
        {
            features.Add($"<tr><td class=\"text\">{feature.Name}</td><td>{feature.Group}</td><td class=\"num\">{Phrase.Decimal(feature.Importance, "0.0")}</td><td class=\"draw\">{CardCharts.Bar(feature.Importance / 100)}</td></tr>");
        }

        return Html.Of($"""
            <section><h2>Importance by group</h2>
            <p class="note">What the model looks at, not what causes the goal.</p>
            {Table(Html.Of($"<th>Group</th><th class=\"num\">Share</th><th>of all</th>"), groups)}</section>
            <section><h2>Most important features</h2>
            {Table(Html.Of($"<th>Feature</th><th>Group</th><th class=\"num\">Importance</th><th>of the first</th>"), features)}</section>
            """);
    }

    private static Html? Outcome(ModelCard card) => card.Outcome is not { } outcome ? null : Html.Of($"""
        <section><h2>What came of these predictions</h2>
        <p>Of {outcome.Users} predicted users {Phrase.Percent(outcome.Observed)} reached the goal within the window, and {Phrase.Percent(outcome.Predicted)} were predicted. Of the tenth ranked highest {Phrase.Percent(outcome.TopDecile)} did. AUC {Words(outcome.Auc)}; the holdout had promised {Words(card.Figure)}.</p></section>
        """);

    private static Html Facts(ModelCard card)
    {
        var rows = new Html();
        void Row(string name, string value) => rows.Add($"<tr><th scope=\"row\">{name}</th><td class=\"text\">{value}</td></tr>");
        Row("Predicted for", card.AsOf.UtcDateTime.ToString("yyyy-MM-dd HH:mm'Z'", CultureInfo.InvariantCulture));
        Row("Learned as of", card.LearnedAsOf.UtcDateTime.ToString("yyyy-MM-dd HH:mm'Z'", CultureInfo.InvariantCulture));
        Row("Data from", Phrase.Day(card.DataFrom));
        Row("Events, each once", Phrase.Number(card.Events));
        Row("Users", Phrase.Number(card.Users));
        Row("Rows with a label", Phrase.Number(card.Rows));
        Row("Rows trained on", Phrase.Number(card.TrainedRows));
        Row(card.FigureName == "R²" ? "Mean" : "Base rate", Number(card.BaseRate));
        Row("Mean score", Number(card.MeanScore));
        Row("Predictions", Phrase.Number(card.Predictions));
        Row("Drift since the last run: base rate", Drift(card.BaseRateDrift));
        Row("Drift since the last run: mean score", Drift(card.ScoreDrift));
        Row("Definition", card.Definition.ToJsonString());
        Row("Version", card.Version);
        return Html.Of($"<section><h2>Facts and drift</h2><div class=\"scroll\"><table><tbody>{rows}</tbody></table></div></section>");

        static string Drift(double? drift) => drift is { } value ? Phrase.Decimal(value, "+0.0000;-0.0000;0.0000") : "no earlier run";
    }
}
