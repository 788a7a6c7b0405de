using System.Globalization;
using Vidora.Integration.Delivery.WriteBack.Exports;
using Vidora.Integration.Delivery.WriteBack.Importing;
using Vidora.Integration.Delivery.WriteBack.State;

namespace Vidora.Integration.Delivery.Tests.WriteBack;

/// <summary>An importer with a scripted feed, a state file and a clock on which waits take no time.</summary>
internal sealed class ImportHarness : IDisposable
{
    public const string Score = "$intelligent_attribute:vidora:p__score";

    private readonly TemporaryFolder _folder = new();

    public ImportHarness() => Feed = new ScriptedFeed(Time);

    public InstantTime Time { get; } = new();

    public ScriptedFeed Feed { get; }

    public DeliveryStore? Erasures { get; set; }

    public string StateFile => _folder.File("state.db");

    public string ResultsFile => _folder.File("results.csv");

    public PredictionImportOptions Options { get; } = new() { UsersPerSecond = null };

    public static string Rows(int count, Func<int, string>? score = null) => "user_id,Conversion Probability\n" + string.Concat(
        Enumerable.Range(1, count).Select(i => string.Create(CultureInfo.InvariantCulture, $"{i},{(score ?? (n => $"0.{n:000000}"))(i)}\n")));

    public string Write(string text, string name = "export.csv")
    {
        var path = _folder.File(name);
        File.WriteAllText(path, text);
        return path;
    }

    public Task<PredictionImportResult> RunAsync(
        string text, DateTimeOffset? exportedAt = null, IProgress<PredictionImportProgress>? progress = null, CancellationToken cancellationToken = default) =>
        RunAsync(new PredictionExportFile { Path = Write(text), Pipeline = "P", ExportedAt = exportedAt ?? Samples.Start }, progress, cancellationToken);

    public async Task<PredictionImportResult> RunAsync(
        PredictionExportFile export, IProgress<PredictionImportProgress>? progress = null, CancellationToken cancellationToken = default)
    {
        using var importer = new PredictionImporter(Feed, StateFile, Erasures, Time);
        return await importer.RunAsync(export, Options, progress, cancellationToken);
    }

    /// <summary>What every profile has, as <c>mpid=value</c>.</summary>
    public string[] Profiles() =>
        [.. Feed.Profiles.Values.OrderBy(user => user.Mpid).Select(user => string.Create(CultureInfo.InvariantCulture, $"{user.Mpid}={user.Values[0]}"))];

    public static string[] Expected(int count, Func<int, string>? score = null) =>
        [.. Enumerable.Range(1, count).Select(i => string.Create(CultureInfo.InvariantCulture, $"{i}={(score ?? (n => $"0.{n:000000}"))(i)}"))];

    public void Dispose() => _folder.Dispose();
}
