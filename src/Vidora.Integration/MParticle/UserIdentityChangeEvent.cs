namespace Vidora.Integration.MParticle;

/// <summary>Reports changes of identities. The identities are never forwarded (mParticle JSON reference).</summary>
public sealed partial class UserIdentityChangeEvent : MParticleEvent
{
    private readonly IReadOnlyList<UserIdentityChange>? _changes;

    /// <inheritdoc/>
    public override MParticleEventType EventType => MParticleEventType.UserIdentityChange;

    /// <summary>Gets the changes, one for each identity, in the order of the document.</summary>
    public IReadOnlyList<UserIdentityChange> Changes
    {
        get => _changes ?? Decode();
        init => _changes = value;
    }

    [Field("new")]
    private partial MParticleIdentity? New { get; }

    [Field("old")]
    private partial MParticleIdentity? Old { get; }

    [Field("added")]
    private partial IReadOnlyList<MParticleIdentity> Added { get; }

    [Field("removed")]
    private partial IReadOnlyList<MParticleIdentity> Removed { get; }

    private List<UserIdentityChange> Decode()
    {
        if (this[Fields.Added].IsAbsent && this[Fields.Removed].IsAbsent)
        {
            return [new UserIdentityChange { Old = Old, New = New }];
        }

        var changes = new List<UserIdentityChange>();
        var removed = Removed;
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
        foreach (var now in Added)
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
}
