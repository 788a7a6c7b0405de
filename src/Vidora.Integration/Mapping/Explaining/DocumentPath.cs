using System.Globalization;
using System.Text;
using System.Text.Json;

namespace Vidora.Integration.Mapping.Explaining;

/// <summary>Where a value is in a document: a member of an object or an item of a list, below another value.</summary>
internal sealed class DocumentPath
{
    private readonly DocumentPath? _parent;
    private readonly string? _name;
    private readonly int _index;

    private DocumentPath(DocumentPath? parent, string? name, int index)
    {
        _parent = parent;
        _name = name;
        _index = index;
    }

    public static DocumentPath Root => new(null, null, 0);

    /// <summary>The member's name; null for an item of a list.</summary>
    public string? Name => _name;

    /// <summary>Whether a later member of the same object says the same, or an object or list around it was replaced that way.</summary>
    public bool IsOverwritten
    {
        get => field || _parent is { IsOverwritten: true };
        set;
    }

    /// <summary>The names from the root on, <c>[]</c> for an item of a list.</summary>
    public IReadOnlyList<string> Segments
    {
        get
        {
            var segments = new List<string>();
            for (var at = this; at._parent is not null; at = at._parent)
            {
                segments.Add(at._name ?? "[]");
            }

            segments.Reverse();
            return segments;
        }
    }

    public DocumentPath Member(string name) => new(this, name, 0);

    public DocumentPath Item(int index) => new(this, null, index);

    /// <summary>The path as people write it, <c>events[0].data.event_name</c>; a name with other signs in it in brackets and quotes.</summary>
    public override string ToString()
    {
        var steps = new Stack<DocumentPath>();
        for (var at = this; at._parent is not null; at = at._parent)
        {
            steps.Push(at);
        }

        var text = new StringBuilder();
        foreach (var step in steps)
        {
            if (step._name is null)
            {
                text.Append(CultureInfo.InvariantCulture, $"[{step._index}]");
            }
            else if (IsPlain(step._name))
            {
                text.Append(text.Length > 0 ? "." : "").Append(step._name);
            }
            else
            {
                text.Append("[\"").Append(JsonEncodedText.Encode(step._name, System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping)).Append("\"]");
            }
        }

        return text.ToString();
    }

    private static bool IsPlain(string name) =>
        name.Length > 0 && name.All(static c => char.IsAsciiLetterOrDigit(c) || c is '_' or '-' or '$' or ':');
}
