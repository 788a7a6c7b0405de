using Vidora.Integration.Json;

namespace Vidora.Integration.MParticle;

/// <summary>Reports changes of user attributes (mParticle JSON reference).</summary>
public sealed partial class UserAttributeChangeEvent : MParticleEvent
{
    private static readonly int _newName = EventNames.All.Find("new"u8);

    private readonly IReadOnlyList<UserAttributeChange>? _changes;

    /// <inheritdoc/>
    public override MParticleEventType EventType => MParticleEventType.UserAttributeChange;

    /// <summary>Gets the changes, one for each attribute, in the order of the document.</summary>
    public IReadOnlyList<UserAttributeChange> Changes
    {
        get => _changes ?? Decode();
        init => _changes = value;
    }

    [Field("user_attribute_name")]
    private partial string? Name { get; }

    [Field("new")]
    private partial JsonToken New { get; }

    [Field("old")]
    private partial JsonToken Old { get; }

    [Field("deleted")]
    private partial bool? Deleted { get; }

    [Field("is_new_attribute")]
    private partial bool? IsNewAttribute { get; }

    [Field("added")]
    private partial JsonToken Added { get; }

    [Field("removed")]
    private partial JsonToken Removed { get; }

    private static VidoraValue? ValueOf(JsonToken token) => token.IsAbsent ? (VidoraValue?)null : VidoraValue.FromJson(token.Raw);

    /// <summary>Keeps a null that is written as the new value, because it differs from no value.</summary>
    internal override void Take(JsonSource source, in EventFields found)
    {
        base.Take(source, in found);
        if (Positions[Fields.New].IsAbsent && !found[_newName].IsAbsent)
        {
            Positions[Fields.New] = JsonConstants.Null;
        }
    }

    /// <summary>Returns the value after the change. A null that is no deletion is a tag, which is true.</summary>
    private static VidoraValue? NewValueOf(JsonToken token, bool? isDeleted) =>
        token.Shape == JsonTokenShape.Null && isDeleted != true ? true : ValueOf(token);

    private List<UserAttributeChange> Decode()
    {
        var changes = new List<UserAttributeChange>();
        var added = Added;
        var removed = Removed;
        if (added.Shape != JsonTokenShape.Map && removed.Shape != JsonTokenShape.Map)
        {
            changes.Add(new UserAttributeChange
            {
                Name = Name,
                OldValue = ValueOf(Old),
                NewValue = NewValueOf(New, Deleted),
                Deleted = Deleted,
                IsNewAttribute = IsNewAttribute,
            });
            return changes;
        }

        var before = new Dictionary<string, VidoraValue?>(StringComparer.Ordinal);
        foreach (var member in removed.Members)
        {
            before[JsonText.Decode(member.Name)] = ValueOf(member.Value);
        }

        foreach (var member in added.Members)
        {
            var name = JsonText.Decode(member.Name);
            before.Remove(name, out var old);
            changes.Add(new UserAttributeChange { Name = name, OldValue = old, NewValue = NewValueOf(member.Value, isDeleted: false), Deleted = false });
        }

        foreach (var (name, old) in before)
        {
            changes.Add(new UserAttributeChange { Name = name, OldValue = old, Deleted = true });
        }

        return changes;
    }
}
