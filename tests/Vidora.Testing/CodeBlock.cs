using System.Globalization;

namespace Vidora.Testing;

/// <summary>A block of C# in a document.</summary>
/// <param name="Document">The document, as a path in the repository.</param>
/// <param name="Number">Which block of the document, from 1.</param>
/// <param name="Line">The line of its first line of code.</param>
/// <param name="Code">The code.</param>
public sealed record CodeBlock(string Document, int Number, int Line, string Code)
{
    public static IEnumerable<CodeBlock> All() => Repository.Readmes().SelectMany(In);

    public static IEnumerable<CodeBlock> In(string document)
    {
        var lines = File.ReadAllLines(Path.Combine(Repository.Root, document));
        var number = 0;
        for (var i = 0; i < lines.Length; i++)
        {
            if (lines[i].Trim() == "```csharp")
            {
                var first = i + 1;
                i = Array.FindIndex(lines, first, line => line.Trim() == "```");
                yield return new CodeBlock(document, ++number, first + 1, string.Join('\n', lines[first..i]));
            }
        }
    }

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Document}:{Line}");
}
