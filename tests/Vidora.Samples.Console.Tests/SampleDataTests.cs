using System.Text.Json;
using Vidora.Integration.Generator;

namespace Vidora.Samples.Console.Tests;

public sealed class SampleDataTests
{
    private static readonly IReadOnlyList<SampleFile> _files = SampleData.Create();

    [Test]
    public void Create_Anytime_EqualsTheCommittedFiles()
    {
        var folder = Path.Combine(Repository.Root, "samples", "data");
        Assert.That(Directory.GetFiles(folder).Select(Path.GetFileName), Is.EquivalentTo(_files.Select(file => file.Name)));
        foreach (var file in _files)
        {
            Assert.That(
                File.ReadAllBytes(Path.Combine(folder, file.Name)).AsSpan().SequenceEqual(file.Content.Span),
                Is.True,
                $"{file.Name} differs; run: dotnet run --project tests/Vidora.Integration.Generator -- samples/data");
        }
    }

    [Test]
    public void CreateOutputs_Anytime_EqualsTheContentOfTheEmulatorsPlays()
    {
        var folder = Path.Combine(Repository.Root, "src", "Vidora.Integration.Emulator", "Outputs", "Content");
        foreach (var file in SampleData.CreateOutputs())
        {
            Assert.That(
                File.ReadAllBytes(Path.Combine(folder, file.Name)).AsSpan().SequenceEqual(file.Content.Span),
                Is.True,
                $"{file.Name} differs; run: dotnet run --project tests/Vidora.Integration.Generator -- samples/data src/Vidora.Integration.Emulator/Outputs/Content");
        }
    }

    [Test]
    public void Create_Anytime_IsLargeEnoughToBeRealAndSmallEnoughToCommit()
    {
        Assert.That(Documents().Count(), Is.GreaterThanOrEqualTo(500));
        Assert.That(_files.Sum(file => (long)file.Content.Length), Is.LessThan(2_000_000));
    }

    [Test]
    public void Create_EventsApi_HasEveryForwardedTypeAndPlatform()
    {
        var batches = Documents().Where(document => !IsFirehose(document)).ToList();
        var events = batches.SelectMany(batch => batch.GetProperty("events").EnumerateArray()).ToList();
        var types = events.Select(item => item.TryGetProperty("event_type", out var type) ? type.GetString() : null).ToHashSet();
        Assert.That(types, Is.SupersetOf(new[]
        {
            "custom_event", "screen_view", "commerce_event", "application_state_transition", "session_start", "session_end", "push_message",
            "push_registration", "user_attribute_change", "user_identity_change", "crash_report", "uninstall",
        }));
        Assert.That(types, Is.SupersetOf(new[] { null, "opt_out", "first_run", "network_performance", "breadcrumb", "profile", "alias_request" }));
        var actions = events.Select(item => item.GetProperty("data")).Where(data => IsObject(data, "product_action"))
            .Select(data => data.GetProperty("product_action").GetProperty("action").GetString()).ToHashSet();
        Assert.That(actions, Is.EquivalentTo(new[]
        {
            "add_to_cart", "remove_from_cart", "checkout", "checkout_option", "click", "view_detail", "purchase", "refund", "add_to_wishlist",
            "remove_from_wish_list",
        }));
        Assert.That(
            batches.Select(batch => batch.GetProperty("device_info").TryGetProperty("platform", out var platform) ? platform.GetString() : null).ToHashSet(),
            Is.SupersetOf(new[] { "Android", "iOS", "web", "tvOS", "roku", "alexa", "smart_tv", "xbox", "fire_tv", "out_of_band", "desktop" }));
    }

    [Test]
    public void Create_Firehose_HasEveryForwardedTypeAndPlatform()
    {
        var batches = Documents().Where(IsFirehose).ToList();
        var events = batches.SelectMany(batch => batch.GetProperty("events").EnumerateArray()).ToList();
        Assert.That(events.Select(item => item.TryGetProperty("type", out var type) ? type.GetString() : null).ToHashSet(), Is.SupersetOf(new[]
        {
            null, "custom_event", "screen_view", "product_action", "promotion_action", "impression", "application_state_transition", "session_start",
            "session_end", "push_message_receipt", "push_message_open", "push_subscription", "user_attribute_change", "user_identity_change", "error",
            "attribution", "privacy_setting_change",
        }));
        Assert.That(
            batches.Select(batch => batch.GetProperty("runtime_environment").GetProperty("type").GetString()).ToHashSet(),
            Is.EquivalentTo(new[] { "android", "ios", "mobileweb", "tvos", "roku", "alexa", "smarttv", "xbox", "firetv", "unknown" }));
    }

    [Test]
    public void Create_Anytime_SpansDaysAndUsersOfWhomSomeBuy()
    {
        var batches = Documents().Where(document => !IsFirehose(document)).ToList();
        Assert.That(batches.Select(batch => batch.TryGetProperty("mpid", out var mpid) ? mpid.ToString() : "").Distinct().Count(), Is.GreaterThan(10));
        Assert.That(
            batches.Select(batch => Number(batch.GetProperty("timestamp_unixtime_ms")) / 86_400_000).Distinct().Count(),
            Is.GreaterThanOrEqualTo(10));
        var buyers = batches.Where(batch => batch.GetProperty("events").EnumerateArray().Any(item =>
                IsObject(item.GetProperty("data"), "product_action")
                && item.GetProperty("data").GetProperty("product_action").GetProperty("action").GetString() == "purchase"))
            .Select(batch => batch.GetProperty("mpid").ToString()).Distinct().Count();
        Assert.That(buyers, Is.InRange(4, 14));
    }

    private static IEnumerable<JsonElement> Documents() => _files.Where(file => file.Name.EndsWith(".jsonl", StringComparison.Ordinal)).SelectMany(file => JsonLines(file.Content));

    private static IEnumerable<JsonElement> JsonLines(ReadOnlyMemory<byte> content)
    {
        for (var rest = content; rest.Length > 0;)
        {
            var end = rest.Span.IndexOf((byte)'\n');
            yield return JsonElement.Parse(rest.Span[..end]);
            rest = rest[(end + 1)..];
        }
    }

    private static long Number(JsonElement value) =>
        value.ValueKind == JsonValueKind.String
            ? long.Parse(value.GetString()!, System.Globalization.CultureInfo.InvariantCulture)
            : value.GetInt64();

    private static bool IsFirehose(JsonElement document) => document.TryGetProperty("runtime_environment", out _);

    private static bool IsObject(JsonElement parent, string name) =>
        parent.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.Object;
}
