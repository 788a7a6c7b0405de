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
        new(App.Name, "app_name", FieldKind.Text, "application_info.application_name"),
        new(App.Version, "app_version", FieldKind.Text, "application_info.application_version"),
        new(App.BuildNumber, "app_build_number", FieldKind.Text, "application_info.application_build_number"),
        new(App.Package, "app_package", FieldKind.Text, "application_info.package"),
    ];

    /// <summary>An allow-list: what is not here is not forwarded.</summary>
    private static readonly FieldCopy[] _device =
    [
        new(Device.Brand, "device_brand", FieldKind.Text, "device_info.brand"),
        new(Device.Product, "device_product", FieldKind.Text, "device_info.product"),
        new(Device.Manufacturer, "device_manufacturer", FieldKind.Text, "device_info.device_manufacturer"),
        new(Device.Model, "device_model", FieldKind.Text, "device_info.device_model"),
        new(Device.OsVersion, "device_os_version", FieldKind.Text, "device_info.os_version"),
        new(Device.ScreenHeight, "device_screen_height", FieldKind.Number, "device_info.screen_height"),
        new(Device.ScreenWidth, "device_screen_width", FieldKind.Number, "device_info.screen_width"),
        new(Device.ScreenDpi, "device_screen_dpi", FieldKind.Number, "device_info.screen_dpi"),
        new(Device.Country, "device_country", FieldKind.Text, "device_info.device_country"),
        new(Device.LocaleLanguage, "device_locale_language", FieldKind.Text, "device_info.locale_language"),
        new(Device.LocaleCountry, "device_locale_country", FieldKind.Text, "device_info.locale_country"),
        new(Device.NetworkCountry, "device_network_country", FieldKind.Text, "device_info.network_country"),
        new(Device.NetworkCarrier, "device_network_carrier", FieldKind.Text, "device_info.network_carrier"),
        new(Device.TimezoneOffset, "device_timezone_offset", FieldKind.Number, "device_info.timezone_offset"),
        new(Device.CpuArchitecture, "device_cpu_architecture", FieldKind.Text, "device_info.cpu_architecture"),
        new(Device.RadioAccessTechnology, "device_radio_access_technology", FieldKind.Text, "device_info.radio_access_technology"),
        new(Device.IsTablet, "device_is_tablet", FieldKind.Boolean, "device_info.is_tablet"),
        new(Device.IsDst, "device_is_dst", FieldKind.Boolean, "device_info.is_dst"),
        new(Device.LimitAdTracking, "device_limit_ad_tracking", FieldKind.Boolean, "device_info.limit_ad_tracking"),
        new(Device.AttAuthorizationStatus, "device_att_authorization_status", FieldKind.Text, "device_info.att_authorization_status"),
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

        WriteConsent(batch, writer);
        WriteUserAttributes(batch[MParticleBatch.Fields.UserAttributes], excludePersonalData, writer);
        WriteUserAttributes(batch[MParticleBatch.Fields.UserAttributeLists], excludePersonalData, writer);
    }

    private static void WriteConsent(MParticleBatch batch, FieldWriter writer)
    {
        writer.ReportUnlessObject(batch[MParticleBatch.Fields.ConsentState], "consent_state");
        if (batch.ConsentState is not { } state)
        {
            return;
        }

        var gdpr = state[MParticleConsentState.Fields.Gdpr];
        if (MParticleConsentState.IsFlat(gdpr))
        {
            writer.Boolean(Fields.ConsentGdpr, Consented(gdpr), "consent_state.gdpr");
        }
        else
        {
            WritePurposes("consent_gdpr_"u8, gdpr, "consent_state.gdpr", writer);
        }

        var ccpa = state[MParticleConsentState.Fields.Ccpa];
        if (MParticleConsentState.IsFlat(ccpa))
        {
            writer.Boolean("consent_ccpa_"u8, MParticleConsentState.CcpaPurpose, Consented(ccpa), "consent_state.ccpa");
        }
        else
        {
            WritePurposes("consent_ccpa_"u8, ccpa, "consent_state.ccpa", writer);
        }
    }

    private static void WritePurposes(ReadOnlySpan<byte> prefix, JsonToken purposes, string path, FieldWriter writer)
    {
        writer.ReportUnlessObject(purposes, path);
        var members = purposes.Members;
        while (members.MoveNext())
        {
            writer.Boolean(prefix, members.Name, Consented(members.Value), path);
        }
    }

    private static JsonToken Consented(JsonToken consent)
    {
        JsonToken consented = default;
        var members = consent.Members;
        while (members.MoveNext())
        {
            if (members.Name.SequenceEqual("consented"u8))
            {
                consented = members.Value;
            }
        }

        return consented;
    }

    private static void WriteUserAttributes(JsonToken attributes, bool excludePersonalData, FieldWriter writer)
    {
        writer.ReportUnlessObject(attributes, "user_attributes");
        var members = attributes.Members;
        while (members.MoveNext())
        {
            var name = members.Name;
            if (name.IsEmpty || (name[0] != (byte)'$' && name[0] != (byte)'\\' && (name[0] | 0x20) != (byte)'r'))
            {
                writer.Attribute("user_"u8, name, members.Value, "user_attributes");
                continue;
            }

            WriteSpecial(name, members.Value, excludePersonalData, writer);
        }
    }

    /// <summary>An attribute whose name may be reserved, or a prediction's, or begins with a dollar sign.</summary>
    private static void WriteSpecial(ReadOnlySpan<byte> name, JsonToken value, bool excludePersonalData, FieldWriter writer)
    {
        var text = JsonText.Decode(name);
        var plain = Encoding.UTF8.GetBytes(text);
        var reserved = PersonalData.IsReserved(plain);
        if ((reserved && excludePersonalData) || PersonalData.IsPrediction(plain))
        {
            return;
        }

        if (reserved || name.Contains((byte)'\\'))
        {
            var canonical = new Utf8Buffer();
            JsonText.AppendEscaped(canonical, reserved ? text.ToLowerInvariant() : text);
            name = canonical.Written;
        }

        writer.Attribute("user_"u8, name is [(byte)'$', .. var rest] ? rest : name, value, "user_attributes");
    }
}
