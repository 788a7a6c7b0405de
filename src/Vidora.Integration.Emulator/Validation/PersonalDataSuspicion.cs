using System.Runtime.CompilerServices;
using System.Text.Json;
using Vidora.Integration.Mapping;

namespace Vidora.Integration.Emulator.Validation;

/// <summary>
/// Finds fields that look like personal data, with the detector of the library. Reserved user attributes are on every event of a
/// default mapping, so they are advice and no remark.
/// </summary>
internal static class PersonalDataSuspicion
{
    // Caches the result by the hash of the name: events repeat a few names. A lost race costs one more lookup.
    private static readonly ulong[] _known = new ulong[4096];

    /// <summary>Returns what the name of a field says.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static EventProblems InName(ReadOnlySpan<byte> name)
    {
        var hash = Utf8Hash.Of(name);
        ref var known = ref _known[hash >> 52];
        var entry = known;
        if ((entry | 3) == (hash | 3) && entry != 0)
        {
            return ProblemOf(entry & 3);
        }

        var code = PersonalDataDetector.IsReservedAttribute(name) ? 2UL : PersonalDataDetector.IsPersonalName(name) ? 1UL : 0UL;
        known = (hash & ~3UL) | code;
        return ProblemOf(code);
    }

    /// <summary>Returns the fields of an event that are personal in that way.</summary>
    public static List<string> FieldsOf(ReadOnlyMemory<byte> json, EventProblems kind)
    {
        var fields = new List<string>();
        var reader = new Utf8JsonReader(json.Span);
        reader.Read();
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var name = reader.GetString()!;
            var found = InName(reader.ValueSpan);
            reader.Read();
            if ((found == EventProblems.None ? InValue(ref reader, name) : found) == kind)
            {
                fields.Add(name);
            }

            reader.Skip();
        }

        return fields;
    }

    private static EventProblems InValue(ref Utf8JsonReader reader, string name) =>
        name is not ("user_id" or "event_id" or "session_id" or "source_message_id" or "timestamp" or "timestamp_ms")
        && reader.TokenType is JsonTokenType.String or JsonTokenType.Number
        && PersonalDataDetector.IsPersonalValue(reader.ValueSpan)
            ? EventProblems.PersonalData
            : EventProblems.None;

    private static EventProblems ProblemOf(ulong code) => code switch
    {
        2 => EventProblems.ReservedAttributes,
        1 => EventProblems.PersonalData,
        _ => EventProblems.None,
    };
}
