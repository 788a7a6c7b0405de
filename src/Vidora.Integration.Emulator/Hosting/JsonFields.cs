using System.Text.Json;

namespace Vidora.Integration.Emulator.Hosting;

/// <summary>Reads JSON objects of requests. Throws <see cref="FormatException"/> for a field of the wrong kind.</summary>
internal static class JsonFields
{
    /// <summary>Parses a body and reads it.</summary>
    public static T Read<T>(ReadOnlyMemory<byte> utf8Json, Func<JsonElement, T> read)
    {
        try
        {
            using var document = JsonDocument.Parse(utf8Json);
            return read(document.RootElement);
        }
        catch (JsonException)
        {
            throw new FormatException("The body is not JSON.");
        }
        catch (InvalidOperationException)
        {
            throw new FormatException("The body holds half of a surrogate pair.");
        }
    }

    /// <summary>Checks that a value is an object, with known names only.</summary>
    public static void CheckNames(JsonElement json, string type, params string[] known)
    {
        if (json.ValueKind != JsonValueKind.Object)
        {
            throw new FormatException($"{type} is a JSON object. Use {string.Join(", ", known)}.");
        }

        foreach (var member in json.EnumerateObject().Where(member => !known.Contains(member.Name)))
        {
            throw new FormatException($"\"{member.Name}\" is unknown. {type} has {string.Join(", ", known)}.");
        }
    }

    /// <summary>Gets a field. Returns null when it is absent or null. The last of two equal names counts.</summary>
    public static JsonElement? Get(JsonElement json, string name) =>
        json.TryGetProperty(name, out var value) && value.ValueKind != JsonValueKind.Null ? value : null;

    /// <summary>Gets a text. Returns null when it is absent or empty.</summary>
    public static string? Text(JsonElement json, string name) => Get(json, name) switch
    {
        null => null,
        { ValueKind: JsonValueKind.String } value => value.GetString() is { Length: > 0 } text ? text : null,
        _ => throw new FormatException($"\"{name}\" must be text."),
    };

    public static bool Flag(JsonElement json, string name, bool absent) => Get(json, name) switch
    {
        null => absent,
        { ValueKind: JsonValueKind.True or JsonValueKind.False } value => value.GetBoolean(),
        _ => throw new FormatException($"\"{name}\" must be true or false."),
    };

    public static double Number(JsonElement json, string name, double absent) => Get(json, name) switch
    {
        null => absent,
        { ValueKind: JsonValueKind.Number } value => value.GetDouble(),
        _ => throw new FormatException($"\"{name}\" must be a number."),
    };

    public static int Whole(JsonElement json, string name, int absent) => Get(json, name) switch
    {
        null => absent,
        { ValueKind: JsonValueKind.Number } value when value.TryGetInt32(out var number) => number,
        _ => throw new FormatException($"\"{name}\" must be a whole number."),
    };

    public static DateTimeOffset? Time(JsonElement json, string name) =>
        Get(json, name) is { ValueKind: JsonValueKind.String } value && value.TryGetDateTimeOffset(out var time) ? time : null;
}
