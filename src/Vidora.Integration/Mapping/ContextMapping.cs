using System.Text;
using Vidora.Integration.Json;
using Vidora.Integration.MParticle;
using App = Vidora.Integration.MParticle.MParticleApplicationInfo.Fields;
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

    public static void Write(MParticleBatch batch, string platform, bool withEnvironment, bool excludePersonalData, FieldWriter writer)
    {
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
            writer.ReportUnlessObject(batch[MParticleBatch.Fields.ApplicationInfo], "application_info");
        }

        if (batch.DeviceInfo is { } device)
        {
            FieldCopy.All(_device, device, writer);
            if (!excludePersonalData)
            {
                writer.Text(Fields.UserAgent, device[Device.HttpHeaderUserAgent], "device_info.http_header_user_agent");
            }
        }
        else
        {
            writer.ReportUnlessObject(batch[MParticleBatch.Fields.DeviceInfo], "device_info");
        }

        WriteConsent(batch[MParticleBatch.Fields.ConsentState], writer);
        WriteUserAttributes(batch[MParticleBatch.Fields.UserAttributes], excludePersonalData, writer);
        WriteUserAttributes(batch[MParticleBatch.Fields.UserAttributeLists], excludePersonalData, writer);
    }

    private static void WriteConsent(in JsonToken state, FieldWriter writer)
    {
        writer.ReportUnlessObject(state, "consent_state");
        var regulations = state.Members;
        while (regulations.MoveNext())
        {
            var end = MParticleConsentState.Find(regulations.NameHasEscapes ? Unescaped(regulations.Name) : regulations.Name) switch
            {
                MParticleConsentState.Fields.Gdpr => WriteRegulation("consent_gdpr_"u8, default, regulations.Value, "consent_state.gdpr", writer),
                MParticleConsentState.Fields.Ccpa => WriteRegulation(
                    "consent_ccpa_"u8, MParticleConsentState.CcpaPurpose, regulations.Value, "consent_state.ccpa", writer),
                _ => 0,
            };
            if (end > 0)
            {
                regulations.EndValue(end);
            }
        }
    }

    /// <summary>Writes the consents of a regulation and says how long it is.</summary>
    private static int WriteRegulation(ReadOnlySpan<byte> prefix, ReadOnlySpan<byte> flatPurpose, in JsonToken regulation, string path, FieldWriter writer)
    {
        writer.ReportUnlessObject(regulation, path);
        if (MParticleConsentState.IsFlat(regulation))
        {
            // Without a purpose the name is that of the regulation: consent_gdpr.
            var isNamed = !flatPurpose.IsEmpty;
            writer.Boolean(isNamed ? prefix : prefix[..8], isNamed ? flatPurpose : prefix[8..^1], false, Consented(regulation, out _), path);
            return 0;
        }

        var purposes = regulation.Members;
        while (purposes.MoveNext())
        {
            var consented = Consented(purposes.Value, out var length);
            writer.Boolean(prefix, purposes.Name, purposes.NameHasEscapes, consented, path);
            if (length > 0)
            {
                purposes.EndValue(length);
            }
        }

        return purposes.End;
    }

    private static JsonToken Consented(in JsonToken consent, out int length)
    {
        JsonToken consented = default;
        var members = consent.Members;
        while (members.MoveNext())
        {
            if ((members.NameHasEscapes ? Unescaped(members.Name) : members.Name).SequenceEqual("consented"u8))
            {
                consented = members.Value;
            }
        }

        length = members.End;
        return consented;
    }

    private static ReadOnlySpan<byte> Unescaped(ReadOnlySpan<byte> name) => Encoding.UTF8.GetBytes(JsonText.Decode(name));

    private static void WriteUserAttributes(in JsonToken attributes, bool excludePersonalData, FieldWriter writer)
    {
        writer.ReportUnlessObject(attributes, "user_attributes");
        var members = attributes.Members;
        while (members.MoveNext())
        {
            var name = members.Name;
            if (name.IsEmpty || (name[0] != (byte)'$' && name[0] != (byte)'\\' && (name[0] | 0x20) != (byte)'r'))
            {
                writer.Attribute("user_"u8, name, members.NameHasEscapes, members.Value, "user_attributes");
                continue;
            }

            WriteSpecial(name, members.NameHasEscapes, members.Value, excludePersonalData, writer);
        }
    }

    /// <summary>An attribute whose name may be reserved, or a prediction's, or begins with a dollar sign.</summary>
    private static void WriteSpecial(ReadOnlySpan<byte> name, bool escaped, in JsonToken value, bool excludePersonalData, FieldWriter writer)
    {
        var plain = escaped ? Unescaped(name) : name;
        var reserved = PersonalData.IsReserved(plain);
        if ((reserved && excludePersonalData) || PersonalData.IsPrediction(plain))
        {
            return;
        }

        if (!reserved && !escaped)
        {
            writer.Attribute("user_"u8, name is [(byte)'$', .. var rest] ? rest : name, nameHasEscapes: false, value, "user_attributes");
            return;
        }

        var lower = writer.Scratch;
        lower.Clear();
        if (!escaped && Ascii.IsValid(name))
        {
            Ascii.ToLower(name, lower.Free(name.Length), out var written);
            lower.Advance(written);
        }
        else
        {
            var text = JsonText.Decode(name);
            writer.ReportIfRepaired(name, "user_attributes");
            JsonText.AppendEscaped(lower, reserved ? text.ToLowerInvariant() : text);
        }

        writer.Attribute("user_"u8, lower.Written is [(byte)'$', .. var end] ? end : lower.Written, escaped, value, "user_attributes");
    }
}
