using Vidora.Integration.Json;

namespace Vidora.Integration.MParticle;

/// <summary>Attributes of the user changed (mParticle JSON reference: one; mParticle Firehose: any number).</summary>
public sealed class UserAttributeChangeEvent : MParticleEvent
{
    private static readonly EventFieldNames _names = new(
        ("user_attribute_name", Fields.Name),
        ("new", Fields.New),
        ("old", Fields.Old),
        ("deleted", Fields.Deleted),
        ("is_new_attribute", Fields.IsNewAttribute),
        ("added", Fields.Added),
        ("removed", Fields.Removed));

    private readonly IReadOnlyList<UserAttributeChange>? _changes;

    /// <summary>Starts an empty one, to be filled through its properties.</summary>
    public UserAttributeChangeEvent()
        : base(_names)
    {
    }

    /// <inheritdoc/>
    public override MParticleEventType EventType => MParticleEventType.UserAttributeChange;

    /// <summary>What changed, one entry an attribute, in the order of the document.</summary>
    public IReadOnlyList<UserAttributeChange> Changes
    {
        get => _changes ?? Decode();
        init => _changes = value;
    }

    private static MParticleValue? ValueOf(JsonToken token) => token.IsAbsent ? (MParticleValue?)null : MParticleValue.FromJson(token.Raw);

    private List<UserAttributeChange> Decode()
    {
        var changes = new List<UserAttributeChange>();
        var added = this[Fields.Added];
        var removed = this[Fields.Removed];
        if (added.Shape != JsonTokenShape.Map && removed.Shape != JsonTokenShape.Map)
        {
            changes.Add(new UserAttributeChange
            {
                Name = this[Fields.Name].GetText(),
                OldValue = ValueOf(this[Fields.Old]),
                NewValue = ValueOf(this[Fields.New]),
                Deleted = this[Fields.Deleted].GetBoolean(),
                IsNewAttribute = this[Fields.IsNewAttribute].GetBoolean(),
            });
            return changes;
        }

        var before = new Dictionary<string, MParticleValue?>(StringComparer.Ordinal);
        foreach (var member in removed.Members)
        {
            before[JsonText.Decode(member.Name)] = ValueOf(member.Value);
        }

        foreach (var member in added.Members)
        {
            var name = JsonText.Decode(member.Name);
            before.Remove(name, out var old);
            changes.Add(new UserAttributeChange { Name = name, OldValue = old, NewValue = ValueOf(member.Value), Deleted = false });
        }

        foreach (var (name, old) in before)
        {
            changes.Add(new UserAttributeChange { Name = name, OldValue = old, Deleted = true });
        }

        return changes;
    }

    internal static new class Fields
    {
        internal const int Name = MParticleEvent.Fields.Count;
        internal const int New = Name + 1;
        internal const int Old = Name + 2;
        internal const int Deleted = Name + 3;
        internal const int IsNewAttribute = Name + 4;
        internal const int Added = Name + 5;
        internal const int Removed = Name + 6;
    }
}
