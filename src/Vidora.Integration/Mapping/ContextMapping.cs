using System.Text;
using Vidora.Integration.Json;
using Vidora.Integration.MParticle;
using App = Vidora.Integration.MParticle.MParticleApplicationInfo.Fields;
using Batch = Vidora.Integration.MParticle.MParticleBatch.Fields;
using Device = Vidora.Integration.MParticle.MParticleDeviceInfo.Fields;

namespace Vidora.Integration.Mapping;

/// <summary>What all events of a batch say: platform, app, device, consent, user attributes.</summary>
internal static class ContextMapping
{
    private static readonly FieldCopy[] _application =
    [
        new(App.Name, Fields.AppName, FieldKind.Text, "application_info.application_name"),
        new(App.Version, Fields.AppVersion, FieldKind.Text, "application_info.application_version"),
        new(App.BuildNumber, Fields.AppBuildNumber, FieldKind.Text, "application_info.application_build_number"),
        new(App.Package, Fields.AppPackage, FieldKind.Text, "application_info.package"),
    ];

    /// <summary>An allow-list: what is not here is not forwarded.</summary>
    private static readonly FieldCopy[] _device =
    [
        new(Device.Brand, Fields.DeviceBrand, FieldKind.Text, "device_info.brand"),
        new(Device.Product, Fields.DeviceProduct, FieldKind.Text, "device_info.product"),
        new(Device.Manufacturer, Fields.DeviceManufacturer, FieldKind.Text, "device_info.device_manufacturer"),
        new(Device.Model, Fields.DeviceModel, FieldKind.Text, "device_info.device_model"),
        new(Device.OsVersion, Fields.DeviceOsVersion, FieldKind.Text, "device_info.os_version"),
        new(Device.ScreenHeight, Fields.DeviceScreenHeight, FieldKind.Number, "device_info.screen_height"),
        new(Device.ScreenWidth, Fields.DeviceScreenWidth, FieldKind.Number, "device_info.screen_width"),
        new(Device.ScreenDpi, Fields.DeviceScreenDpi, FieldKind.Number, "device_info.screen_dpi"),
        new(Device.Country, Fields.DeviceCountry, FieldKind.Text, "device_info.device_country"),
        new(Device.LocaleLanguage, Fields.DeviceLocaleLanguage, FieldKind.Text, "device_info.locale_language"),
        new(Device.LocaleCountry, Fields.DeviceLocaleCountry, FieldKind.Text, "device_info.locale_country"),
        new(Device.NetworkCountry, Fields.DeviceNetworkCountry, FieldKind.Text, "device_info.network_country"),
        new(Device.NetworkCarrier, Fields.DeviceNetworkCarrier, FieldKind.Text, "device_info.network_carrier"),
        new(Device.TimezoneOffset, Fields.DeviceTimezoneOffset, FieldKind.Number, "device_info.timezone_offset"),
        new(Device.CpuArchitecture, Fields.DeviceCpuArchitecture, FieldKind.Text, "device_info.cpu_architecture"),
        new(Device.RadioAccessTechnology, Fields.DeviceRadioAccessTechnology, FieldKind.Text, "device_info.radio_access_technology"),
        new(Device.IsTablet, Fields.DeviceIsTablet, FieldKind.Boolean, "device_info.is_tablet"),
        new(Device.IsDst, Fields.DeviceIsDst, FieldKind.Boolean, "device_info.is_dst"),
        new(Device.LimitAdTracking, Fields.DeviceLimitAdTracking, FieldKind.Boolean, "device_info.limit_ad_tracking"),
        new(Device.AttAuthorizationStatus, Fields.DeviceAttAuthorizationStatus, FieldKind.Text, "device_info.att_authorization_status"),
    ];

    /// <summary>What is left out with the personal data.</summary>
    private static readonly FieldCopy[] _personalDevice =
    [
        new(Device.HttpHeaderUserAgent, Fields.UserAgent, FieldKind.Text, "device_info.http_header_user_agent"),
    ];

    public static void Write(MParticleBatch batch, string platform, bool withEnvironment, bool excludePersonalData, FieldWriter writer)
    {
        var json = batch.Json;
        var positions = batch.Positions;
        writer.Word(Fields.Platform, platform);
        if (withEnvironment)
        {
            writer.Word(Fields.Environment, batch.Environment.Value);
        }

        if (batch.ApplicationInfo is { } application)
        {
            FieldCopy.All(_application, application, writer);
        }
        else
        {
            writer.ReportUnlessObject(json, positions[Batch.ApplicationInfo], "application_info");
        }

        if (batch.DeviceInfo is { } device)
        {
            FieldCopy.All(_device, device, writer);
            if (!excludePersonalData)
            {
                FieldCopy.All(_personalDevice, device, writer);
            }
        }
        else
        {
            writer.ReportUnlessObject(json, positions[Batch.DeviceInfo], "device_info");
        }

        WriteConsent(json, positions[Batch.ConsentState], writer);
        WriteUserAttributes(json, positions[Batch.UserAttributes], excludePersonalData, writer);
        WriteUserAttributes(json, positions[Batch.UserAttributeLists], excludePersonalData, writer);
    }

    private static void WriteConsent(ReadOnlySpan<byte> json, JsonPosition state, FieldWriter writer)
    {
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
                    WriteRegulation(json, ref cursor, NamePrefix.Gdpr, "consent_state.gdpr", writer);
                    break;
                case MParticleConsentState.Fields.Ccpa:
                    WriteRegulation(json, ref cursor, NamePrefix.Ccpa, "consent_state.ccpa", writer);
                    break;
                default:
                    cursor.TakeValue();
                    break;
            }
        }
    }

    private static void WriteRegulation(ReadOnlySpan<byte> json, ref JsonCursor cursor, NamePrefix prefix, string path, FieldWriter writer)
    {
        writer.ReportUnlessObject(json, cursor.Value, path);
        if (MParticleConsentState.IsFlat(JsonToken.At(json, cursor.Position)))
        {
            // Without a purpose the name is that of the regulation.
            var consented = Consented(ref cursor);
            if (prefix == NamePrefix.Ccpa)
            {
                writer.Boolean(prefix, MParticleConsentState.CcpaPurpose, nameHasEscapes: false, json, consented, path);
            }
            else
            {
                writer.Boolean(NamePrefix.Consent, "gdpr"u8, nameHasEscapes: false, json, consented, path);
            }
        }
        else if (cursor.IsObject)
        {
            for (var more = cursor.EnterObject(); more; more = cursor.NextMember())
            {
                var purpose = cursor.TakeName(out var hasEscapes);
                writer.Boolean(prefix, purpose, hasEscapes, json, Consented(ref cursor), path);
            }
        }
        else
        {
            cursor.TakeValue();
        }
    }

    /// <summary>What the consent says that the cursor stands on; nothing when it is no object.</summary>
    private static JsonPosition Consented(ref JsonCursor cursor)
    {
        JsonPosition consented = default;
        if (!cursor.IsObject)
        {
            cursor.TakeValue();
            return consented;
        }

        var last = MParticleConsent.Wire.All.Names.Start;
        for (var more = cursor.EnterObject(); more; more = cursor.NextMember())
        {
            var isAnswer = cursor.TakeName(MParticleConsent.Wire.All.Names, ref last) == MParticleConsent.Fields.Consented;
            var value = cursor.TakeValue();
            if (isAnswer)
            {
                consented = value;
            }
        }

        return consented;
    }

    private static ReadOnlySpan<byte> Unescaped(ReadOnlySpan<byte> name) => Encoding.UTF8.GetBytes(JsonText.Decode(name));

    private static void WriteUserAttributes(ReadOnlySpan<byte> json, JsonPosition attributes, bool excludePersonalData, FieldWriter writer)
    {
        writer.ReportUnlessObject(json, attributes, "user_attributes");
        var cursor = new JsonCursor(json, attributes);
        for (var more = cursor.IsObject && cursor.EnterObject(); more; more = cursor.NextMember())
        {
            // The name may be reserved, or a prediction's, or begin with a dollar sign.
            if (json[cursor.Position + 1] is (byte)'$' or (byte)'\\' or (byte)'r' or (byte)'R')
            {
                WriteSpecial(json, ref cursor, excludePersonalData, writer);
            }
            else
            {
                writer.Attribute(NamePrefix.User, json, ref cursor, "user_attributes");
            }
        }
    }

    private static void WriteSpecial(ReadOnlySpan<byte> json, ref JsonCursor cursor, bool excludePersonalData, FieldWriter writer)
    {
        var name = cursor.TakeName(out var escaped);
        var start = cursor.Position;
        cursor.TakeValue();
        var value = json[start..cursor.Position];
        if (!escaped && name[0] == (byte)'$' && PersonalData.FindReserved(name) is >= 0 and var known)
        {
            if (!excludePersonalData)
            {
                writer.Attribute(NamePrefix.User, PersonalData.ForwardedName(known), nameHasEscapes: false, value, "user_attributes");
            }

            return;
        }

        var plain = escaped ? Unescaped(name) : name;
        var reserved = PersonalData.IsReserved(plain);
        if ((reserved && excludePersonalData) || PersonalData.IsPrediction(plain))
        {
            return;
        }

        if (!reserved && !escaped)
        {
            var rest = name[0] == (byte)'$' ? name[1..] : name;
            writer.Attribute(NamePrefix.User, rest, nameHasEscapes: false, value, "user_attributes");
            return;
        }

        var lower = writer.Scratch;
        lower.Clear();
        if (!escaped && Ascii.IsValid(name))
        {
            Ascii.ToLower(name, lower.Free(name.Length), out var count);
            lower.Advance(count);
        }
        else
        {
            var text = JsonText.Decode(name);
            writer.ReportIfRepaired(name, "user_attributes");
            JsonText.AppendEscaped(lower, reserved ? text.ToLowerInvariant() : text);
        }

        var written = lower.Written is [(byte)'$', .. var withoutDollar] ? withoutDollar : lower.Written;
        writer.Attribute(NamePrefix.User, written, escaped, value, "user_attributes");
    }
}
