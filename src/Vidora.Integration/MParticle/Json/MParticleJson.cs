using System.Buffers;
using System.Text.Json;
using Vidora.Integration.Json;
using Vidora.Integration.MParticle.Json;
using Vidora.Integration.MParticle;

namespace Vidora.Integration;

/// <summary>
/// Reads a batch of the Events API or of an outbound connection (mParticle JSON reference). Takes ids and numbers as text, both
/// forms of identities and consent, duplicate names (the last value counts), <c>event_type</c> before, after or inside of
/// <c>data</c>, nulls and unknown fields. For inputs of several documents see <see cref="MParticleDocuments"/>.
/// </summary>
public static class MParticleJson
{
    /// <summary>A bit for each field that only a batch has. An object without any of them, such as a single event, is no batch.</summary>
    private static readonly ulong _telling = Bits(
    [
        MParticleBatch.Fields.Events, MParticleBatch.Fields.Mpid, MParticleBatch.Fields.UserAttributes,
        MParticleBatch.Fields.DeletedUserAttributes, MParticleBatch.Fields.UserIdentities, MParticleBatch.Fields.DeviceInfo,
        MParticleBatch.Fields.ApplicationInfo, MParticleBatch.Fields.SourceInfo, MParticleBatch.Fields.Environment,
        MParticleBatch.Fields.ConsentState, MParticleBatch.Fields.SystemNotifications, MParticleBatch.Fields.Context,
        MParticleBatch.Fields.BatchId, MParticleBatch.Fields.SourceRequestId, MParticleBatch.Fields.PartnerIdentities,
        MParticleBatch.Fields.IntegrationAttributes, MParticleBatch.Fields.SchemaVersion, MParticleBatch.Fields.IpAddress,
        MParticleBatch.Fields.MParticleDeviceId, MParticleBatch.Fields.ApiKey, MParticleBatch.Fields.AttributionInfo,
    ]);

    private static readonly Utf8Names _eventFields = new("data", "event_type");

    /// <summary>Reads one batch. It keeps the memory, which must not change.</summary>
    /// <param name="utf8Json">One JSON object, UTF-8.</param>
    /// <param name="limits">The limits. Default: <see cref="MParticleReadLimits.Default"/>.</param>
    /// <exception cref="MParticleFormatException">Throws when it is not one batch.</exception>
    public static MParticleBatch ReadBatch(ReadOnlyMemory<byte> utf8Json, MParticleReadLimits? limits = null)
    {
        var cursor = JsonDocuments.Open(utf8Json.Span, limits ?? MParticleReadLimits.Default);
        try
        {
            var batch = ReadBatch(ref cursor, new JsonSource(utf8Json), out _);
            cursor.CheckEnd();
            return batch;
        }
        catch (Exception e) when (e is JsonException or MParticleFormatException)
        {
            throw JsonDocuments.Unreadable(e, utf8Json.Span, limits ?? MParticleReadLimits.Default);
        }
    }

    /// <summary>Reads one batch from a copy of the given bytes.</summary>
    /// <param name="utf8Json">One JSON object, UTF-8.</param>
    /// <param name="limits">The limits. Default: <see cref="MParticleReadLimits.Default"/>.</param>
    /// <exception cref="MParticleFormatException">Throws when it is not one batch.</exception>
    public static MParticleBatch ReadBatch(ReadOnlySpan<byte> utf8Json, MParticleReadLimits? limits = null)
    {
        JsonDocuments.CheckSize(utf8Json.Length, limits ?? MParticleReadLimits.Default);
        return ReadBatch((ReadOnlyMemory<byte>)utf8Json.ToArray(), limits);
    }

    /// <summary>Reads one batch from a copy of the given bytes.</summary>
    /// <param name="utf8Json">One JSON object, UTF-8.</param>
    /// <param name="limits">The limits. Default: <see cref="MParticleReadLimits.Default"/>.</param>
    /// <exception cref="MParticleFormatException">Throws when it is not one batch.</exception>
    public static MParticleBatch ReadBatch(ReadOnlySequence<byte> utf8Json, MParticleReadLimits? limits = null)
    {
        JsonDocuments.CheckSize(utf8Json.Length, limits ?? MParticleReadLimits.Default);
        return ReadBatch((ReadOnlyMemory<byte>)utf8Json.ToArray(), limits);
    }

    /// <summary>Reads the batch under the cursor and moves behind it.</summary>
    /// <param name="cursor">On the batch.</param>
    /// <param name="source">The document.</param>
    /// <param name="hasOthers">Whether it has members that a batch does not have, such as the type of a Firehose message.</param>
    /// <exception cref="JsonException">Throws when it is not JSON.</exception>
    /// <exception cref="MParticleFormatException">Throws when it is not a batch.</exception>
    internal static MParticleBatch ReadBatch(ref JsonCursor cursor, JsonSource source, out bool hasOthers)
    {
        MParticleEvent[]? events = null;
        MParticleDeviceInfo? device = null;
        MParticleApplicationInfo? application = null;
        var names = MParticleBatch.Wire.All.Names;

        // The batch keeps the array. One on the stack would keep the JIT from optimising this loop by its profile.
        var positions = new JsonPosition[MParticleBatch.Fields.Count];
        var seen = 0UL;
        var empty = true;
        hasOthers = false;
        var last = names.Start;
        for (var more = cursor.EnterObject(); more; more = cursor.NextMember())
        {
            empty = false;
            var field = cursor.TakeName(names, ref last);
            var position = cursor.Value;
            switch (field)
            {
                case MParticleBatch.Fields.Events:
                    events = JsonDocuments.ReadEvents(ref cursor, source, ReadEvent);
                    break;
                case MParticleBatch.Fields.DeviceInfo:
                    device = JsonDocuments.ReadObject(ref cursor, source, new MParticleDeviceInfo());
                    break;
                case MParticleBatch.Fields.ApplicationInfo:
                    application = JsonDocuments.ReadObject(ref cursor, source, new MParticleApplicationInfo());
                    break;
                default:
                    position = cursor.TakeValue();
                    break;
            }

            if (field >= 0)
            {
                seen |= 1UL << field;
                positions[field] = position;
            }
            else
            {
                hasOthers = true;
            }
        }

        if (!empty && (seen & _telling) == 0)
        {
            throw new MParticleFormatException("this is not an mParticle batch: it has none of a batch's fields, such as \"mpid\" or \"events\".");
        }

        return new MParticleBatch(source, positions) { Events = events ?? [], DeviceInfo = device, ApplicationInfo = application };
    }

    private static ulong Bits(ReadOnlySpan<int> fields)
    {
        var bits = 0UL;
        foreach (var field in fields)
        {
            bits |= 1UL << field;
        }

        return bits;
    }

    private static MParticleEvent ReadEvent(ref JsonCursor cursor, JsonSource source, ref EventFields found)
    {
        var start = cursor.Position;
        var type = default(JsonPosition);
        var hasData = false;
        var last = _eventFields.Start;
        if (!cursor.IsObject)
        {
            cursor.TakeValue();
            return JsonDocuments.Unknown(null, start, source, found);
        }

        for (var more = cursor.EnterObject(); more; more = cursor.NextMember())
        {
            var field = cursor.TakeName(_eventFields, ref last);
            if (field == 0)
            {
                if (hasData)
                {
                    found.Clear();
                }

                hasData = true;
                if (cursor.IsObject)
                {
                    JsonDocuments.ReadEventFields(ref cursor, ref found);
                    continue;
                }
            }

            var position = cursor.TakeValue();
            if (field == 1)
            {
                type = position;
            }
        }

        // A documented sample has the type inside of the data.
        var typeName = source.At(type.IsAbsent ? found[EventNames.EventType] : type);
        if (MParticleEventTypes.Create(typeName) is not { } model)
        {
            return JsonDocuments.Unknown(typeName.GetText(), start, source, found);
        }

        model.Take(source, in found);
        return model;
    }
}
