using System.Runtime.InteropServices;
using System.Text.Json;
using System.Text.Unicode;
using System.Text;
using Vidora.Integration.Fuzzing.Differential;
using Vidora.Integration.Fuzzing.Engine;

namespace Vidora.Integration.Fuzzing.Targets;

/// <summary>Events that are read back from JSON, and events that are built by hand of any text.</summary>
internal sealed class VidoraEventTarget : FuzzTarget
{
    public override string Name => "vidora-event";

    public override IReadOnlyList<byte[]> Seeds { get; } = SeedDocuments.With(
        [
            SeedDocuments.Utf8("""{"user_id":"42","type":"purchase","timestamp":1700000000,"event_id":"7:0","product_price":19.90,"a":true,"b":"\ud83d\ude00","user_x":"[1,{}]"}"""),
            SeedDocuments.Utf8("""{"type":"screen_view","us\u0065r_id":"-1","x":-1e5,"y":9223372036854775808,"z":null,"n":{"m":[1]}}"""),
            SeedDocuments.Utf8("""{ "user_id" : "1" , "user_id" : "2", "type":"a","type":"b", "t":1.0 }"""),
        ],
        [0], [1]);

    public override int ControlBytes => 1;

    public override bool Run(byte[] input) =>
        (input.Length > 0 ? input[0] & 1 : 0) == 0 ? Read(input.AsMemory(Math.Min(input.Length, ControlBytes))) : Build(input.AsSpan(1));

    private static bool Read(ReadOnlyMemory<byte> json)
    {
        VidoraEvent read;
        try
        {
            read = VidoraEvent.Parse(json);
        }
        catch (FormatException e)
        {
            FuzzViolationException.Unless(!IsEvent(json), $"An event is refused: {e.Message}");
            return false;
        }

        FuzzViolationException.Unless(IsEvent(json), "Something is taken that is no event.");
        using var document = JsonDocument.Parse(json);
        FuzzViolationException.Unless(read.UserId.Length > 0 && read.Type.Length > 0, "An event is taken without user or type.");
        ModelWalk.Over((read.UserId, read.Type, read.EventId, read.ToString()));
        _ = read.Timestamp;
        FuzzViolationException.Unless(
            read.Names.SequenceEqual(JsonVerdict.Members(document.RootElement).Select(member => member.Name)), "The names are not those of the document.");
        foreach (var name in read.Names.Where(name => name.Length > 0))
        {
            FuzzViolationException.Unless(read[name] is not null, "A field is not found by its name.");
        }

        return true;
    }

    private static bool IsEvent(ReadOnlyMemory<byte> json)
    {
        using var document = JsonVerdict.Parse(json);
        return document is not null
            && Utf8.IsValid(json.Span)
            && document.RootElement.ValueKind == JsonValueKind.Object
            && IsText(First("user_id"))
            && IsText(First("type"));

        JsonElement First(string name) => JsonVerdict.Members(document.RootElement).FirstOrDefault(member => member.Name == name).Value;

        static bool IsText(JsonElement value) => value.ValueKind == JsonValueKind.String && value.GetRawText().Length > 2;
    }

    private static bool Build(ReadOnlySpan<byte> bytes)
    {
        // Any units at all: halves of surrogate pairs too.
        var text = MemoryMarshal.Cast<byte, char>(bytes).ToString();
        var name = text[..(text.Length / 2)];
        var value = text[(text.Length / 2)..];
        if (name.Length == 0)
        {
            return false;
        }

        var built = name is "user_id" or "type" ? new VidoraEvent("u" + value, "t" + name) : new VidoraEvent("u" + value, "t" + name) { [name] = value };

        using var document = JsonDocument.Parse(built.Utf8Json);
        FuzzViolationException.Unless(document.RootElement.GetProperty("user_id"u8).GetString() == WithoutHalves("u" + value), "The user is another one.");
        FuzzViolationException.Unless(document.RootElement.GetProperty("type"u8).GetString() == WithoutHalves("t" + name), "The type is another one.");
        var written = JsonVerdict.Last(document.RootElement, WithoutHalves(name));
        FuzzViolationException.Unless(written.ValueKind == JsonValueKind.String, "A field that was set is not there.");
        FuzzViolationException.Unless(written.GetString() == WithoutHalves(value) || name is "user_id" or "type", "A field is another text than was set.");
        return true;
    }

    private static string WithoutHalves(string text) => Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(text));
}
