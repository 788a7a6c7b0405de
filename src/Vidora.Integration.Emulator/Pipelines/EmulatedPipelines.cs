using System.Collections;
using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Vidora.Integration.Emulator.Pipelines;
using Vidora.Integration.Files;

namespace Vidora.Integration.Emulator;

/// <summary>
/// Lists the pipelines of the emulated Vidora in the order of their creation. A simple rule over the received events makes
/// the scores; the README states it.
/// </summary>
[System.Diagnostics.CodeAnalysis.SuppressMessage("Naming", "CA1710", Justification = "The plural says that it is a collection.")]
public sealed class EmulatedPipelines : IReadOnlyCollection<EmulatedPipeline>
{
    private const int MaxPipelines = 1000;
    private const int MaxExports = 100;
    private const string IdLetters = "abcdefghijklmnopqrstuvwxyz0123456789";

    private readonly Lock _lock = new();
    private readonly List<Entry> _entries = [];
    private readonly List<HashSet<string>> _erasedDuringWork = [];
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

    /// <summary>Gets the number of pipelines.</summary>
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

    /// <summary>Called under no lock after a pipeline or an export was added, changed or removed.</summary>
    internal Action? Changed { get; set; }

    /// <summary>Creates a pipeline. It has no predictions until it runs.</summary>
    /// <param name="settings">The settings of the pipeline.</param>
    /// <returns>The pipeline with its id.</returns>
    /// <exception cref="ArgumentException">The name has no letter or digit or more than 200 characters, or the type is unknown.</exception>
    /// <exception cref="InvalidOperationException">There are 1,000 pipelines, or one has the same attribute names.</exception>
    public EmulatedPipeline Create(EmulatedPipeline settings)
    {
        ArgumentNullException.ThrowIfNull(settings);
        var normalized = settings.Name is { Length: <= 200 } name ? AttributeName.Normalize(name) : "";
        if (normalized.Length == 0)
        {
            throw new ArgumentException("A pipeline needs a name with letters or digits, of at most 200 characters.", nameof(settings));
        }

        if (!PipelineTypes.All.Contains(settings.Type))
        {
            throw new ArgumentException($"The type is \"{settings.Type}\". Use Future Events, Uplift, Classification, Regression or Look Alike.", nameof(settings));
        }

        var pipeline = settings.Copy();
        lock (_lock)
        {
            if (_entries.Count == MaxPipelines)
            {
                throw new InvalidOperationException($"The emulator holds at most {MaxPipelines} pipelines.");
            }

            if (_entries.Find(entry => AttributeName.Normalize(entry.Pipeline.Name) == normalized) is { } other)
            {
                throw new InvalidOperationException(
                    $"The pipeline \"{other.Pipeline.Name}\" has the same attribute names as \"{settings.Name}\". Use another name.");
            }

            (pipeline.Id, pipeline.CreatedAt, pipeline.Status, pipeline.LastPredictionAt) = (NewId(), _time.GetUtcNow(), VidoraPipelineStatus.Complete, null);
            _entries.Add(new Entry(pipeline));
        }

        Changed?.Invoke();
        return pipeline;
    }

    /// <summary>Predicts for every user with accepted events, then makes the recurring exports.</summary>
    /// <param name="id">The pipeline.</param>
    /// <param name="cancellationToken">Cancels the run; earlier predictions stay.</param>
    /// <returns>The pipeline after the run; its status is <see cref="VidoraPipelineStatus.Failed"/> without events.</returns>
    /// <exception cref="KeyNotFoundException">There is no pipeline with this id.</exception>
    public async Task<EmulatedPipeline> RunAsync(string id, CancellationToken cancellationToken = default)
    {
        var entry = Require(id);
        Update(entry, pipeline => pipeline.Status = VidoraPipelineStatus.Running);
        var erased = BeginWork();
        try
        {
            var now = _time.GetUtcNow();
            var predictions = await Task.Run(() => Predict(entry.Pipeline, now, cancellationToken), cancellationToken);
            lock (_lock)
            {
                entry.Predictions = predictions?.Without(erased) ?? entry.Predictions;
            }

            Update(entry, pipeline =>
            {
                pipeline.Status = predictions is null ? VidoraPipelineStatus.Failed : VidoraPipelineStatus.Complete;
                pipeline.LastPredictionAt = predictions is null ? pipeline.LastPredictionAt : now;
            });
            foreach (var export in predictions is null ? [] : Exports(id).Where(export => export.Recurring))
            {
                await RunExportAsync(id, export.Id, cancellationToken);
            }
        }
        catch
        {
            Update(entry, pipeline => pipeline.Status = VidoraPipelineStatus.Failed);
            throw;
        }
        finally
        {
            EndWork(erased);
        }

        Changed?.Invoke();
        return entry.Pipeline;
    }

    /// <summary>Returns the predictions of the last run in the order of the users' first events.</summary>
    /// <param name="id">The pipeline.</param>
    /// <returns>The predictions; none before the first run.</returns>
    /// <exception cref="KeyNotFoundException">There is no pipeline with this id.</exception>
    internal IReadOnlyList<EmulatedPrediction> Predictions(string id) => Require(id).Predictions?.All ?? [];

    /// <summary>Adds an export to a pipeline, and makes it when there are predictions.</summary>
    /// <param name="id">The pipeline.</param>
    /// <param name="settings">The settings of the export.</param>
    /// <param name="cancellationToken">Cancels the export; its settings stay.</param>
    /// <returns>The export with its result.</returns>
    /// <exception cref="ArgumentException">A setting is invalid; the message says which.</exception>
    /// <exception cref="KeyNotFoundException">There is no pipeline with this id.</exception>
    /// <exception cref="InvalidOperationException">The pipeline has 100 exports.</exception>
    public async Task<PredictionExport> AddExportAsync(string id, PredictionExport settings, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(settings);
        ExportRules.Validate(settings);
        var entry = Require(id);
        var export = settings.Copy();
        lock (_lock)
        {
            if (entry.Exports.Count == MaxExports)
            {
                throw new InvalidOperationException($"A pipeline has at most {MaxExports} exports.");
            }

            export.Id = NewId();
            entry.Exports.Add(export);
        }

        Changed?.Invoke();
        return entry.Predictions is null ? export : await RunExportAsync(id, export.Id, cancellationToken);
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

    internal EmulatedPipeline? Find(string id)
    {
        lock (_lock)
        {
            return EntryOf(id)?.Pipeline;
        }
    }

    /// <summary>Removes a pipeline with its predictions and exports. Returns false when there is none with this id.</summary>
    internal bool Remove(string id) => Remove(() => _entries.RemoveAll(entry => entry.Pipeline.Id == id));

    /// <summary>Removes an export. Returns false when there is none with this id.</summary>
    internal bool RemoveExport(string id, string exportId) => Remove(() => EntryOf(id)?.Exports.RemoveAll(export => export.Id == exportId) ?? 0);

    internal EmulatedPrediction? FindPrediction(string id, string userId) => Require(id).Predictions?.Find(userId);

    internal IReadOnlyList<PredictionExport> Exports(string id)
    {
        var entry = Require(id);
        lock (_lock)
        {
            return [.. entry.Exports];
        }
    }

    /// <summary>Makes an export of the last predictions. The result's <see cref="PredictionExport.Error"/> holds a failure.</summary>
    internal async Task<PredictionExport> RunExportAsync(string id, string exportId, CancellationToken cancellationToken = default)
    {
        var entry = Require(id);
        var export = (Exports(id).FirstOrDefault(export => export.Id == exportId) ?? throw new KeyNotFoundException("There is no export with this id.")).Copy();
        var erased = BeginWork();
        try
        {
            var predictions = entry.Predictions ?? throw new InvalidOperationException("The pipeline has not run yet.");
            var rows = ExportFile.Select(export, predictions).Where(prediction => !Contains(erased, prediction.UserId));
            await MakeAsync(entry.Pipeline, export, rows, cancellationToken);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or HttpRequestException or TaskCanceledException
            && !cancellationToken.IsCancellationRequested)
        {
            export.LastRunAt = _time.GetUtcNow();
            export.Error = e is IOException or UnauthorizedAccessException ? "The file could not be written." : e.Message;
        }
        finally
        {
            EndWork(erased);
        }

        lock (_lock)
        {
            var index = entry.Exports.FindIndex(known => known.Id == exportId);
            if (index >= 0)
            {
                entry.Exports[index] = export;
            }
        }

        Changed?.Invoke();
        return export;
    }

    internal void Clear()
    {
        lock (_lock)
        {
            _entries.Clear();
        }
    }

    /// <summary>Removes erased users from all predictions.</summary>
    internal void Forget(IReadOnlySet<string> users)
    {
        lock (_lock)
        {
            foreach (var entry in _entries)
            {
                entry.Predictions = entry.Predictions?.Without(users);
            }

            foreach (var erased in _erasedDuringWork)
            {
                erased.UnionWith(users);
            }
        }
    }

    /// <summary>Describes the state that a directory keeps.</summary>
    internal JsonArray Describe()
    {
        lock (_lock)
        {
            return new JsonArray([.. _entries.Select(entry =>
                PipelineJson.Describe(entry.Pipeline, entry.Exports.Where(export => export.FeedAddress is null)))]);
        }
    }

    /// <summary>Reads the state that a directory keeps. Predicts again from the events until the last run.</summary>
    internal void Read(JsonElement json)
    {
        foreach (var element in json.EnumerateArray())
        {
            var entry = new Entry(PipelineJson.ReadPipeline(element));
            entry.Exports.AddRange(element.GetProperty("exports"u8).EnumerateArray().Select(PipelineJson.ReadState));
            entry.Predictions = entry.Pipeline.LastPredictionAt is { } until ? Predict(entry.Pipeline, until, CancellationToken.None) : null;
            lock (_lock)
            {
                _entries.Add(entry);
            }
        }
    }

    /// <summary>Writes the last predictions of a pipeline as a file to a stream.</summary>
    internal async Task WriteExportAsync(string id, PredictionExport export, Stream stream, CancellationToken cancellationToken)
    {
        ExportRules.Validate(export);
        var entry = Require(id);
        var predictions = entry.Predictions ?? throw new InvalidOperationException("The pipeline has not run yet.");
        await ExportFile.WriteAsync(stream, entry.Pipeline.Type, export, ExportFile.Select(export, predictions), cancellationToken);
    }

    private async Task MakeAsync(EmulatedPipeline pipeline, PredictionExport export, IEnumerable<EmulatedPrediction> chosen, CancellationToken cancellationToken)
    {
        var now = _time.GetUtcNow();
        string? file = null;
        var skipped = 0;
        int rows;
        if (export.Folder is { } folder)
        {
            Directory.CreateDirectory(folder);
            var name = $"{AttributeName.Normalize(pipeline.Name)}_{now.ToString("yyyyMMdd'T'HHmmssfff'Z'", CultureInfo.InvariantCulture)}.csv";
            file = Path.Combine(folder, name);
            var unfinished = file + ".tmp";
            await using (var stream = OwnFile.Open(unfinished, FileMode.Create, FileAccess.Write, FileShare.None))
            {
                rows = await ExportFile.WriteAsync(stream, pipeline.Type, export, chosen, cancellationToken);
            }

            // A program that watches the folder sees complete files only.
            File.Move(unfinished, file, overwrite: true);
        }
        else if (export.ToEmulatedFeed || export.FeedAddress is not null)
        {
            var runId = $"{export.Id}-{now.ToUnixTimeMilliseconds().ToString(CultureInfo.InvariantCulture)}";
            (rows, skipped) = await _push.PushAsync(pipeline.Name, export, runId, chosen, cancellationToken);
        }
        else
        {
            rows = chosen.Count();
        }

        (export.LastRunAt, export.Rows, export.SkippedRows, export.File, export.Error) = (now, rows, skipped, file, null);
    }

    private PredictionSet? Predict(EmulatedPipeline pipeline, DateTimeOffset until, CancellationToken cancellationToken)
    {
        var reader = new ActivityReader(pipeline);
        foreach (var received in _events.Where(received => received.ReceivedAt <= until))
        {
            cancellationToken.ThrowIfCancellationRequested();
            reader.Add(received);
        }

        if (reader.Users.Count == 0)
        {
            return null;
        }

        var scores = StandInScores.Compute(pipeline, reader.Rows, reader.Users.Count);
        lock (_lock)
        {
            return PredictionSet.Rank(reader.Users, scores, _random);
        }
    }

    /// <summary>
    /// Returns the set of users that are erased until <see cref="EndWork"/>: a run and an export hold what they read
    /// before, and must not bring these users back.
    /// </summary>
    private HashSet<string> BeginWork()
    {
        var erased = new HashSet<string>(StringComparer.Ordinal);
        lock (_lock)
        {
            _erasedDuringWork.Add(erased);
        }

        return erased;
    }

    private void EndWork(HashSet<string> erased)
    {
        lock (_lock)
        {
            _erasedDuringWork.Remove(erased);
        }
    }

    private bool Contains(HashSet<string> erased, string userId)
    {
        lock (_lock)
        {
            return erased.Contains(userId);
        }
    }

    private bool Remove(Func<int> remove)
    {
        lock (_lock)
        {
            if (remove() == 0)
            {
                return false;
            }
        }

        Changed?.Invoke();
        return true;
    }

    private void Update(Entry entry, Action<EmulatedPipeline> change)
    {
        lock (_lock)
        {
            var pipeline = entry.Pipeline.Copy();
            change(pipeline);
            entry.Pipeline = pipeline;
        }
    }

    private Entry? EntryOf(string id) => _entries.Find(entry => entry.Pipeline.Id == id);

    private Entry Require(string id)
    {
        ArgumentNullException.ThrowIfNull(id);
        lock (_lock)
        {
            return EntryOf(id) ?? throw new KeyNotFoundException("There is no pipeline with this id.");
        }
    }

    private string NewId()
    {
        while (true)
        {
            var id = new string(_random.GetItems<char>(IdLetters, 8));
            if (EntryOf(id) is null && !_entries.Exists(entry => entry.Exports.Exists(export => export.Id == id)))
            {
                return id;
            }
        }
    }

    private sealed class Entry(EmulatedPipeline pipeline)
    {
        public EmulatedPipeline Pipeline { get; set; } = pipeline;

        public PredictionSet? Predictions { get; set; }

        public List<PredictionExport> Exports { get; } = [];
    }
}
