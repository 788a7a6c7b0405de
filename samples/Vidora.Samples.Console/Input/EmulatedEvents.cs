using System.Globalization;
using System.Net.Http.Headers;
using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Json;
using Vidora.Integration;

namespace Vidora.Samples.Console.Input;

/// <summary>Reads the events that an emulator has accepted.</summary>
internal static class EmulatedEvents
{
    private const int PageSize = 1_000;

    /// <exception cref="CommandFailedException">The address is no emulator, or needs its password.</exception>
    public static async IAsyncEnumerable<VidoraEvent> ReadAsync(Uri emulator, string? password, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        using var http = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false });
        if (password is not null)
        {
            http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes($"vidora:{password}")));
        }

        for (long? after = 0; after is { } from;)
        {
            var (events, next) = await ReadPageAsync(http, emulator, from, cancellationToken);
            foreach (var item in events)
            {
                yield return item;
            }

            after = next;
        }
    }

    private static async Task<(List<VidoraEvent> Events, long? Next)> ReadPageAsync(HttpClient http, Uri emulator, long after, CancellationToken cancellationToken)
    {
        try
        {
            using var response = await http.GetAsync(
                new Uri(emulator, string.Create(CultureInfo.InvariantCulture, $"/emulator/events?after={after}&limit={PageSize}")), cancellationToken);
            if (!response.IsSuccessStatusCode)
            {
                throw new CommandFailedException(
                    $"{emulator} answered {(int)response.StatusCode}. Use the address that vidora emulate prints, and VIDORA_EMULATOR_PASSWORD if it has a password.", ExitCode.WrongSetup);
            }

            using var page = JsonDocument.Parse(await response.Content.ReadAsByteArrayAsync(cancellationToken));
            return (
                [.. page.RootElement.GetProperty("events").EnumerateArray().Select(item => VidoraEvent.Parse(Encoding.UTF8.GetBytes(item.GetRawText())))],
                page.RootElement.GetProperty("next") is { ValueKind: JsonValueKind.Number } next ? next.GetInt64() : null);
        }
        catch (HttpRequestException e)
        {
            throw new CommandFailedException($"{emulator} cannot be reached: {e.Message}", ExitCode.Unreachable);
        }
        catch (Exception e) when (e is JsonException or KeyNotFoundException or FormatException or InvalidOperationException)
        {
            throw new CommandFailedException($"{emulator} is no emulator. Use the address that vidora emulate prints.", ExitCode.WrongSetup);
        }
    }
}
