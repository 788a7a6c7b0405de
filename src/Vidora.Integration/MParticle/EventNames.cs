using System.Text;
using Vidora.Integration.Json;

namespace Vidora.Integration.MParticle;

/// <summary>
/// Numbers the field names of all event types. An event is read under these numbers, because its type is often its last
/// member; then its model takes the values that it knows.
/// </summary>
internal static class EventNames
{
    /// <summary>The number of <c>event_type</c>.</summary>
    public const int EventType = 0;

    /// <summary>The number of <c>type</c>.</summary>
    public const int Type = 1;

    private static readonly string[] _names =
    [
        .. ((string[])["event_type", "type"]).Concat(MParticleEventTypes.Fields.SelectMany(type => type).SelectMany(field => field.Names.Split('|'))).Distinct(),
    ];

    public static Utf8Names All { get; } = new(_names);

    /// <summary>Returns a model's field for each name of <see cref="All"/>; -1 where the model has none.</summary>
    public static int[] Map(Utf8Names fields) => [.. _names.Select(name => fields.Find(Encoding.UTF8.GetBytes(name)))];
}
