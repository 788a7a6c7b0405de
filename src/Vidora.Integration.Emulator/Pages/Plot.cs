namespace Vidora.Integration.Emulator.Pages;

/// <summary>
/// Draws plots as inline SVG. The drawing stretches with its box; the labels are HTML and keep their size.
/// </summary>
internal static class Plot
{
    private const int Height = 100;
    private const int ColumnWidth = 10;

    /// <summary>Draws stacked columns, with labels under the first, the middle and the last one.</summary>
    public static Html Columns(string description, IReadOnlyList<(string Class, long[] Counts)> series, string[] labels)
    {
        var columns = series.Count == 0 ? 1 : series[0].Counts.Length;
        long highest = 0;
        for (var column = 0; column < columns; column++)
        {
            highest = Math.Max(highest, series.Sum(entry => entry.Counts[column]));
        }

        var top = NiceTop(highest);
        var bars = new Html();
        for (var column = 0; column < columns; column++)
        {
            var below = 0.0;
            foreach (var (cssClass, counts) in series)
            {
                if (counts[column] == 0)
                {
                    continue;
                }

                var height = Height * counts[column] / top;
                bars.Add($"<rect class=\"{cssClass}\" x=\"{Format.Coordinate((column * ColumnWidth) + 1)}\" y=\"{Format.Coordinate(Height - below - height)}\" width=\"{Format.Coordinate(ColumnWidth - 2)}\" height=\"{Format.Coordinate(height)}\"/>");
                below += height;
            }
        }

        return Html.Of($"""
            <div class="plot">
            <div class="y" aria-hidden="true"><span>{Format.Short(top)}</span><span>{Format.Short(top / 2)}</span><span>0</span></div>
            <svg role="img" aria-label="{description}" viewBox="0 0 {Format.Plain(columns * ColumnWidth)} {Format.Plain(Height)}" preserveAspectRatio="none">
            <line class="grid" x1="0" x2="{Format.Plain(columns * ColumnWidth)}" y1="0.5" y2="0.5"/><line class="grid" x1="0" x2="{Format.Plain(columns * ColumnWidth)}" y1="50" y2="50"/>
            {bars}<line class="axis" x1="0" x2="{Format.Plain(columns * ColumnWidth)}" y1="99.5" y2="99.5"/></svg>
            <div class="x" aria-hidden="true">{Labels(labels)}</div>
            </div>
            """);
    }

    /// <summary>Draws one lane per series with a mark for each position.</summary>
    public static Html Lanes(string description, IReadOnlyList<(string Class, string Name, int Count, IReadOnlyList<double> Positions)> lanes, string[] labels)
    {
        var html = new Html().Add($"<div class=\"lanes\" role=\"img\" aria-label=\"{description}\">");
        foreach (var (cssClass, name, count, positions) in lanes)
        {
            html.Add($"<div class=\"lane\"><span class=\"name\"><i class=\"key {cssClass}\"></i>{name}</span><svg viewBox=\"0 0 1000 10\" preserveAspectRatio=\"none\" aria-hidden=\"true\"><line class=\"grid\" x1=\"0\" x2=\"1000\" y1=\"5\" y2=\"5\"/>");
            foreach (var position in positions)
            {
                var x = Format.Coordinate(2 + (position * 996));
                html.Add($"<line class=\"mark {cssClass}\" x1=\"{x}\" x2=\"{x}\" y1=\"1\" y2=\"9\"/>");
            }

            html.Add($"</svg><span class=\"count\">{count}</span></div>");
        }

        return html.Add($"<div class=\"x\" aria-hidden=\"true\">{Labels(labels)}</div></div>");
    }

    private static Html Labels(string[] labels)
    {
        var html = new Html();
        foreach (var label in labels)
        {
            html.Add($"<span>{label}</span>");
        }

        return html;
    }

    /// <summary>Returns the next of 4, 6, 8, 10, 20 times a power of ten, so that the middle line has a short number.</summary>
    private static double NiceTop(long highest)
    {
        var power = 1.0;
        while (true)
        {
            foreach (var step in (ReadOnlySpan<double>)[4, 6, 8, 10, 20])
            {
                if (highest <= step * power)
                {
                    return step * power;
                }
            }

            power *= 10;
        }
    }
}
