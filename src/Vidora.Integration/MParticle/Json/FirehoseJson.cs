using System.Runtime.CompilerServices;
using System.Text.Json;
using Vidora.Integration.Json;
using Vidora.Integration.MParticle.Firehose;

namespace Vidora.Integration.MParticle.Json;

/// <summary>
/// Reads messages of the Firehose partner protocol (mParticle Firehose 3.2). Unknown fields are skipped, of a name that comes
/// twice the last value counts, and <c>type</c> may stand anywhere.
/// </summary>
internal static class FirehoseJson
{
    private static readonly Utf8Names _environment = new(
        "is_debug",
        "client_ip_address",
        "sdk_version");

    /// <summary>Returns whether a document is an object with a <c>type</c> that ends in <c>_request</c>. Never throws.</summary>
    /// <param name="utf8Json">One JSON document. A document that is not valid up to the type is no message.</param>
    public static bool IsMessage(ReadOnlySpan<byte> utf8Json)
    {
        // Most batches hold neither, so that their structure need not be read.
        if (utf8Json.IndexOf("_request\""u8) < 0 && utf8Json.IndexOf("\\u00"u8) < 0)
        {
            return false;
        }

        var cursor = JsonCursor.Open(utf8Json, MParticleReadLimits.GreatestDepth);
        try
        {
            if (!cursor.IsObject)
            {
                return false;
            }

            for (var more = cursor.EnterObject(); more; more = cursor.NextMember())
            {
                var name = cursor.TakeName(out var hasEscapes);
                var value = cursor.TakeValue();
                if (FirehoseRequest.Wire.All.Names.Find(name, hasEscapes) == FirehoseRequest.Fields.Type
                    && !value.IsAbsent
                    && IsRequestType(JsonToken.At(utf8Json, value)))
                {
                    return true;
                }
            }
        }
        catch (JsonException)
        {
            return false;
        }

        return false;
    }

    /// <summary>Reads one message. It keeps the memory, which must not change.</summary>
    /// <param name="utf8Json">One JSON object, UTF-8.</param>
    /// <param name="limits">The limits. Default: <see cref="MParticleReadLimits.Default"/>.</param>
    /// <returns>The message, as the model of its type.</returns>
    /// <exception cref="MParticleFormatException">Throws when it is not a Firehose message, or its type is not known.</exception>
    public static FirehoseRequest ReadRequest(ReadOnlyMemory<byte> utf8Json, MParticleReadLimits? limits = null)
    {
        var cursor = JsonDocuments.Open(utf8Json.Span, limits ?? MParticleReadLimits.Default);
        try
        {
            var request = ReadRequest(ref cursor, new JsonSource(utf8Json));
            cursor.CheckEnd();
            return request;
        }
        catch (Exception e) when (e is JsonException or MParticleFormatException)
        {
            throw JsonDocuments.Unreadable(e, utf8Json.Span, limits ?? MParticleReadLimits.Default);
        }
    }

    private static FirehoseRequest ReadRequest(ref JsonCursor cursor, JsonSource source)
    {
        // The type may come last, so a message is first read as an event processing request.
        var start = cursor.Position;
        var names = FirehoseRequest.Wire.All.Names;
        MParticleEvent[]? events = null;
        MParticleDeviceInfo? device = null;
        MParticleApplicationInfo? application = null;
        var positions = new JsonPosition[MParticleBatch.Fields.Count];
        var envelope = default(EnvelopeFields);
        var environment = default(EnvironmentFields);
        for (var more = cursor.EnterObject(); more; more = cursor.NextMember())
        {
            var name = cursor.TakeName(out var hasEscapes);
            var envelopeField = names.Find(name, hasEscapes);
            var field = MParticleBatch.Wire.All.Names.Find(name, hasEscapes);
            var position = cursor.Value;
            switch (field)
            {
                case MParticleBatch.Fields.Events:
                    events = FirehoseEvents.Read(ref cursor, source);
                    break;
                case MParticleBatch.Fields.DeviceInfo when cursor.IsObject:
                    device = new MParticleDeviceInfo();
                    application = new MParticleApplicationInfo();
                    environment = default;
                    ReadEnvironment(ref cursor, source, device, application, ref environment);
                    break;
                case MParticleBatch.Fields.DeviceInfo:
                    device = null;
                    application = null;
                    environment = default;
                    position = cursor.TakeValue();
                    break;
                default:
                    position = cursor.TakeValue();
                    break;
            }

            if (envelopeField >= 0)
            {
                envelope[envelopeField] = position;
            }

            if (field >= 0)
            {
                positions[field] = position;
            }
        }

        var batch = new MParticleBatch(source, positions) { Events = events ?? [], DeviceInfo = device, ApplicationInfo = application };
        var request = Create(source.At(envelope[FirehoseRequest.Fields.Type]), batch);
        if (request is not EventProcessingRequest)
        {
            request.Read(source, start);
            return request;
        }

        request.Attach(source);
        ((ReadOnlySpan<JsonPosition>)envelope).CopyTo(request.Positions);
        Translate(batch, source, environment);
        return request;
    }

    private static FirehoseRequest Create(JsonToken type, MParticleBatch batch) =>
        type.GetText()?.ToLowerInvariant() switch
        {
            "event_processing_request" => new EventProcessingRequest { Batch = batch },
            "module_registration_request" => new ModuleRegistrationRequest(),
            "audience_subscription_request" => new AudienceSubscriptionRequest(),
            "audience_membership_change_request" => new AudienceMembershipChangeRequest(),
            "dsr_processing_request" => new DsrProcessingRequest(),
            null => throw new MParticleFormatException("this is not a Firehose message: it has no \"type\"."),
            _ => throw new MParticleFormatException(
                "the \"type\" of this Firehose message is not known; known are event_processing_request, module_registration_request, "
                + "audience_subscription_request, audience_membership_change_request and dsr_processing_request."),
        };

    /// <summary>Takes the fields of <c>runtime_environment</c>: those of the device, the app and some of the batch.</summary>
    private static void ReadEnvironment(
        ref JsonCursor cursor, JsonSource source, MParticleDeviceInfo device, MParticleApplicationInfo application, ref EnvironmentFields environment)
    {
        device.Reattach(source);
        application.Reattach(source);
        for (var more = cursor.EnterObject(); more; more = cursor.NextMember())
        {
            var name = cursor.TakeName(out var hasEscapes);
            var position = cursor.TakeValue();
            var deviceField = device.FieldNames.Find(name, hasEscapes);
            if (deviceField >= 0)
            {
                // Most fields; none of their names is a field of the app or the batch.
                device.Positions[deviceField] = position;
                continue;
            }

            var applicationField = application.FieldNames.Find(name, hasEscapes);
            var field = _environment.Find(name, hasEscapes);
            if (applicationField >= 0)
            {
                application.Positions[applicationField] = position;
            }

            if (field >= 0)
            {
                environment[field] = position;
            }
        }
    }

    /// <summary>Translates the words and places of Firehose into those of the models.</summary>
    private static void Translate(MParticleBatch batch, JsonSource source, in EnvironmentFields environment)
    {
        var positions = batch.Positions;
        if (source.At(environment[EnvironmentFields.IsDebug]).GetBoolean() == true)
        {
            positions[MParticleBatch.Fields.Environment] = JsonConstants.Development;
        }

        if (!environment[EnvironmentFields.IpAddress].IsAbsent)
        {
            positions[MParticleBatch.Fields.IpAddress] = environment[EnvironmentFields.IpAddress];
        }

        if (!environment[EnvironmentFields.SdkVersion].IsAbsent)
        {
            positions[MParticleBatch.Fields.SdkVersion] = environment[EnvironmentFields.SdkVersion];
        }

        // Data of a feed has no device; mParticle sends the platform unknown (captures).
        if (batch.DeviceInfo is { } device
            && device.Platform == MParticlePlatform.Unknown
            && string.Equals(batch.SourceChannel, "partner", StringComparison.OrdinalIgnoreCase))
        {
            device.Positions[MParticleDeviceInfo.Fields.Platform] = JsonConstants.DataFeed;
        }
    }

    private static bool IsRequestType(JsonToken type)
    {
        if (type.Shape != JsonTokenShape.Text)
        {
            return false;
        }

        return type.HasEscapes
            ? JsonText.Decode(type.Inner).EndsWith("_request", StringComparison.Ordinal)
            : type.Inner.EndsWith("_request"u8);
    }

    [InlineArray(FirehoseRequest.Fields.Count)]
    private struct EnvelopeFields
    {
        private JsonPosition _first;
    }

    [InlineArray(Count)]
    private struct EnvironmentFields
    {
        internal const int IsDebug = 0;
        internal const int IpAddress = 1;
        internal const int SdkVersion = 2;
        private const int Count = 3;

        private JsonPosition _first;
    }
}
