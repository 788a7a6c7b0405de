using Spectre.Console;

namespace Vidora.Samples.Console.Reporting;

/// <summary>Builds a table of names and numbers in groups.</summary>
internal sealed class SummaryTable
{
    private readonly Table _table = new() { Border = TableBorder.Simple, UseSafeBorder = false };
    private readonly int _numbers;
    private bool _hasRows;

    /// <param name="headers">The heading of the names, then the heading of each column of numbers.</param>
    public SummaryTable(params string[] headers)
    {
        _numbers = headers.Length - 1;
        for (var i = 0; i < headers.Length; i++)
        {
            var column = new TableColumn(new Text(headers[i], new Style(decoration: Decoration.Bold)));
            _table.AddColumn(i == 0 ? column : column.RightAligned().NoWrap());
        }
    }

    public void Group(string name, params string[] numbers)
    {
        if (_hasRows)
        {
            _table.AddEmptyRow();
        }

        _hasRows = true;
        AddRow(name, numbers, new Style(decoration: Decoration.Bold));
    }

    public void Row(string name, params string[] numbers) => AddRow("  " + name, numbers, Style.Plain);

    public void WriteTo(IAnsiConsole console) => console.Write(_table);

    private void AddRow(string name, string[] numbers, Style style)
    {
        var cells = new List<Text> { new(SafeText.Cell(name), style) };
        for (var i = 0; i < _numbers; i++)
        {
            cells.Add(new Text(i < numbers.Length ? numbers[i] : "", style));
        }

        _table.AddRow(cells);
    }
}
