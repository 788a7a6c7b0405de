using System.Diagnostics;
using System.Globalization;

namespace Vidora.Integration.Benchmarks.Floors;

/// <summary>Measures the entry points beside their floors, prints each as it comes, and all of them as a table at the end.</summary>
internal sealed class FloorTable
{
    private readonly List<string[]> _rows = [["figure", "unit", "measured", "floor", "ratio", "at least", "the floor is"]];

    public static async Task PrintAllAsync()
    {
        var start = Stopwatch.GetTimestamp();
        var table = new FloorTable();
        await MapFloors.AddAsync(table);
        await ClientFloor.AddAsync(table);
        await QueueFloors.AddAsync(table);
        await KafkaFloor.AddAsync(table);
        await ReplayFloor.AddAsync(table);
        await ServeFloors.AddAsync(table);
        table.Print();
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture, $"\n{Stopwatch.GetElapsedTime(start).TotalSeconds:0} s on {Environment.ProcessorCount} processors"));
    }

    public async Task AddAsync(Pair pair)
    {
        var result = await pair.MeasureAsync();
        Figures.Print(pair.Name, json =>
        {
            json.WriteString("unit", pair.Unit);
            json.WriteNumber("value", Rounded(result.Figure));
            json.WriteNumber("floor", Rounded(result.Floor));
            json.WriteNumber("ratio", Math.Round(result.Ratio, 3));
            json.WriteNumber("ratio_lowest", Math.Round(result.Ratios[0], 3));
            json.WriteNumber("ratio_highest", Math.Round(result.Ratios[^1], 3));
            json.WriteNumber("rounds", result.Ratios.Count);
            if (pair.AtLeast is { } least)
            {
                json.WriteNumber("at_least", least);
            }
        });
        _rows.Add(
        [
            pair.Name,
            pair.Unit,
            Text(Rounded(result.Figure)),
            Text(Rounded(result.Floor)),
            result.Ratio.ToString(result.Ratio < 0.1 ? "0.000" : "0.00", CultureInfo.InvariantCulture),
            pair.AtLeast is { } least ? Text(least) : "",
            pair.FloorName,
        ]);
    }

    private void Print()
    {
        var widths = Enumerable.Range(0, _rows[0].Length).Select(column => _rows.Max(row => row[column].Length)).ToList();
        Console.WriteLine();
        foreach (var row in _rows)
        {
            Console.WriteLine(string.Join("  ", row.Select((cell, column) =>
                column is >= 2 and <= 5 ? cell.PadLeft(widths[column]) : cell.PadRight(widths[column]))).TrimEnd());
        }
    }

    private static double Rounded(double value) => value < 100 ? Math.Round(value, 1) : Math.Round(value);

    private static string Text(double value) => value.ToString(CultureInfo.InvariantCulture);
}
