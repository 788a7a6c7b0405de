using System.Globalization;

namespace Vidora.Documentation.Tests;

/// <summary>A block of C# in a document.</summary>
internal sealed record CodeBlock(string Document, int Line, string Code)
{
    public static IEnumerable<CodeBlock> In(string document)
    {
        var lines = File.ReadAllLines(Path.Combine(Repository.Root, document));
        for (var i = 0; i < lines.Length; i++)
        {
            if (lines[i].Trim() == "```csharp")
            {
                var first = i + 1;
                i = Array.FindIndex(lines, first, line => line.Trim() == "```");
                yield return new CodeBlock(document, first + 1, string.Join('\n', lines[first..i]));
            }
        }
    }

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Document}:{Line}");
}
