using System.Text.Json;
using Vidora.Integration.Emulator.Hosting;

namespace Vidora.Integration.Emulator.Outputs;

/// <summary>Reads plays from JSON. An unknown name is an error.</summary>
internal static class PlayJson
{
    /// <summary>Gets the outputs with their names, in JSON and in forms.</summary>
    public static IReadOnlyList<(string Name, MParticleOutput Output, string Title)> Outputs { get; } =
    [
        ("webhook", MParticleOutput.Webhook, "Webhook, each event alone"),
        ("webhook_batches", MParticleOutput.WebhookBatches, "Webhook, Send as Batch"),
        ("firehose", MParticleOutput.Firehose, "Firehose"),
    ];

    public static string NameOf(MParticleOutput output) => Outputs.First(entry => entry.Output == output).Name;

    public static string TitleOf(MParticleOutput output) => Outputs.First(entry => entry.Output == output).Title;

    /// <exception cref="FormatException">The name is unknown.</exception>
    public static MParticleOutput ParseOutput(string? name) => name is null
        ? default
        : Outputs.FirstOrDefault(entry => entry.Name == name) is { Title: not null } found
            ? found.Output
            : throw new FormatException($"\"{name}\" is no output. Use {string.Join(", ", Outputs.Select(entry => entry.Name))}.");

    /// <exception cref="FormatException">The address is missing or none.</exception>
    public static Uri ParseAddress(string? text) =>
        Uri.TryCreate(text, UriKind.Absolute, out var address) ? address : throw new FormatException("A play needs the address of a host in \"to\".");

    public static MParticlePlay Read(ReadOnlyMemory<byte> utf8Json) => JsonFields.Read(utf8Json, json =>
    {
        JsonFields.CheckNames(
            json, "A play", "to", "output", "authorization", "account_key", "batches", "rate", "connections", "users", "duplicates", "late",
            "out_of_order", "erasures", "retry_seconds", "wait_seconds", "seed");
        var absent = new MParticlePlay { To = ParseAddress(JsonFields.Text(json, "to")) };
        return new MParticlePlay
        {
            To = absent.To,
            Output = ParseOutput(JsonFields.Text(json, "output")),
            Authorization = JsonFields.Text(json, "authorization"),
            AccountKey = JsonFields.Text(json, "account_key") ?? absent.AccountKey,
            Batches = JsonFields.Whole(json, "batches", absent.Batches),
            Rate = JsonFields.Number(json, "rate", absent.Rate),
            Connections = JsonFields.Whole(json, "connections", absent.Connections),
            Users = JsonFields.Whole(json, "users", absent.Users),
            Duplicates = JsonFields.Number(json, "duplicates", absent.Duplicates),
            Late = JsonFields.Number(json, "late", absent.Late),
            OutOfOrder = JsonFields.Number(json, "out_of_order", absent.OutOfOrder),
            Erasures = JsonFields.Whole(json, "erasures", absent.Erasures),
            RetryFor = TimeSpan.FromSeconds(JsonFields.Whole(json, "retry_seconds", (int)absent.RetryFor.TotalSeconds)),
            WaitForVidora = TimeSpan.FromSeconds(JsonFields.Whole(json, "wait_seconds", (int)absent.WaitForVidora.TotalSeconds)),
            Seed = JsonFields.Get(json, "seed") is null ? null : JsonFields.Whole(json, "seed", 0),
        };
    });
}
