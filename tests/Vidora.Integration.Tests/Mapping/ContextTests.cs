using static Vidora.Integration.Tests.Mapping.Wire;

namespace Vidora.Integration.Tests.Mapping;

/// <summary>What all events of a batch say: app, device, consent, the user's attributes.</summary>
public sealed class ContextTests
{
    private const string Device = """
        "device_brand":"Pixel","device_product":"shiba","device_manufacturer":"Google","device_model":"Pixel 8","device_os_version":"14",
        "device_screen_height":2400,"device_screen_width":1080,"device_screen_dpi":428,"device_country":"DE","device_locale_language":"de",
        "device_locale_country":"DE","device_network_country":"de","device_network_carrier":"Tele","device_timezone_offset":-3.5,
        "device_cpu_architecture":"arm64","device_radio_access_technology":"lte","device_is_tablet":false,"device_is_dst":true,
        "device_limit_ad_tracking":true,"device_att_authorization_status":"denied","user_agent":"UA/1.0"
        """;

    [Test]
    public void Map_DeviceAndApp_AreAnAllowList()
    {
        const string Members = """
            "sdk_version":"5.1","source_request_id":"r","batch_id":1,"message_id":"m","message_type":"events","schema_version":2,"unique_id":"u","job_id":"j",
            "application_info":{"application_name":"App","application_version":"2.1","application_build_number":"210","install_referrer":"ref",
              "package":"com.example","os":"Android","apple_search_ads_attributes":{"v":{"k":"x"}},"sideloaded_kits_count":1},
            "source_info":{"channel":"native","partner":"p"},
            "device_info":{"brand":"Pixel","product":"shiba","device":"Ann's phone","android_uuid":"u","device_manufacturer":"Google","platform":"Android",
              "os_version":"14","device_model":"Pixel 8","screen_height":2400,"screen_width":1080,"screen_dpi":428,"device_country":"DE","locale_language":"de",
              "locale_country":"DE","network_country":"de","network_carrier":"Tele","network_code":"1","network_mobile_country_code":"262","timezone_offset":-3.5,
              "build_identifier":"b","build_version_release":"14","http_header_user_agent":"UA/1.0","ios_advertising_id":"i","att_authorization_status":"denied",
              "att_timestamp_unixtime_ms":1,"push_token":"t","cpu_architecture":"arm64","is_tablet":false,"push_notification_sound_enabled":true,
              "push_notification_vibrate_enabled":true,"radio_access_technology":"lte","supports_telephony":true,"has_nfc":true,"bluetooth_enabled":true,
              "bluetooth_version":"5","ios_idfv":"v","android_advertising_id":"a","limit_ad_tracking":true,"amp_id":"amp","is_dst":true,"roku_advertising_id":"r",
              "roku_publisher_id":"r","microsoft_advertising_id":"m","microsoft_publisher_id":"m","fire_advertising_id":"f","something_new":"n"}
            """;

        var mapped = MappedBatch.Of(Batch(Event("uninstall") + "," + Event("uninstall"), Members));

        var expected = Expected("uninstall", "uninstall", Device + """, "app_name":"App","app_version":"2.1","app_build_number":"210","app_package":"com.example","source_channel":"native" """)
            .Replace("\"platform\":\"unknown\"", "\"platform\":\"android\"", StringComparison.Ordinal);
        mapped.YieldsOnly(expected, expected);
    }

    [Test]
    public void Map_RuntimeEnvironment_IsTheSameAllowList()
    {
        const string Members = """
            "source_id":"s","source_channel":"native","device_application_stamp":"das","platform_fields":{"app_name":"other","workspace_id":1},
            "runtime_environment":{"type":"android","is_debug":false,"client_ip_address":"10.1.2.3","sdk_version":"5","http_header_user_agent":"UA/1.0","identities":[{"type":"android_id","encoding":"raw","value":"x"}],
              "build_id":"b","brand":"Pixel","product":"shiba","name":"Ann's phone","manufacturer":"Google","os_version":"14","model":"Pixel 8","screen_height":2400,
              "screen_width":1080,"screen_dpi":428,"country":"DE","locale_language":"de","locale_country":"DE","network_country":"de","network_carrier":"Tele",
              "network_code":"1","network_mobile_country_code":"262","timezone_offset":-3.5,"timezone_name":"X","is_tablet":false,"cpu_architecture":"arm64",
              "radio_access_technology":"lte","supports_telephony":true,"has_nfc":true,"bluetooth_enabled":true,"bluetooth_version":"5","android_sdk_level":34,
              "application_name":"App","application_version":"2.1","application_package":"com.example","install_referrer":"ref","is_sandboxed":false,"push_token":"t",
              "apple_search_ads_attribution":{"v":{"k":"x"}},"att_authorization_status":"denied","att_timestamp_unixtime_ms":1,"limit_ad_tracking":true,"is_dst":true}
            """;

        var expected = Expected("session_start", "session_start", Device + """, "app_name":"App","app_version":"2.1","app_package":"com.example","source_channel":"native" """)
            .Replace("\"platform\":\"unknown\"", "\"platform\":\"android\"", StringComparison.Ordinal);
        MappedBatch.Of(Message(MessageEvent("session_start"), Members)).YieldsOnly(expected);
    }

    [Test]
    public void Map_WebEnvironment_IsReadUnderItsOwnNames()
    {
        const string Members = """
            "runtime_environment":{"type":"mobileweb","device_manufacturer":"Google","device_model":"Pixel 8","device_country":"DE","is_dst":"True","limit_ad_tracking":"false"}
            """;

        MappedBatch.Of(Message(MessageEvent("session_start"), Members)).YieldsOnly(Expected("session_start", "session_start", """
            "device_manufacturer":"Google","device_model":"Pixel 8","device_country":"DE","device_is_dst":true,"device_limit_ad_tracking":false
            """).Replace("\"platform\":\"unknown\"", "\"platform\":\"web\"", StringComparison.Ordinal));
    }

    [Test]
    public void Map_ZeroValuesOfTheDevice_AreAbsent()
    {
        const string Members = """
            "device_info":{"platform":null,"brand":"","device_model":null,"product":"00000000-0000-0000-0000-000000000000","screen_height":"","is_tablet":null,
              "is_dst":"","http_header_user_agent":"","timezone_offset":0},
            "application_info":{"application_name":"","application_version":null,"package":"00000000-0000-0000-0000-000000000000"}
            """;

        MappedBatch.Of(Batch(Event("uninstall"), Members)).YieldsOnly(Expected("uninstall", "uninstall", "\"device_timezone_offset\":0"));
    }

    [TestCase("\"device_info\":{}")]
    [TestCase("\"device_info\":null,\"application_info\":null,\"consent_state\":null,\"user_attributes\":null")]
    [TestCase("\"application_info\":{},\"consent_state\":{},\"user_attributes\":{}")]
    [TestCase("\"consent_state\":{\"gdpr\":null,\"ccpa\":{},\"lgpd\":{\"a\":{\"consented\":true}}}")]
    public void Map_NoContext_IsOnlyThePlatform(string members)
    {
        MappedBatch.Of(Batch(Event("uninstall"), members)).YieldsOnly(Expected("uninstall", "uninstall"));
    }

    [TestCase("device_info", "[1]")]
    [TestCase("application_info", "\"x\"")]
    [TestCase("consent_state", "5")]
    public void Map_ContextThatIsNoObject_IsReportedOnce(string name, string value)
    {
        var mapped = MappedBatch.Of(Batch(Event("uninstall") + "," + Event("uninstall"), $"\"{name}\":{value}"));

        mapped.Yields(Expected("uninstall", "uninstall"), Expected("uninstall", "uninstall"));
        mapped.HasRemark(MappingIssueCode.InvalidValue, null, name);
        Assert.That(mapped.Issues[0].Path, Is.EqualTo(name));
    }

    [TestCase("\"screen_height\":\"tall\"", "screen_height")]
    [TestCase("\"is_tablet\":2", "is_tablet")]
    [TestCase("\"brand\":[\"b\"]", "brand")]
    public void Map_DeviceFieldOfAnotherKind_IsLeftOutAndReported(string field, string path)
    {
        var mapped = MappedBatch.Of(Batch(Event("uninstall"), $$"""  "device_info":{ {{field}} } """));

        mapped.Yields(Expected("uninstall", "uninstall"));
        mapped.HasRemark(MappingIssueCode.InvalidValue, null);
        Assert.That(mapped.Issues[0].Path, Does.EndWith(path));
    }

    [Test]
    public void Map_ConsentMap_IsABooleanAPurpose()
    {
        const string Purposes = """
            {"analytics":{"consented":true,"document":"d","timestamp_unixtime_ms":1,"location":"l","hardware_id":"h"},"Ads & More":{"consented":"False"},"none":{"document":"d"},"nothing":null}
            """;
        const string Ccpa = """
            {"data_sale_opt_out":{"consented":true,"location":"l"}}
            """;
        const string Own = """ "consent_gdpr_analytics":true,"consent_gdpr_Ads & More":false,"consent_ccpa_data_sale_opt_out":true """;

        MappedBatch.Of(Batch(Event("uninstall"), $$"""  "consent_state":{"gdpr":{{Purposes}},"ccpa":{{Ccpa}} } """)).YieldsOnly(Expected("uninstall", "uninstall", Own));
        MappedBatch.Of(Message(MessageEvent("session_start"), $$"""  "consent_state":{"gdpr_consent_state":{{Purposes}},"ccpa_consent_state":{{Ccpa}} } """))
            .YieldsOnly(Expected("session_start", "session_start", Own));
    }

    [Test]
    public void Map_FlatConsent_IsReadToo()
    {
        const string Flat = """
            "consent_state":{"gdpr":{"consented":true,"document":"d","timestamp_unixtime_ms":1,"location":"l","hardware_id":"h"},"ccpa":{"document":"d","consented":false}}
            """;

        MappedBatch.Of(Batch(Event("uninstall"), Flat)).YieldsOnly(Expected("uninstall", "uninstall", """ "consent_gdpr":true,"consent_ccpa_data_sale_opt_out":false """));
    }

    [Test]
    public void Map_PurposeNamedConsented_IsAPurpose()
    {
        MappedBatch.Of(Batch(Event("uninstall"), """ "consent_state":{"gdpr":{"consented":{"consented":false}}} """))
            .YieldsOnly(Expected("uninstall", "uninstall", "\"consent_gdpr_consented\":false"));
    }

    [Test]
    public void Map_EscapedConsent_IsTheConsentItStandsFor()
    {
        MappedBatch.Of(Batch(Event("uninstall"), """ "consent_state":{"gd\u0070r":{"\u0061ds":{"consent\u0065d":true}},"ccp\u0061":{"data_sale_opt_out":{"consented":false}}} """))
            .YieldsOnly(Expected("uninstall", "uninstall", """ "consent_gdpr_ads":true,"consent_ccpa_data_sale_opt_out":false """));
    }

    [TestCase("""{"gdpr":{"ads":{"consented":true,"consented":false}}}""")]
    public void Map_ConsentTwice_TakesTheLast(string state)
    {
        Assert.That(MappedBatch.Of(Batch(Event("uninstall"), $"\"consent_state\":{state}"))["consent_gdpr_ads"], Is.EqualTo("false"));
    }

    [TestCase("\"maybe\"")]
    [TestCase("1")]
    [TestCase("[]")]
    public void Map_ConsentThatIsNoBoolean_IsLeftOutAndReported(string consented)
    {
        var mapped = MappedBatch.Of(Batch(Event("uninstall"), $$"""  "consent_state":{"gdpr":{"ads":{"consented":{{consented}} } } } """));

        mapped.Yields(Expected("uninstall", "uninstall"));
        mapped.HasRemark(MappingIssueCode.InvalidValue, null);
        Assert.That(mapped.Issues[0].Path, Does.EndWith("ads"));
    }

    [TestCase("$Age", "user_age")]
    [TestCase("$FirstName", "user_firstname")]
    [TestCase("$LASTNAME", "user_lastname")]
    [TestCase("$gender", "user_gender")]
    [TestCase("$Mobile", "user_mobile")]
    [TestCase("$Address", "user_address")]
    [TestCase("$City", "user_city")]
    [TestCase("$State", "user_state")]
    [TestCase("$ZIP", "user_zip")]
    [TestCase("$Country", "user_country")]
    [TestCase("reserved.firstname", "user_reserved.firstname")]
    [TestCase("Reserved.FirstName", "user_reserved.firstname")]
    [TestCase("reserved.Anything Else", "user_reserved.anything else")]
    [TestCase("reserved.", "user_reserved.")]
    [TestCase("\\u0024Z\\u0069p", "user_zip")]
    [TestCase("R\\u0065served.X", "user_reserved.x")]
    public void Map_ReservedUserAttribute_IsLowerCaseAndCanBeExcluded(string name, string expected)
    {
        var json = Batch(Event("uninstall"), $$"""  "user_attributes":{"{{name}}":"v"} """);

        MappedBatch.Of(json).YieldsOnly(Expected("uninstall", "uninstall", $"\"{expected}\":\"v\""));
        MappedBatch.Of(json, new VidoraMappingOptions { ExcludePersonalData = true }).YieldsOnly(Expected("uninstall", "uninstall"));
        var message = Message(MessageEvent("session_start"), $$"""  "user_attribute_lists":{"{{name}}":["v"]} """);
        MappedBatch.Of(message).YieldsOnly(Expected("session_start", "session_start", $"\"{expected}\":\"[\\\"v\\\"]\""));
        MappedBatch.Of(message, new VidoraMappingOptions { ExcludePersonalData = true }).YieldsOnly(Expected("session_start", "session_start"));
    }

    [TestCase("FirstName", "user_FirstName")]
    [TestCase("age", "user_age")]
    [TestCase("$FirstNames", "user_FirstNames")]
    [TestCase("$$Zip", "user_$Zip")]
    [TestCase("$Loyalty Tier", "user_Loyalty Tier")]
    [TestCase("reserved", "user_reserved")]
    [TestCase("reserved_x", "user_reserved_x")]
    [TestCase("$reserved.x", "user_reserved.x")]
    [TestCase("Role", "user_Role")]
    [TestCase("intelligent_attribute:x", "user_intelligent_attribute:x")]
    [TestCase("$intelligent_attributes", "user_intelligent_attributes")]
    [TestCase("\\u0024st\\u006fre", "user_store")]
    [TestCase("\\\\path", "user_\\\\path")]
    public void Map_OtherUserAttribute_IsVerbatimButForItsDollarSign(string name, string expected)
    {
        var json = Batch(Event("uninstall"), $$"""  "user_attributes":{"{{name}}":"v"} """);

        MappedBatch.Of(json).YieldsOnly(Expected("uninstall", "uninstall", $"\"{expected}\":\"v\""));
        MappedBatch.Of(json, new VidoraMappingOptions { ExcludePersonalData = true }).YieldsOnly(Expected("uninstall", "uninstall", $"\"{expected}\":\"v\""));
    }

    [TestCase("$intelligent_attribute:vidora:p__score")]
    [TestCase("$intelligent_attribute:cortex:p__percentile")]
    [TestCase("$intelligent_attribute:")]
    [TestCase("$Intelligent_Attribute:cortex:p")]
    [TestCase("\\u0024intelligent\\u005fattribute\\u003acortex:p")]
    public void Map_Prediction_IsNeverFedBack(string name)
    {
        MappedBatch.Of(Batch(Event("uninstall"), $$"""  "user_attributes":{"{{name}}":0.7} """)).YieldsOnly(Expected("uninstall", "uninstall"));
        MappedBatch.Of(Message(MessageEvent("session_start"), $$"""  "user_attributes":{"{{name}}":"0.7"},"user_attribute_lists":{"{{name}}":["0.7"]} """))
            .YieldsOnly(Expected("session_start", "session_start"));
        MappedBatch.Of(Batch(Event("user_attribute_change", $$"""  "user_attribute_name":"{{name}}","new":"0.7" """)))
            .IsRefused(MappingIssueCode.EventTypeNotForwarded, 0, 1);
    }

    [Test]
    public void Map_UserAgentExcluded_IsNotThere()
    {
        const string Members = """ "device_info":{"http_header_user_agent":"UA","device_model":"M"} """;

        MappedBatch.Of(Batch(Event("uninstall"), Members), new VidoraMappingOptions { ExcludePersonalData = true })
            .YieldsOnly(Expected("uninstall", "uninstall", "\"device_model\":\"M\""));
        MappedBatch.Of(Message(MessageEvent("session_start"), Members.Replace("device_info", "runtime_environment", StringComparison.Ordinal)), new VidoraMappingOptions { ExcludePersonalData = true })
            .YieldsOnly(Expected("session_start", "session_start", "\"device_model\":\"M\""));
    }
}
