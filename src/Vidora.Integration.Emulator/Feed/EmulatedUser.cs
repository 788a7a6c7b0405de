using System.Text.Json;

namespace Vidora.Integration.Emulator;

/// <summary>A user profile of the emulated mParticle at one moment.</summary>
public sealed class EmulatedUser
{
    internal EmulatedUser(long mpid, string environment, IReadOnlyDictionary<string, JsonElement> attributes, IReadOnlyList<AttributeChange> history)
    {
        Mpid = mpid;
        Environment = environment;
        Attributes = attributes;
        History = history;
    }

    /// <summary>The mParticle id.</summary>
    public long Mpid { get; }

    /// <summary><c>production</c> or <c>development</c>; mParticle does not mix the two.</summary>
    public string Environment { get; }

    /// <summary>The attributes by name, with their values as they were sent.</summary>
    public IReadOnlyDictionary<string, JsonElement> Attributes { get; }

    /// <summary>The changes, oldest first; of each attribute the last 50 are kept.</summary>
    public IReadOnlyList<AttributeChange> History { get; }
}
