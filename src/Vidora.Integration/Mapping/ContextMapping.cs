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

    public static IEnumerable<FieldName> Names => [Platform, Environment, .. Application.Names, .. DeviceInfo.Names, .. ExcludableDeviceInfo.Names];

    public static void Write(MParticleBatch batch, string platform, bool withEnvironment, bool excludePersonalData, FieldWriter writer)
    {
        var json = batch.Json;
        var positions = batch.Positions;
        writer.Word(Platform, platform, batch.DeviceInfo is { } source ? source.Positions[MParticleDeviceInfo.Fields.Platform] : default);
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
            // A GDPR consent without a purpose is named after the regulation.
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

    /// <summary>Returns the answer of the consent at the cursor; absent when that is no object.</summary>
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
        var plain = escaped ? Unescaped(name) : name;
        var isReserved = PersonalData.IsReserved(plain);
        if ((isReserved && excludePersonalData) || PersonalData.IsPrediction(plain))
        {
            return;
        }

        var forwarded = writer.Scratch;
        forwarded.Clear();
        if (isReserved && !escaped && Ascii.IsValid(name))
        {
            Ascii.ToLower(name, forwarded.Free(name.Length), out var written);
            forwarded.Advance(written);
        }
        else if (escaped || isReserved)
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
        writer.Attribute(NamePrefix.User, withoutDollar, escaped, json[start..cursor.Position], JsonPosition.At(start), "user_attributes");
    }

    private static ReadOnlySpan<byte> Unescaped(ReadOnlySpan<byte> name) => Encoding.UTF8.GetBytes(JsonText.Decode(name));
}
