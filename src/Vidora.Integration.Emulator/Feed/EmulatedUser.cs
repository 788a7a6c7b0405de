using System.Text.Json;
using Vidora.Integration.Emulator.Feed;

namespace Vidora.Integration.Emulator;

/// <summary>Describes a user profile of the emulated mParticle at one moment.</summary>
public sealed class EmulatedUser
{
    internal EmulatedUser(long mpid, string environment, IReadOnlyList<AttributeChange> history)
    {
        (Mpid, Environment, History) = (mpid, environment, history);
        var values = new Dictionary<string, JsonElement?>(StringComparer.Ordinal);
        foreach (var change in history)
        {
            values[change.Name] = change.Value;
        }

        Attributes = values.Where(value => value.Value is not null).ToDictionary(value => value.Key, value => value.Value!.Value, StringComparer.Ordinal);
    }

    /// <summary>Gets the mParticle id.</summary>
    public long Mpid { get; }

    /// <summary>Gets the attributes by name, with their values as they were sent.</summary>
    public IReadOnlyDictionary<string, JsonElement> Attributes { get; }

    /// <summary>Gets <c>production</c> or <c>development</c>; mParticle does not mix the two.</summary>
    internal string Environment { get; }

    /// <summary>Gets the changes, oldest first: of each attribute the last 50.</summary>
    internal IReadOnlyList<AttributeChange> History { get; }
}
