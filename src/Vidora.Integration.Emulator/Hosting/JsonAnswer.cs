using System.Buffers;
using System.Text.Json;
using Microsoft.AspNetCore.Http;

namespace Vidora.Integration.Emulator.Hosting;

/// <summary>Writes the emulator's own JSON answers.</summary>
internal static class JsonAnswer
{
    public static Task WriteAsync(HttpContext http, int status, Action<Utf8JsonWriter> write)
    {
        var buffer = new ArrayBufferWriter<byte>(512);
        using (var writer = new Utf8JsonWriter(buffer))
        {
            write(writer);
        }

        return WriteAsync(http, status, buffer.WrittenMemory);
    }

    public static async Task WriteAsync(HttpContext http, int status, ReadOnlyMemory<byte> json)
    {
        http.Response.StatusCode = status;
        http.Response.ContentType = "application/json";
        http.Response.ContentLength = json.Length;
        await http.Response.Body.WriteAsync(json, http.RequestAborted);
    }

    public static Task ErrorAsync(HttpContext http, int status, string error) => WriteAsync(http, status, json =>
    {
        json.WriteStartObject();
        json.WriteString("error"u8, error);
        json.WriteEndObject();
    });

    /// <summary>A number, or null when there is none.</summary>
    public static void WriteNumber(Utf8JsonWriter json, string name, long? number)
    {
        if (number is null)
        {
            json.WriteNull(name);
        }
        else
        {
            json.WriteNumber(name, number.Value);
        }
    }
}
