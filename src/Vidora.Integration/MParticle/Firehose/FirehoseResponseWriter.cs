using System.Text.Json;

namespace Vidora.Integration.MParticle.Firehose;

/// <summary>
/// Writes answers the way mParticle's own SDK does: null and what is empty (text, list, map) is left out, and so is a
/// permission that is not asked for.
/// </summary>
internal readonly struct FirehoseResponseWriter(Utf8JsonWriter json)
{
    public void Write(FirehoseResponse response)
    {
        json.WriteStartObject();
        json.WriteString("type"u8, TypeOf(response));
        Write("id", response.Id);
        json.WriteNumber("timestamp_ms"u8, response.Timestamp.ToUnixTimeMilliseconds());
        Write("firehose_version", response.FirehoseVersion);
        switch (response)
        {
            case EventProcessingResponse events:
                WriteTrue("suspend_subscription", events.SuspendSubscription);
                break;
            case AudienceMembershipChangeResponse audience:
                json.WriteBoolean("suspend_subscription"u8, audience.SuspendSubscription);
                break;
            case AudienceSubscriptionResponse subscription:
                Write("audience_subscription_settings", subscription.Settings);
                break;
            case ModuleRegistrationResponse module:
                Write(module);
                break;
        }

        json.WriteEndObject();
    }

    private static string TypeOf(FirehoseResponse response) => response switch
    {
        ModuleRegistrationResponse => "module_registration_response",
        EventProcessingResponse => "event_processing_response",
        AudienceSubscriptionResponse => "audience_subscription_response",
        AudienceMembershipChangeResponse => "audience_membership_change_response",
        DsrProcessingResponse => "dsr_processing_response",
        _ => throw new ArgumentOutOfRangeException(nameof(response), response.GetType(), "This answer is of no known type."),
    };

    private void Write(ModuleRegistrationResponse module)
    {
        Write("sdk_version", module.SdkVersion);
        Write("name", module.Name);
        Write("description", module.Description);
        Write("version", module.Version);
        Write("permissions", module.Permissions, static (writer, permissions) => writer.Write(permissions));
        Write("event_processing_registration", module.EventProcessing, static (writer, registration) => writer.Write(registration));
        Write("audience_processing_registration", module.AudienceProcessing, static (writer, registration) => writer.Write(registration));
        Write("dsr_processing_registration", module.DsrProcessing, static (writer, registration) => writer.Write(registration));
    }

    private void Write(FirehosePermissions permissions)
    {
        Write("device_identities", permissions.DeviceIdentities);
        Write("user_identities", permissions.UserIdentities);
        Write("partner_identities", permissions.PartnerIdentities);
        WriteTrue("allow_access_location", permissions.AllowAccessLocation);
        WriteTrue("allow_access_ip_address", permissions.AllowAccessIpAddress);
        WriteTrue("allow_access_device_application_stamp", permissions.AllowAccessDeviceApplicationStamp);
        WriteTrue("allow_device_info", permissions.AllowDeviceInfo);
        WriteTrue("allow_user_attributes", permissions.AllowUserAttributes);
        WriteTrue("allow_consent_state", permissions.AllowConsentState);
        WriteTrue("allow_audience_user_attributes", permissions.AllowAudienceUserAttributes);
        WriteTrue("allow_access_http_user_agent", permissions.AllowAccessHttpUserAgent);
        WriteTrue("allow_access_mpid", permissions.AllowAccessMpid);
        WriteTrue("allow_platform_fields", permissions.AllowPlatformFields);
        WriteTrue("allow_eventless_batches", permissions.AllowEventlessBatches);
    }

    private void Write(string name, IReadOnlyList<FirehoseIdentityPermission> permissions) => Write(name, permissions, static (writer, permission) =>
    {
        writer.Write("type", permission.Type);
        writer.Write("encoding", permission.Encoding.Value);
        writer.Json.WriteBoolean("required"u8, permission.Required);
    });

    private void Write(EventProcessingRegistration registration)
    {
        Write("account_settings", registration.AccountSettings);
        Write("event_connection_settings", registration.ConnectionSettings);
        WriteWords("supported_event_types", registration.SupportedEventTypes.Select(type => type.Value));
        WriteWords("supported_runtime_environments", registration.SupportedRuntimeEnvironments.Select(environment => environment.Value));
        WriteWords("supported_system_notification_types", registration.SupportedSystemNotificationTypes.Select(type => type.Value));
        Write("max_data_age_hours", registration.MaxDataAgeHours);
        Write("push_messaging_provider_id", registration.PushMessagingProviderId);
        Write("authentication", registration.Authentication, static (writer, authentication) => writer.Write(authentication));
    }

    private void Write(AudienceProcessingRegistration registration)
    {
        Write("account_settings", registration.AccountSettings);
        Write("audience_subscription_settings", registration.SubscriptionSettings);
        Write("authentication", registration.Authentication, static (writer, authentication) => writer.Write(authentication));
        Write("bulk_configuration", registration.BulkConfiguration, static (writer, configuration) =>
        {
            writer.Write("bulk_forward_wait_for_messages", configuration.WaitForMessages);
            writer.Write("bulk_forward_wait_in_minutes", (long?)configuration.Wait?.TotalMinutes);
        });
    }

    private void Write(DsrProcessingRegistration registration)
    {
        Write("account_settings", registration.AccountSettings);
        WriteWords("supported_dsr_types", registration.SupportedTypes.Select(type => type.Value));
        Write("domain", registration.Domain);
    }

    private void Write(string name, IReadOnlyList<FirehoseSetting> settings) => Write(name, settings, static (writer, setting) =>
    {
        var json = writer.Json;
        json.WriteString("type"u8, setting.Type switch
        {
            FirehoseSettingType.Integer => "integer",
            FirehoseSettingType.Float => "float",
            FirehoseSettingType.Boolean => "boolean",
            _ => "text",
        });
        writer.Write("id", setting.Id);
        writer.Write("name", setting.Name);
        writer.Write("description", setting.Description);
        json.WriteBoolean("visible"u8, setting.Visible);
        if (setting.Type != FirehoseSettingType.Boolean)
        {
            json.WriteBoolean("required"u8, setting.Required);
        }

        if (setting.Type == FirehoseSettingType.Text)
        {
            json.WriteBoolean("confidential"u8, setting.Confidential);
        }

        if (setting.DefaultValue is { } value && value.Kind != MParticleValueKind.Null && value.ToString().Length > 0)
        {
            json.WritePropertyName("default_value"u8);
            json.WriteRawValue(value.Json);
        }

        if (setting.Type is FirehoseSettingType.Integer or FirehoseSettingType.Float)
        {
            writer.Write("min_value", setting.MinValue);
            writer.Write("max_value", setting.MaxValue);
        }
    });

    private void Write(FirehoseAuthentication authentication)
    {
        Write("type", "oauth2");
        Write("authorization_url", authentication.AuthorizationUrl.OriginalString);
        Write("refresh_url", authentication.RefreshUrl?.OriginalString);
        Write("token_url", authentication.TokenUrl.OriginalString);
        Write("grant_type", "authorization_code");
        Write("default_expires_in", (long?)authentication.DefaultExpiresIn?.TotalSeconds);
        Write("client_id", authentication.ClientId);
        Write("access_token_type", string.IsNullOrEmpty(authentication.CustomHeaderName) ? "bearer" : "custom_header");
        Write("custom_header_name", authentication.CustomHeaderName);
        Write("param_client_id_name", authentication.ClientIdParameterName);
        Write("param_secret_name", authentication.SecretParameterName);
        Write("scopes", authentication.Scopes, static (writer, scope) =>
        {
            writer.Write("name", scope.Name);
            writer.Write("description", scope.Description);
        });
    }

    private Utf8JsonWriter Json => json;

    private void Write(string name, string? value)
    {
        if (!string.IsNullOrEmpty(value))
        {
            json.WriteString(name, value);
        }
    }

    private void Write(string name, decimal? value)
    {
        if (value is { } number)
        {
            json.WriteNumber(name, number);
        }
    }

    private void WriteTrue(string name, bool value)
    {
        if (value)
        {
            json.WriteBoolean(name, value);
        }
    }

    private void Write(string name, IReadOnlyDictionary<string, string> values)
    {
        if (values.Count == 0)
        {
            return;
        }

        json.WriteStartObject(name);
        foreach (var (key, value) in values)
        {
            Write(key, value);
        }

        json.WriteEndObject();
    }

    private void WriteWords(string name, IEnumerable<string> words)
    {
        var first = true;
        foreach (var word in words)
        {
            if (first)
            {
                json.WriteStartArray(name);
                first = false;
            }

            json.WriteStringValue(word);
        }

        if (!first)
        {
            json.WriteEndArray();
        }
    }

    private void Write<T>(string name, T? value, Action<FirehoseResponseWriter, T> write)
        where T : class
    {
        if (value is not null)
        {
            json.WriteStartObject(name);
            write(this, value);
            json.WriteEndObject();
        }
    }

    private void Write<T>(string name, IReadOnlyList<T> values, Action<FirehoseResponseWriter, T> write)
    {
        if (values.Count == 0)
        {
            return;
        }

        json.WriteStartArray(name);
        foreach (var value in values)
        {
            json.WriteStartObject();
            write(this, value);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }
}
