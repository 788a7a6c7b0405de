using System.Text.Json;

namespace Vidora.Integration.Mapping;

/// <summary>Names the reasons of the mapper in metrics and answers, a closed set.</summary>
internal static class IssueReason
{
    private static readonly Dictionary<MappingIssueCode, string> _names = Enum.GetValues<MappingIssueCode>()
        .ToDictionary(code => code, code => JsonNamingPolicy.SnakeCaseLower.ConvertName(code.ToString()));

    public static string Of(MappingIssueCode code) => _names.GetValueOrDefault(code, "other");
}
