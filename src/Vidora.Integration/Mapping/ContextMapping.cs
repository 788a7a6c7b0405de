using System.Text;
using Vidora.Integration.Json;
using Vidora.Integration.MParticle;
using App = Vidora.Integration.MParticle.MParticleApplicationInfo.Wire;
using Batch = Vidora.Integration.MParticle.MParticleBatch.Fields;
using Device = Vidora.Integration.MParticle.MParticleDeviceInfo.Wire;

namespace Vidora.Integration.Mapping;

/// <summary>Writes the context that all events of a batch share; README, "Context".</summary>
internal static class ContextMapping
{
    public static readonly FieldName Platform = "platform";
    public static readonly FieldName Environment = "environment";

    public static readonly FieldTable Application = new(
        "application_info",
        (App.Name, "app_name"),
        (App.Version, "app_version"),
        (App.BuildNumber, "app_build_number"),
        (App.Package, "app_package"));

    /// <summary>The allow-list. A field of the device that is not listed is not forwarded.</summary>
    public static readonly FieldTable DeviceInfo = new(
        "device_info",
        (Device.Brand, "device_brand"),
        (Device.Product, "device_product"),
        (Device.Manufacturer, "device_manufacturer"),
        (Device.Model, "device_model"),
        (Device.OsVersion, "device_os_version"),
        (Device.ScreenHeight, "device_screen_height"),
        (Device.ScreenWidth, "device_screen_width"),
        (Device.ScreenDpi, "device_screen_dpi"),
        (Device.Country, "device_country"),
        (Device.LocaleLanguage, "device_locale_language"),
        (Device.LocaleCountry, "device_locale_country"),
        (Device.NetworkCountry, "device_network_country"),
        (Device.NetworkCarrier, "device_network_carrier"),
        (Device.TimezoneOffset, "device_timezone_offset"),
        (Device.CpuArchitecture, "device_cpu_architecture"),
        (Device.RadioAccessTechnology, "device_radio_access_technology"),
        (Device.IsTablet, "device_is_tablet"),
        (Device.IsDst, "device_is_dst"),
        (Device.LimitAdTracking, "device_limit_ad_tracking"),
        (Device.AttAuthorizationStatus, "device_att_authorization_status"));

    /// <summary>The fields of the device that <see cref="VidoraMappingOptions.ExcludePersonalData"/> leaves out.</summary>
    public static readonly FieldTable ExcludableDeviceInfo = new("device_info", (Device.HttpHeaderUserAgent, "user_agent"));

    public static readonly FieldTable Source = new(
        "source_info",
        (MParticleSourceInfo.Wire.Channel, "source_channel"),
        (MParticleSourceInfo.Wire.IsHistorical, "is_historical"));

    public static readonly FieldName IsReplay = "is_replay";

    /// <summary>The field of a batch without the channel in its source, such as a message of Firehose.</summary>
    public static readonly FieldTable Channel = new("", (MParticleBatch.Wire.SourceChannel, "source_channel"));

    public static readonly FieldTable Attribution = new(
        "attribution_info",
        (MParticleAttributionInfo.Wire.ServiceProvider, "attribution_service"),
        (MParticleAttributionInfo.Wire.Publisher, "attribution_publisher"),
        (MParticleAttributionInfo.Wire.Campaign, "attribution_campaign"));

    /// <summary>The name of a flat consent to the GDPR without a purpose.</summary>
    public static readonly FieldName FlatGdprConsent = "consent_gdpr";

    public static IEnumerable<FieldName> Names =>
    [
        Platform, Environment, .. Source.Names, IsReplay, .. Attribution.Names, .. Application.Names, .. DeviceInfo.Names, .. ExcludableDeviceInfo.Names,
        FlatGdprConsent,
    ];

    /// <summary>Returns the platform of the device, or without one the operating system of the app.</summary>
    public static (string Word, JsonPosition Position) PlatformOf(MParticleBatch batch)
    {
        if (batch.DeviceInfo is { Platform: { } platform } device)
        {
            return (platform.Value, device.Positions[MParticleDeviceInfo.Fields.Platform]);
        }

        return batch.ApplicationInfo is { } app && Words.Platform.Find(app[MParticleApplicationInfo.Fields.Os]) is { } os
            ? (os, app.Positions[MParticleApplicationInfo.Fields.Os])
            : (MParticlePlatform.Unknown.Value, default);
    }

    public static void Write(
        MParticleBatch batch, (string Word, JsonPosition Position) platform, bool withEnvironment, bool excludePersonalData, EventWriter events)
    {
        var writer = events.Context;
        var json = batch.Json;
        var positions = batch.Positions;
        writer.Word(Platform, platform.Word, platform.Position);
        if (withEnvironment)
        {
            writer.Word(Environment, batch.Environment.Value, positions[Batch.Environment]);
        }

        if (batch.ApplicationInfo is { } application)
        {
            Application.Write(application, writer);
        }
        else
        {
            writer.ReportUnlessObject(json, positions[Batch.ApplicationInfo], "application_info");
        }

        if (batch.DeviceInfo is { } device)
        {
            DeviceInfo.Write(device, writer);
            if (!excludePersonalData)
            {
                ExcludableDeviceInfo.Write(device, writer);
            }
        }
        else
        {
            writer.ReportUnlessObject(json, positions[Batch.DeviceInfo], "device_info");
        }

        WriteSource(batch, events);
        WriteConsent(json, positions[Batch.ConsentState], events);
        WriteUserAttributes(json, positions[Batch.UserAttributes], excludePersonalData, nullIsTag: true, writer);
        WriteUserAttributes(json, positions[Batch.UserAttributeLists], excludePersonalData, nullIsTag: false, writer);
    }

    private static void WriteSource(MParticleBatch batch, EventWriter events)
    {
        var writer = events.Context;
        var source = events.SourceInfo;
        var hasChannel = false;
        if (batch.TryRead(Batch.SourceInfo, source))
        {
            hasChannel = source[MParticleSourceInfo.Fields.Channel].HasText;
            Source.Write(source, writer);
            var replay = source[MParticleSourceInfo.Fields.ReplayRequestId].HasText ? MParticleSourceInfo.Fields.ReplayRequestId : MParticleSourceInfo.Fields.ReplayJobId;
            if (source[replay].HasText)
            {
                writer.Boolean(IsReplay, true, source.Positions[replay]);
            }
        }
        else
        {
            writer.ReportUnlessObject(batch.Json, batch.Positions[Batch.SourceInfo], "source_info");
        }

        if (!hasChannel)
        {
            Channel.Write(batch, writer);
        }

        if (batch.TryRead(Batch.AttributionInfo, events.AttributionInfo))
        {
            Attribution.Write(events.AttributionInfo, writer);
        }
        else
        {
            writer.ReportUnlessObject(batch.Json, batch.Positions[Batch.AttributionInfo], "attribution_info");
        }
    }

    private static void WriteConsent(ReadOnlySpan<byte> json, JsonPosition state, EventWriter events)
    {
        var writer = events.Context;
        writer.ReportUnlessObject(json, state, "consent_state");
        if (state.IsAbsent || json[state.Start] != (byte)'{')
        {
            return;
        }

        var cursor = new JsonCursor(json, state);
        var last = MParticleConsentState.Wire.All.Names.Start;
        for (var more = cursor.EnterObject(); more; more = cursor.NextMember())
        {
            switch (cursor.TakeName(MParticleConsentState.Wire.All.Names, ref last))
            {
                case MParticleConsentState.Fields.Gdpr:
                    WriteRegulation(json, ref cursor, NamePrefix.Gdpr, "consent_state.gdpr", events);
                    break;
                case MParticleConsentState.Fields.Ccpa:
                    WriteRegulation(json, ref cursor, NamePrefix.Ccpa, "consent_state.ccpa", events);
                    break;
                default:
                    cursor.TakeValue();
                    break;
            }
        }
    }

    private static void WriteRegulation(ReadOnlySpan<byte> json, ref JsonCursor cursor, NamePrefix prefix, string path, EventWriter events)
    {
        var writer = events.Context;
        writer.ReportUnlessObject(json, cursor.Value, path);
        if (MParticleConsentState.IsFlat(cursor))
        {
            // A GDPR consent without a purpose is named after the regulation.
            var consented = Consented(json, ref cursor, events, out var purpose);
            var isNamed = purpose.HasText;
            if (isNamed || prefix == NamePrefix.Ccpa)
            {
                writer.Boolean(prefix, isNamed ? purpose.Inner : MParticleConsentState.CcpaPurpose, isNamed && purpose.HasEscapes, json, consented, path);
            }
            else if (!consented.IsAbsent)
            {
                writer.Field(FlatGdprConsent, FieldKind.Boolean, json, consented, path);
            }
        }
        else if (cursor.IsObject)
        {
            for (var more = cursor.EnterObject(); more; more = cursor.NextMember())
            {
                var purpose = cursor.TakeName(out var hasEscapes);
                writer.Boolean(prefix, purpose, hasEscapes, json, Consented(json, ref cursor, events, out _), path);
            }
        }
        else
        {
            cursor.TakeValue();
        }
    }

    /// <summary>Returns the answer and the purpose of the consent at the cursor; absent when that is no object.</summary>
    private static JsonPosition Consented(ReadOnlySpan<byte> json, ref JsonCursor cursor, EventWriter events, out JsonToken purpose)
    {
        JsonPosition consented = default;
        purpose = default;
        if (!cursor.IsObject)
        {
            cursor.TakeValue();
            return consented;
        }

        var last = MParticleConsent.Wire.All.Names.Start;
        for (var more = cursor.EnterObject(); more; more = cursor.NextMember())
        {
            var field = cursor.TakeName(MParticleConsent.Wire.All.Names, ref last);
            var value = cursor.TakeValue();
            if (field == MParticleConsent.Fields.Consented)
            {
                consented = value;
            }
            else if (field == MParticleConsent.Fields.Purpose && !value.IsAbsent)
            {
                purpose = JsonToken.At(json, value);
            }
            else if (field == MParticleConsent.Fields.HardwareId && !value.IsAbsent)
            {
                events.Identifiers.Add(JsonToken.At(json, value));
            }
        }

        return consented;
    }

    private static void WriteUserAttributes(ReadOnlySpan<byte> json, JsonPosition attributes, bool excludePersonalData, bool nullIsTag, FieldWriter writer)
    {
        writer.ReportUnlessObject(json, attributes, "user_attributes");
        var cursor = new JsonCursor(json, attributes);
        for (var more = cursor.IsObject && cursor.EnterObject(); more; more = cursor.NextMember())
        {
            var nameStart = cursor.Position + 1;
            var name = cursor.TakeName(out var escaped);
            var start = cursor.Position;
            var value = cursor.TakeValue();
            var plain = escaped ? Encoding.UTF8.GetBytes(JsonText.Decode(name)) : name;
            var isReserved = PersonalData.IsReserved(plain);
            if ((isReserved && excludePersonalData) || PersonalData.IsPrediction(plain))
            {
                continue;
            }

            // The names that begin with a dollar sign and are reserved are ASCII.
            var dollar = name is [(byte)'$', ..] ? 1 : 0;
            if (escaped || (isReserved && dollar == 0)
                || !writer.TryCopy(NamePrefix.User, json, nameStart + dollar, name.Length - dollar, start, value, isLower: isReserved))
            {
                WriteChanged(name, escaped, isReserved, json[start..cursor.Position], start, nullIsTag, writer);
            }
        }
    }

    /// <summary>Writes a user attribute whose name or value is not only copied.</summary>
    private static void WriteChanged(ReadOnlySpan<byte> name, bool escaped, bool isReserved, ReadOnlySpan<byte> value, int start, bool nullIsTag, FieldWriter writer)
    {
        var forwarded = writer.Scratch;
        forwarded.Clear();
        if (escaped || isReserved)
        {
            var text = JsonText.Decode(name);
            writer.ReportIfRepaired(name, "user_attributes");
            JsonText.AppendEscaped(forwarded, isReserved ? text.ToLowerInvariant() : text);
        }
        else
        {
            forwarded.Append(name);
        }

        var withoutDollar = forwarded.Written is [(byte)'$', .. var rest] ? rest : forwarded.Written;
        writer.Attribute(NamePrefix.User, withoutDollar, escaped, value, JsonPosition.At(start), "user_attributes", nullIsTag);
    }
}
