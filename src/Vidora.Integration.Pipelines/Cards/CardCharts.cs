using System.Globalization;
using Vidora.Integration.Markup;

namespace Vidora.Integration.Pipelines.Cards;

/// <summary>Draws the charts of cards as inline SVG. <see cref="CardPage.Style"/> has their colors; a table has the same numbers.</summary>
internal static class CardCharts
{
    private const double Width = 430;
    private const double Height = 210;
    private const double Left = 62;
    private const double Right = 8;
    private const double Top = 12;
    private const double Bottom = 26;

    /// <summary>Draws a bar for what was observed and a mark for what was predicted.</summary>
    public static Html Columns(string description, IReadOnlyList<(string Label, double? Observed, double? Predicted)> columns, Func<double, string> format)
    {
        var values = columns.SelectMany(column => new[] { column.Observed, column.Predicted }).OfType<double>().ToList();
        var axis = new Axis(Math.Min(0, values.Min()), Math.Max(0, values.Max()));
        var step = (Width - Left - Right) / columns.Count;
        var labelEvery = Math.Max(1, (columns.Count + 9) / 10);
        var html = Grid(axis, format);
        for (var i = 0; i < columns.Count; i++)
        {
            var x = Left + (i * step);
            if (columns[i].Observed is { } observed)
            {
                var (top, bottom) = (Math.Min(axis.Y(observed), axis.Y(0)), Math.Max(axis.Y(observed), axis.Y(0)));
                html.Add($"<rect class=\"bar\" x=\"{At(x + (step * 0.15))}\" y=\"{At(top)}\" width=\"{At(step * 0.7)}\" height=\"{At(bottom - top)}\"/>");
            }

            if (columns[i].Predicted is { } predicted)
            {
                html.Add($"<line class=\"mark2\" x1=\"{At(x + (step * 0.05))}\" x2=\"{At(x + (step * 0.95))}\" y1=\"{At(axis.Y(predicted))}\" y2=\"{At(axis.Y(predicted))}\"/>");
            }

            if (i % labelEvery == 0)
            {
                html.Add($"<text class=\"mid\" x=\"{At(x + (step / 2))}\" y=\"{At(Height - 8)}\">{columns[i].Label}</text>");
            }
        }

        return Drawing(description, html);
    }

    /// <summary>Draws a dot for each group at its predicted (across) and observed (up) share. Calibrated groups lie on the diagonal.</summary>
    public static Html Calibration(string description, IReadOnlyList<(double Predicted, double Observed)> groups, Func<double, string> format)
    {
        var axis = new Axis(0, groups.Max(group => Math.Max(group.Predicted, group.Observed)));
        double X(double value) => Left + (value / axis.High * (Width - Left - Right));
        var html = Grid(axis, format);
        html.Add($"<line class=\"aim\" x1=\"{At(X(0))}\" y1=\"{At(axis.Y(0))}\" x2=\"{At(X(axis.High))}\" y2=\"{At(axis.Y(axis.High))}\"/>");
        foreach (var (predicted, observed) in groups)
        {
            html.Add($"<circle class=\"bar\" cx=\"{At(X(predicted))}\" cy=\"{At(axis.Y(observed))}\" r=\"5\"/>");
        }

        html.Add($"<text class=\"mid\" x=\"{At(X(axis.High / 2))}\" y=\"{At(Height - 8)}\">predicted, up to {format(axis.High)}</text>");
        return Drawing(description, html);
    }

    /// <summary>Draws a curve from the origin, and the straight line to its end.</summary>
    public static Html Curve(string description, IReadOnlyList<double> values, Func<double, string> format)
    {
        var axis = new Axis(Math.Min(0, values.Min()), Math.Max(0, values.Max()));
        var step = (Width - Left - Right) / values.Count;
        var html = Grid(axis, format);
        html.Add($"<line class=\"aim\" x1=\"{At(Left)}\" y1=\"{At(axis.Y(0))}\" x2=\"{At(Width - Right)}\" y2=\"{At(axis.Y(values[^1]))}\"/>");
        var points = string.Join(' ', values.Prepend(0).Select((value, i) => $"{At(Left + (i * step))},{At(axis.Y(value))}"));
        html.Add($"<polyline class=\"curve\" points=\"{points}\"/>");
        for (var i = 2; i <= values.Count; i += 2)
        {
            html.Add($"<text class=\"mid\" x=\"{At(Left + (i * step) - 14)}\" y=\"{At(Height - 8)}\">{(i * 100 / values.Count).ToString(CultureInfo.InvariantCulture)} %</text>");
        }

        return Drawing(description, html);
    }

    /// <summary>Draws a bar for a table's row, from 0 to 1.</summary>
    public static Html Bar(double share) =>
        Html.Of($"<svg class=\"row\" viewBox=\"0 0 200 12\" preserveAspectRatio=\"none\" aria-hidden=\"true\"><rect class=\"bar\" x=\"0\" y=\"1\" width=\"{At(200 * Math.Clamp(share, 0, 1))}\" height=\"10\"/></svg>");

    /// <summary>Draws a figure with its interval for a table's row. Rows with the same ends can be compared.</summary>
    public static Html Interval(CardFigure figure, double from, double to)
    {
        double X(double value) => to > from ? 6 + ((value - from) / (to - from) * 188) : 100;
        return Html.Of($"<svg class=\"row\" viewBox=\"0 0 200 12\" aria-hidden=\"true\"><line class=\"curve\" x1=\"{At(X(figure.Low))}\" x2=\"{At(X(figure.High))}\" y1=\"6\" y2=\"6\"/><circle class=\"dot\" cx=\"{At(X(figure.Value))}\" cy=\"6\" r=\"4.5\"/></svg>");
    }

    private static string At(double value) => value.ToString("0.##", CultureInfo.InvariantCulture);

    private static Html Grid(Axis axis, Func<double, string> format)
    {
        var html = new Html();
        var middle = (axis.Low + axis.High) / 2;
        foreach (var value in new[] { axis.Low, middle, axis.High })
        {
            html.Add($"<line class=\"grid\" x1=\"{At(Left)}\" x2=\"{At(Width - Right)}\" y1=\"{At(axis.Y(value))}\" y2=\"{At(axis.Y(value))}\"/><text class=\"end\" x=\"{At(Left - 6)}\" y=\"{At(axis.Y(value) + 4)}\">{format(value)}</text>");
        }

        return html;
    }

    private static Html Drawing(string description, Html content) =>
        Html.Of($"<svg class=\"chart\" viewBox=\"0 0 {At(Width)} {At(Height)}\" role=\"img\" aria-label=\"{description}\">{content}</svg>");

    private readonly record struct Axis
    {
        public Axis(double low, double high) => (Low, High) = (low, high > low ? high : low + 1);

        public double Low { get; }

        public double High { get; }

        public double Y(double value) => Height - Bottom - ((value - Low) / (High - Low) * (Height - Top - Bottom));
    }
}
