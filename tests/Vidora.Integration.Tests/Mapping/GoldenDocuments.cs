namespace Vidora.Integration.Tests.Mapping;

/// <summary>Documents in <c>Fixtures/Mapping</c>, each beside what becomes of it, written by hand from the rules.</summary>
internal static class GoldenDocuments
{
    /// <summary>Their names, and the options that what becomes of them is written for.</summary>
    public static IReadOnlyDictionary<string, VidoraMappingOptions> All { get; } = new Dictionary<string, VidoraMappingOptions>
    {
        ["screen-view"] = new(),
        ["purchase"] = new(),
        ["purchase-firehose"] = new(),
        ["promotions-and-impressions"] = new(),
        ["promotions-and-impressions-firehose"] = new(),
        ["lifecycle"] = new(),
        ["lifecycle-firehose"] = new(),
        ["changes"] = new(),
        ["changes-without-personal-data"] = new() { ExcludePersonalData = true },
        ["changes-firehose-without-personal-data"] = new() { ExcludePersonalData = true },
        ["consent"] = new(),
        ["consent-firehose"] = new(),
        ["names-and-values"] = new() { Environments = ["production", "development"] },
        ["not-forwarded"] = new(),
        ["development"] = new(),
        ["nobody-firehose"] = new(),
    };

    public static IEnumerable<string> Names => All.Keys;
}
