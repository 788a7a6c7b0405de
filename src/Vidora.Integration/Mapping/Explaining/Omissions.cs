using System.Text;
using Vidora.Integration.Json;

namespace Vidora.Integration.Mapping.Explaining;

/// <summary>
/// Why no rule of the mapper takes a field. The mapper needs no such list, because it copies by allow-lists; this one only
/// names the reasons, for fields that were seen not to be forwarded.
/// </summary>
internal static class Omissions
{
    private static readonly PathPattern[] _personal =
    [
        // Who it is.
        new("user_identities|partner_identities|integration_attributes.**"),
        new("partner_identity|origin_mpid"),
        new("events.[].new|old|added|removed.[].identity|value"),
        new("events.[].data.new|old.identity|value"),
        new("events.[].data.added|removed.[].identity|value"),
        new("events.[].data.previous_mpid|current_mpid"),
        new("events.[].previous_mpid|current_mpid"),

        // Keys.
        new("api_key|api_keys.**"),
        new("account.account_settings.**"),

        // Which device.
        new("ip|mp_deviceid|device_application_stamp"),
        new("device_info|runtime_environment.device|name|client_ip_address|push_token"),
        new("device_info|runtime_environment.android_uuid|android_advertising_id|ios_advertising_id|ios_idfv"),
        new("device_info|runtime_environment.roku_advertising_id|roku_publisher_id|microsoft_advertising_id|microsoft_publisher_id|fire_advertising_id|amp_id"),
        new("device_info|runtime_environment.identities.**"),
        new("application_info|runtime_environment.install_referrer|apple_search_ads_attributes|apple_search_ads_attribution.**"),

        // Where.
        new("context|batch_context.location.**"),
        new("events.[].location.**"),
        new("events.[].data.location.**"),
        new("consent_state.*.location|hardware_id"),
        new("consent_state.*.*.location|hardware_id"),
        new("system_notifications.[].*.location|hardware_id"),
        new("system_notifications.[].data.*.location|hardware_id"),

        // Tokens, payloads, addresses and free texts of events.
        new("events.[].registration_token|token|push_message_token|push_notification_payload|payload|message.**"),
        new("events.[].data.registration_token|token|push_message_token|push_notification_payload|payload|message.**"),
        new("events.[].launch_referral|referral_application|launch_parameters|source_package|page_url|url.**"),
        new("events.[].data.launch_referral|referral_application|launch_parameters|source_package|page_url|url|data.**"),
        new("events.[].stack_trace|topmost_context|pl_crash_report_file_base64|breadcrumbs.**"),
        new("events.[].data.stack_trace|topmost_context|pl_crash_report_file_base64|breadcrumbs.**"),
    ];

    /// <summary>Where the names of members are names of user attributes.</summary>
    private static readonly PathPattern[] _userAttributes =
    [
        new("user_attributes|user_attribute_lists.*.**"),
        new("events.[].added|removed.*.**"),
        new("events.[].data.added|removed.*.**"),
    ];

    /// <summary>What is forwarded only where a field before it in rank is absent.</summary>
    private static readonly PathPattern[] _fallbacks =
    [
        new("timestamp_unixtime_ms|timestamp_ms"),
        new("events.[].source_message_id|id"),
        new("events.[].data.source_message_id|id"),
        new("events.[].data.old.identity_type|type"),
        new("events.[].removed.[].type|identity_type"),
        new("events.[].data.removed.[].type|identity_type"),
    ];

    private static readonly PathPattern _device = new("device_info|runtime_environment.**");

    public static bool IsPersonal(IReadOnlyList<string> path) => _personal.Any(pattern => pattern.Matches(path));

    public static bool IsPrediction(IReadOnlyList<string> path) =>
        _userAttributes.Any(pattern => pattern.Matches(path)) && path.Any(step => PersonalData.IsPrediction(Encoding.UTF8.GetBytes(step)));

    public static bool IsFallback(IReadOnlyList<string> path) => _fallbacks.Any(pattern => pattern.Matches(path));

    public static bool IsOfDevice(IReadOnlyList<string> path) => _device.Matches(path);

    /// <summary>Whether a value stands for "absent".</summary>
    public static bool IsNoValue(ReadOnlySpan<byte> value)
    {
        var token = new JsonToken(value);
        return token.IsAbsent || token.IsZeroText || token.Raw is [_, _] && token.IsContainer;
    }

    /// <summary>What the mapper reported about a field that it left out; null when nothing.</summary>
    /// <param name="path">The field's path.</param>
    /// <param name="issues">The issues of its event, or of the batch.</param>
    public static MappingIssueCode? Issue(IReadOnlyList<string> path, IEnumerable<MappingIssue> issues)
    {
        foreach (var issue in issues)
        {
            if (issue.Code == MappingIssueCode.InvalidAttributeName && path.Contains(""))
            {
                return issue.Code;
            }

            if (issue is { Code: MappingIssueCode.InvalidValue, NotForwardedEvents: 0, Path: { } reported } && IsAbout(reported, path))
            {
                return issue.Code;
            }
        }

        return null;
    }

    /// <summary>
    /// Whether a report is about that field, or about the object that it is in. Reports name fields as the JSON reference
    /// does; a document may have another word for the same.
    /// </summary>
    private static bool IsAbout(string reported, IReadOnlyList<string> path)
    {
        // A consent is reported by its purpose; only one of its fields can be wrong.
        if (path is ["consent_state", ..] && path[^1] != "consented" && reported.Contains('.', StringComparison.Ordinal))
        {
            return false;
        }

        var name = reported[(reported.LastIndexOf('.') + 1)..];
        for (var i = 0; i < path.Count; i++)
        {
            var isInList = i < path.Count - 2 && path[i + 1] == "[]";
            if (!isInList && (path[i] == name || WireNames.Of(path[i]).Contains(name)))
            {
                return true;
            }
        }

        return false;
    }
}
