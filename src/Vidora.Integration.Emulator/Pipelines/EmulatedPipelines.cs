using System.Collections;
using System.Globalization;
using System.Text.Json;
using Vidora.Integration.Emulator.Pipelines;

namespace Vidora.Integration.Emulator;

/// <summary>
/// The pipelines of the emulated Vidora, in the order of their creation. Their scores come from a simple rule over the
/// received events and stand in for Vidora's models; the package's README states the rule.
/// </summary>
[System.Diagnostics.CodeAnalysis.SuppressMessage("Naming", "CA1710", Justification = "The plural says that it is a collection.")]
public sealed class EmulatedPipelines : IReadOnlyCollection<EmulatedPipeline>
{
    private const int MaxPipelines = 1000;
    private const int MaxExports = 100;
    private const string IdLetters = "abcdefghijklmnopqrstuvwxyz0123456789";

    private readonly Lock _lock = new();
    private readonly List<Kept> _entries = [];
    private readonly List<HashSet<string>> _underWay = [];
    private readonly ReceivedEvents _events;
    private readonly FeedPush _push;
    private readonly TimeProvider _time;
    private readonly Random _random;

    internal EmulatedPipelines(ReceivedEvents events, FeedPush push, TimeProvider time, Random random)
    {
        _events = events;
        _push = push;
        _time = time;
        _random = random;
    }

    /// <summary>How many there are.</summary>
    public int Count
    {
        get
        {
            lock (_lock)
            {
                return _entries.Count;
            }
        }
    }

    /// <summary>Called under no lock whenever a pipeline or an export was added, changed or removed.</summary>
    internal Action? Changed { get; set; }

    /// <summary>The pipeline of that id; null when there is none.</summary>
    /// <param name="id">The id, compared ordinally.</param>
    public EmulatedPipeline? Find(string id)
    {
        lock (_lock)
        {
            return KeptOf(id)?.Pipeline;
        }
    }

    /// <summary>Creates a pipeline. It has no predictions until it runs.</summary>
    /// <param name="definition">What it predicts.</param>
    /// <exception cref="ArgumentException">The name has no letter or digit, or more than 200 characters.</exception>
    /// <exception cref="InvalidOperationException">There are 1,000 pipelines already, or one whose attributes would have the same names.</exception>
    public EmulatedPipeline Create(PipelineDefinition definition)
    {
        ArgumentNullException.ThrowIfNull(definition);
        var normalized = definition.Name is { Length: <= 200 } name ? AttributeName.Normalize(name) : "";
        if (normalized.Length == 0)
        {
            throw new ArgumentException("A pipeline needs a name with letters or digits, of at most 200 characters.", nameof(definition));
        }

        EmulatedPipeline pipeline;
        lock (_lock)
        {
            if (_entries.Count == MaxPipelines)
            {
                throw new InvalidOperationException($"The emulator holds at most {MaxPipelines} pipelines.");
            }

            if (_entries.Find(entry => AttributeName.Normalize(entry.Pipeline.Definition.Name) == normalized) is { } other)
            {
                throw new InvalidOperationException(
                    $"The pipeline \"{other.Pipeline.Definition.Name}\" has the same attribute names as \"{definition.Name}\" would have.");
            }

            pipeline = new EmulatedPipeline { Id = NewId(), Definition = definition, CreatedAt = _time.GetUtcNow() };
            _entries.Add(new Kept(pipeline));
        }

        Changed?.Invoke();
        return pipeline;
    }

    /// <summary>Removes a pipeline with its predictions and exports. False when there is none of that id.</summary>
    /// <param name="id">The id.</param>
    public bool Remove(string id)
    {
        lock (_lock)
        {
            if (_entries.RemoveAll(entry => entry.Pipeline.Id == id) == 0)
            {
                return false;
            }
        }

        Changed?.Invoke();
        return true;
    }

    /// <summary>Makes predictions for every user with accepted events, then the pipeline's recurring exports.</summary>
    /// <param name="id">The pipeline.</param>
    /// <param name="cancellationToken">Gives up; the predictions of before stay.</param>
    /// <returns>The pipeline after the run; its status is <see cref="PipelineStatus.Failed"/> when there were no events.</returns>
    /// <exception cref="KeyNotFoundException">There is no pipeline of that id.</exception>
    public async Task<EmulatedPipeline> RunAsync(string id, CancellationToken cancellationToken = default)
    {
        var entry = Require(id);
        Update(entry, pipeline => pipeline with { Status = PipelineStatus.Running });
        var forgotten = Begin();
        try
        {
            var now = _time.GetUtcNow();
            var predictions = await Task.Run(() => Predict(entry.Pipeline.Definition, now, cancellationToken), cancellationToken);
            lock (_lock)
            {
                entry.Predictions = predictions?.Without(forgotten) ?? entry.Predictions;
                entry.Pipeline = predictions is null
                    ? entry.Pipeline with { Status = PipelineStatus.Failed }
                    : entry.Pipeline with { Status = PipelineStatus.Complete, LastTrainedAt = now, LastPredictionAt = now };
            }

            if (predictions is not null)
            {
                foreach (var export in Exports(id).Where(export => export.Export.Recurring))
                {
                    await RunExportAsync(id, export.Id, cancellationToken);
                }
            }
        }
        catch
        {
            Update(entry, pipeline => pipeline with { Status = PipelineStatus.Failed });
            throw;
        }
        finally
        {
            End(forgotten);
        }

        Changed?.Invoke();
        return entry.Pipeline;
    }

    /// <summary>The predictions of the last run, in the order in which the users first appeared; empty before the first.</summary>
    /// <param name="id">The pipeline.</param>
    /// <exception cref="KeyNotFoundException">There is no pipeline of that id.</exception>
    public IReadOnlyList<EmulatedPrediction> Predictions(string id) => Require(id).Predictions?.All ?? [];

    /// <summary>The prediction of the last run for one user; null when it made none.</summary>
    /// <param name="id">The pipeline.</param>
    /// <param name="userId">The user.</param>
    /// <exception cref="KeyNotFoundException">There is no pipeline of that id.</exception>
    public EmulatedPrediction? FindPrediction(string id, string userId) => Require(id).Predictions?.Find(userId);

    /// <summary>The exports of a pipeline, in the order of their creation.</summary>
    /// <param name="id">The pipeline.</param>
    /// <exception cref="KeyNotFoundException">There is no pipeline of that id.</exception>
    public IReadOnlyList<ExportState> Exports(string id)
    {
        var entry = Require(id);
        lock (_lock)
        {
            return [.. entry.Exports];
        }
    }

    /// <summary>Adds an export to a pipeline and makes it at once when there are predictions.</summary>
    /// <param name="id">The pipeline.</param>
    /// <param name="export">What it covers and where it goes.</param>
    /// <param name="cancellationToken">Gives up making it; the export stays.</param>
    /// <exception cref="ArgumentException">The export makes no sense; the message says why.</exception>
    /// <exception cref="KeyNotFoundException">There is no pipeline of that id.</exception>
    /// <exception cref="InvalidOperationException">The pipeline has 100 exports already.</exception>
    public async Task<ExportState> AddExportAsync(string id, PredictionExport export, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(export);
        Validate(export);
        var entry = Require(id);
        ExportState state;
        lock (_lock)
        {
            if (entry.Exports.Count == MaxExports)
            {
                throw new InvalidOperationException($"A pipeline has at most {MaxExports} exports.");
            }

            state = new ExportState { Id = NewId(), Export = export };
            entry.Exports.Add(state);
        }

        Changed?.Invoke();
        return entry.Predictions is null ? state : await RunExportAsync(id, state.Id, cancellationToken);
    }

    /// <summary>Removes an export. False when there is none of that id.</summary>
    /// <param name="id">The pipeline.</param>
    /// <param name="exportId">The export.</param>
    public bool RemoveExport(string id, string exportId)
    {
        lock (_lock)
        {
            if (KeptOf(id) is not { } entry || entry.Exports.RemoveAll(export => export.Id == exportId) == 0)
            {
                return false;
            }
        }

        Changed?.Invoke();
        return true;
    }

    /// <summary>Makes an export of the last run's predictions. What goes wrong is in the result's <see cref="ExportState.Error"/>.</summary>
    /// <param name="id">The pipeline.</param>
    /// <param name="exportId">The export.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="KeyNotFoundException">There is no such pipeline or export.</exception>
    /// <exception cref="InvalidOperationException">The pipeline has not run yet.</exception>
    public async Task<ExportState> RunExportAsync(string id, string exportId, CancellationToken cancellationToken = default)
    {
        var entry = Require(id);
        var state = Exports(id).FirstOrDefault(export => export.Id == exportId)
            ?? throw new KeyNotFoundException("There is no export of that id.");
        var forgotten = Begin();
        try
        {
            var predictions = entry.Predictions ?? throw new InvalidOperationException("The pipeline has not run yet.");
            var rows = ExportFile.Select(state.Export, predictions).Where(prediction => !Contains(forgotten, prediction.UserId));
            state = await MakeAsync(entry.Pipeline, state, rows, cancellationToken);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or HttpRequestException or TaskCanceledException
            && !cancellationToken.IsCancellationRequested)
        {
            state = state with
            {
                LastRunAt = _time.GetUtcNow(),
                Error = e is IOException or UnauthorizedAccessException ? "The file could not be written." : e.Message,
            };
        }
        finally
        {
            End(forgotten);
        }

        lock (_lock)
        {
            var index = entry.Exports.FindIndex(export => export.Id == exportId);
            if (index >= 0)
            {
                entry.Exports[index] = state;
            }
        }

        Changed?.Invoke();
        return state;
    }

    /// <inheritdoc/>
    public IEnumerator<EmulatedPipeline> GetEnumerator()
    {
        lock (_lock)
        {
            return _entries.ConvertAll(entry => entry.Pipeline).GetEnumerator();
        }
    }

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    internal void Clear()
    {
        lock (_lock)
        {
            _entries.Clear();
        }
    }

    /// <summary>Takes users who asked for erasure out of all predictions.</summary>
    internal void Forget(IReadOnlySet<string> users)
    {
        lock (_lock)
        {
            foreach (var entry in _entries)
            {
                entry.Predictions = entry.Predictions?.Without(users);
            }

            foreach (var forgotten in _underWay)
            {
                forgotten.UnionWith(users);
            }
        }
    }

    internal void Write(Utf8JsonWriter json)
    {
        json.WriteStartArray();
        lock (_lock)
        {
            foreach (var kept in _entries)
            {
                PipelineJson.Write(json, kept.Pipeline, kept.Exports.Where(export => export.Export.FeedAddress is null));
            }
        }

        json.WriteEndArray();
    }

    /// <summary>Puts back what a file kept. Predictions are made again from the events that the last run looked at.</summary>
    internal void Read(JsonElement json)
    {
        foreach (var element in json.EnumerateArray())
        {
            var kept = new Kept(PipelineJson.ReadPipeline(element));
            kept.Exports.AddRange(element.GetProperty("exports"u8).EnumerateArray().Select(PipelineJson.ReadState));
            kept.Predictions = kept.Pipeline.LastPredictionAt is { } until ? Predict(kept.Pipeline.Definition, until, CancellationToken.None) : null;
            lock (_lock)
            {
                _entries.Add(kept);
            }
        }
    }

    /// <summary>Writes the last predictions of a pipeline as a file to a stream.</summary>
    internal async Task WriteExportAsync(string id, PredictionExport export, Stream stream, CancellationToken cancellationToken)
    {
        Validate(export);
        var entry = Require(id);
        var predictions = entry.Predictions ?? throw new InvalidOperationException("The pipeline has not run yet.");
        await ExportFile.WriteAsync(stream, entry.Pipeline.Definition.Type, export.Columns, ExportFile.Select(export, predictions), cancellationToken);
    }

    private static void Validate(PredictionExport export)
    {
        if (export.Columns is 0 or > (ExportColumns.Score | ExportColumns.Percentile))
        {
            throw new ArgumentException("An export needs a score or a percentile column.", nameof(export));
        }

        if (!(export.FromPercentile >= 0 && export.FromPercentile <= export.ToPercentile && export.ToPercentile <= 100))
        {
            throw new ArgumentException("The percentiles of an export run from 0 to 100, the lower one first.", nameof(export));
        }

        var destinations = (export.Folder is null ? 0 : 1) + (export.ToEmulatedFeed ? 1 : 0) + (export.FeedAddress is null ? 0 : 1);
        if (destinations > 1)
        {
            throw new ArgumentException("An export has one destination.", nameof(export));
        }

        if (export.FeedAddress is { } address)
        {
            if (!address.IsAbsoluteUri || (address.Scheme != Uri.UriSchemeHttps && !(address.Scheme == Uri.UriSchemeHttp && address.IsLoopback)))
            {
                throw new ArgumentException("The feed's address must be https, or http on loopback.", nameof(export));
            }

            if (address.UserInfo.Length > 0)
            {
                throw new ArgumentException("The feed's address is shown, so it must hold no password; give key and secret apart.", nameof(export));
            }

            if (string.IsNullOrEmpty(export.FeedKey) || string.IsNullOrEmpty(export.FeedSecret))
            {
                throw new ArgumentException("The feed needs a key and a secret.", nameof(export));
            }
        }

        if (export.Vendor is not ("vidora" or "cortex"))
        {
            throw new ArgumentException("The vendor is vidora or cortex.", nameof(export));
        }
    }

    private async Task<ExportState> MakeAsync(
        EmulatedPipeline pipeline, ExportState state, IEnumerable<EmulatedPrediction> chosen, CancellationToken cancellationToken)
    {
        var export = state.Export;
        var now = _time.GetUtcNow();
        string? file = null;
        var rows = 0;
        var skipped = 0;
        if (export.Folder is { } folder)
        {
            Directory.CreateDirectory(folder);
            var name = $"{AttributeName.Normalize(pipeline.Definition.Name)}_{now.ToString("yyyyMMdd'T'HHmmssfff'Z'", CultureInfo.InvariantCulture)}.csv";
            file = Path.Combine(folder, name);
            var unfinished = file + ".tmp";
            await using (var stream = new FileStream(unfinished, FileMode.Create, FileAccess.Write))
            {
                rows = await ExportFile.WriteAsync(stream, pipeline.Definition.Type, export.Columns, chosen, cancellationToken);
            }

            // Whoever watches the folder sees whole files only.
            File.Move(unfinished, file, overwrite: true);
        }
        else if (export.ToEmulatedFeed || export.FeedAddress is not null)
        {
            var runId = $"{state.Id}-{now.ToUnixTimeMilliseconds().ToString(CultureInfo.InvariantCulture)}";
            (rows, skipped) = await _push.PushAsync(pipeline, export, runId, chosen, cancellationToken);
        }
        else
        {
            rows = chosen.Count();
        }

        return state with { LastRunAt = now, Rows = rows, SkippedRows = skipped, File = file, Error = null };
    }

    private PredictionSet? Predict(PipelineDefinition definition, DateTimeOffset until, CancellationToken cancellationToken)
    {
        var reader = new ActivityReader(definition);
        foreach (var received in _events.Where(received => received.ReceivedAt <= until))
        {
            cancellationToken.ThrowIfCancellationRequested();
            reader.Add(received);
        }

        if (reader.Users.Count == 0)
        {
            return null;
        }

        var scores = StandInScores.Compute(definition, reader.Rows, reader.Users.Count);
        lock (_lock)
        {
            return PredictionSet.Rank(reader.Users, scores, _random);
        }
    }

    /// <summary>
    /// The users forgotten from now on, until <see cref="End"/>: a run and an export work with what they read before, and
    /// would bring back whoever asked for erasure meanwhile.
    /// </summary>
    private HashSet<string> Begin()
    {
        var forgotten = new HashSet<string>(StringComparer.Ordinal);
        lock (_lock)
        {
            _underWay.Add(forgotten);
        }

        return forgotten;
    }

    private void End(HashSet<string> forgotten)
    {
        lock (_lock)
        {
            _underWay.Remove(forgotten);
        }
    }

    private bool Contains(HashSet<string> forgotten, string userId)
    {
        lock (_lock)
        {
            return forgotten.Contains(userId);
        }
    }

    private void Update(Kept entry, Func<EmulatedPipeline, EmulatedPipeline> change)
    {
        lock (_lock)
        {
            entry.Pipeline = change(entry.Pipeline);
        }
    }

    private Kept? KeptOf(string id) => _entries.Find(entry => entry.Pipeline.Id == id);

    private Kept Require(string id)
    {
        ArgumentNullException.ThrowIfNull(id);
        lock (_lock)
        {
            return KeptOf(id) ?? throw new KeyNotFoundException("There is no pipeline of that id.");
        }
    }

    private string NewId()
    {
        while (true)
        {
            var id = new string(_random.GetItems<char>(IdLetters, 8));
            if (KeptOf(id) is null && !_entries.Exists(entry => entry.Exports.Exists(export => export.Id == id)))
            {
                return id;
            }
        }
    }

    private sealed class Kept(EmulatedPipeline pipeline)
    {
        public EmulatedPipeline Pipeline { get; set; } = pipeline;

        public PredictionSet? Predictions { get; set; }

        public List<ExportState> Exports { get; } = [];
    }
}
