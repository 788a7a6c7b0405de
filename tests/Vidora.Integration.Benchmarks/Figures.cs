using System.Text;
using System.Text.Json;

namespace Vidora.Integration.Benchmarks;

/// <summary>Prints figures, one JSON object a line.</summary>
internal static class Figures
{
    public static void Print(string figure, Action<Utf8JsonWriter> write)
    {
        using var line = new MemoryStream();
        using (var json = new Utf8JsonWriter(line))
        {
            json.WriteStartObject();
            json.WriteString("figure", figure);
            write(json);
            json.WriteEndObject();
        }

        Console.WriteLine(Encoding.UTF8.GetString(line.ToArray()));
    }
}
