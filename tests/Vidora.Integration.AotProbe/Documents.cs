namespace Vidora.Integration.AotProbe;

/// <summary>What mParticle sends.</summary>
internal static class Documents
{
    public const string Mpid = "-7346244611012968789";

    /// <summary>Two events; the second becomes one for each of its two products.</summary>
    public static ReadOnlyMemory<byte> Batch { get; } =
        """
        {"mpid":"-7346244611012968789","environment":"production","events":[
        {"event_type":"screen_view","data":{"event_id":"1","screen_name":"Home","timestamp_unixtime_ms":1719480000123}},
        {"event_type":"commerce_event","data":{"event_id":"2","timestamp_unixtime_ms":1719480000123,"product_action":{"action":"purchase","transaction_id":"t-1","total_amount":30.5,
        "products":[{"id":"sku-1","name":"Cap","price":10.25,"quantity":1},{"id":"sku-2","name":"Shirt","price":20.25,"quantity":1}]}}}]}
        """u8.ToArray();

    /// <summary>A message of the Firehose protocol with one event.</summary>
    public static ReadOnlyMemory<byte> Firehose { get; } =
        """
        {"type":"event_processing_request","id":"417977b5-1df0-4f3e-908a-dc5a4953f11c","timestamp_ms":1719480000123,"firehose_version":"3.2.0",
        "account":{"account_id":90210,"account_settings":{}},"mpid":"-7346244611012968789","runtime_environment":{"type":"ios"},
        "events":[{"type":"custom_event","id":"5e6c3a52-0f0d-4a3a-9a35-3a1f7d2c9b10","timestamp_ms":1719480000123,"name":"Play","custom_event_type":"other"}]}
        """u8.ToArray();
}
