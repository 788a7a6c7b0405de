using System.Globalization;
using System.Text;
using Microsoft.CodeAnalysis;

namespace Vidora.Documentation.Tests.Floors;

/// <summary>Shows which folders of a package name types of which others.</summary>
internal sealed class FolderMap
{
    private const int ExamplesOfACircle = 3;
    private const int CheapestArrows = 8;

    private readonly ILookup<string, Arrow> _from;

    public FolderMap(Compilation compilation, IReadOnlyCollection<SyntaxTree> files)
    {
        Arrows =
        [
            .. from use in NamedTypes.Find(compilation, files)
               group use by (From: NamedTypes.Folder(use.File), To: NamedTypes.Folder(use.Target)) into pair
               orderby pair.Key
               select new Arrow(pair.Key.From, pair.Key.To, [.. pair]),
        ];
        _from = Arrows.ToLookup(arrow => arrow.From);
        Circles = FindCircles();
    }

    /// <summary>Gets the arrows between folders, in the order of their names.</summary>
    public IReadOnlyList<Arrow> Arrows { get; }

    /// <summary>Gets the arrows of each group of folders that all reach each other.</summary>
    public IReadOnlyList<IReadOnlyList<Arrow>> Circles { get; }

    /// <summary>Returns every circle with its arrows, at most three examples each.</summary>
    public string DescribeCircles()
    {
        var text = new StringBuilder();
        foreach (var circle in Circles)
        {
            DescribeCheapest(text, circle);
            foreach (var arrow in circle)
            {
                Describe(text, arrow, "", arrow.Examples().Take(ExamplesOfACircle));
            }
        }

        return text.ToString();
    }

    /// <summary>Returns every arrow with all pairs of files, and marks the arrows in a circle.</summary>
    public string DescribeArrows()
    {
        var text = new StringBuilder();
        foreach (var circle in Circles)
        {
            DescribeCheapest(text, circle);
        }

        foreach (var arrow in Arrows)
        {
            Describe(text, arrow, Circles.Any(circle => circle.Contains(arrow)) ? "  [circle]" : "", arrow.Examples());
        }

        return text.ToString();
    }

    private static void DescribeCheapest(StringBuilder text, IReadOnlyList<Arrow> circle)
    {
        text.Append(CultureInfo.InvariantCulture, $"Circle: {string.Join(", ", circle.Select(arrow => arrow.From).Distinct())}\n");
        var cheapest = circle.OrderBy(arrow => arrow.Uses.Count).Take(CheapestArrows);
        text.Append(CultureInfo.InvariantCulture, $"  Fewest names: {string.Join(", ", cheapest)}\n");
    }

    private static void Describe(StringBuilder text, Arrow arrow, string mark, IEnumerable<string> examples)
    {
        text.Append(CultureInfo.InvariantCulture, $"  {arrow}{mark}\n");
        foreach (var example in examples)
        {
            text.Append(CultureInfo.InvariantCulture, $"    {example}\n");
        }
    }

    private IReadOnlyList<Arrow>[] FindCircles()
    {
        var reached = Arrows.SelectMany(arrow => new[] { arrow.From, arrow.To }).Distinct().ToDictionary(folder => folder, Reach);
        return
        [
            .. from arrow in Arrows
               where reached[arrow.To].Contains(arrow.From)
               group arrow by reached[arrow.From].Where(folder => reached[folder].Contains(arrow.From)).Min() into circle
               select circle.ToArray(),
        ];
    }

    private HashSet<string> Reach(string folder)
    {
        var reached = new HashSet<string>();
        var open = new Stack<string>([folder]);
        while (open.TryPop(out var next))
        {
            foreach (var arrow in _from[next].Where(arrow => reached.Add(arrow.To)))
            {
                open.Push(arrow.To);
            }
        }

        return reached;
    }
}
