using Vidora.Integration.Json;

namespace Vidora.Integration.MParticle.Firehose;

/// <summary>A change of one attribute of a member of an audience (mParticle Firehose).</summary>
public sealed class FirehoseAudienceAttribute : MParticleObject
{
    private static readonly Utf8Names _names = new(
        ("key", Fields.Key),
        ("value", Fields.Value),
        ("list_value", Fields.ListValue),
        ("action", Fields.Action));

    /// <summary>Starts an empty one, to be filled through its properties.</summary>
    public FirehoseAudienceAttribute()
        : base(_names.Count)
    {
    }

    /// <summary>Name of the attribute (mParticle Firehose).</summary>
    public string? Key
    {
        get => this[Fields.Key].GetText();
        init => Set(Fields.Key, value);
    }

    /// <summary>The value; null when it is a list, a tag, or deleted (mParticle Firehose).</summary>
    public string? Value
    {
        get => this[Fields.Value].GetTextOrEmpty();
        init => Set(Fields.Value, value);
    }

    /// <summary>The values when it is a list; otherwise empty (mParticle Firehose).</summary>
    public IReadOnlyList<string> ListValue
    {
        get => GetTexts(Fields.ListValue);
        init => Set(Fields.ListValue, value);
    }

    /// <summary>What is done: <c>upsert</c>, <c>delete</c>, or a word that came later. An upsert without a value sets a tag (mParticle Firehose).</summary>
    public AudienceAttributeAction? Action
    {
        get => AudienceAttributeAction.FromWire(this[Fields.Action]);
        init => Set(Fields.Action, value?.Value);
    }

    internal override Utf8Names FieldNames => _names;

    internal static class Fields
    {
        internal const int Key = 0;
        internal const int Value = 1;
        internal const int ListValue = 2;
        internal const int Action = 3;
    }
}
