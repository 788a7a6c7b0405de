using System.Globalization;

namespace Vidora.Integration.AspNetCore.Tests;

/// <summary>Documents to post.</summary>
internal static class Batches
{
    public const string Mpid = "-7346244611012968789";

    /// <summary>A batch with one custom event, whose name becomes the type of one Vidora event.</summary>
    public static string One(string name, string mpid = Mpid) => string.Create(
        CultureInfo.InvariantCulture,
        $$$"""{"mpid":"{{{mpid}}}","events":[{"event_type":"custom_event","data":{"event_id":"id-{{{name}}}","event_name":"{{{name}}}","custom_event_type":"other","timestamp_unixtime_ms":1719480000123}}]}""");

    /// <summary>The same as a Firehose message.</summary>
    public static string Firehose(string name, string settings = "{}", string mpid = Mpid) => string.Create(
        CultureInfo.InvariantCulture,
        $$$"""{"type":"event_processing_request","id":"417977b5-1df0-4f3e-908a-dc5a4953f11c","timestamp_ms":1719480000123,"firehose_version":"3.2.0","account":{"account_id":90210,"account_settings":{{{settings}}}},"mpid":"{{{mpid}}}","runtime_environment":{"type":"ios"},"events":[{"type":"custom_event","id":"5e6c3a52-0f0d-4a3a-9a35-3a1f7d2c9b10","timestamp_ms":1719480000123,"name":"{{{name}}}","custom_event_type":"other"}]}""");
}
