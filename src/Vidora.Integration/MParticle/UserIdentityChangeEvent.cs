namespace Vidora.Integration.MParticle;

/// <summary>Identities of the user changed (mParticle JSON reference: one; mParticle Firehose: any number).</summary>
public sealed class UserIdentityChangeEvent : MParticleEvent
{
    private static readonly EventFieldNames _names = new(
        ("new", Fields.New),
        ("old", Fields.Old),
        ("added", Fields.Added),
        ("removed", Fields.Removed));

    private readonly IReadOnlyList<UserIdentityChange>? _changes;

    /// <summary>Starts an empty one, to be filled through its properties.</summary>
    public UserIdentityChangeEvent()
        : base(_names)
    {
    }

    /// <inheritdoc/>
    public override MParticleEventType EventType => MParticleEventType.UserIdentityChange;

    /// <summary>What changed, one entry an identity, in the order of the document.</summary>
    public IReadOnlyList<UserIdentityChange> Changes
    {
        get => _changes ?? Decode();
        init => _changes = value;
    }

    private List<UserIdentityChange> Decode()
    {
        if (this[Fields.Added].IsAbsent && this[Fields.Removed].IsAbsent)
        {
            return [new UserIdentityChange { Old = GetChild<MParticleIdentity>(Fields.Old), New = GetChild<MParticleIdentity>(Fields.New) }];
        }

        var changes = new List<UserIdentityChange>();
        var removed = GetChildren<MParticleIdentity>(Fields.Removed);
        var removedByType = new Dictionary<string, Queue<MParticleIdentity>>(StringComparer.Ordinal);
        foreach (var old in removed)
        {
            var type = old.Type ?? "";
            if (!removedByType.TryGetValue(type, out var olds))
            {
                removedByType.Add(type, olds = new Queue<MParticleIdentity>());
            }

            olds.Enqueue(old);
        }

        var replaced = new HashSet<MParticleIdentity>(ReferenceEqualityComparer.Instance);
        foreach (var now in GetChildren<MParticleIdentity>(Fields.Added))
        {
            var old = removedByType.TryGetValue(now.Type ?? "", out var olds) && olds.TryDequeue(out var first) ? first : null;
            if (old is not null)
            {
                replaced.Add(old);
            }

            changes.Add(new UserIdentityChange { Old = old, New = now });
        }

        changes.AddRange(removed.Where(old => !replaced.Contains(old)).Select(old => new UserIdentityChange { Old = old }));
        return changes;
    }

    internal static new class Fields
    {
        internal const int New = MParticleEvent.Fields.Count;
        internal const int Old = New + 1;
        internal const int Added = New + 2;
        internal const int Removed = New + 3;
    }
}
