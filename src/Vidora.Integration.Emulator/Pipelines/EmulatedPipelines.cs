using System.Collections;
using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Vidora.Integration.Emulator.Hosting;
using Vidora.Integration.Emulator.Pipelines;
using Vidora.Integration.Files;
using Vidora.Integration.Pipelines;

namespace Vidora.Integration.Emulator;

/// <summary>
/// Lists the pipelines of the emulated Vidora in the order of their creation. They learn from the received events. The models are
/// this project's own, not Vidora's.
/// </summary>
[System.Diagnostics.CodeAnalysis.SuppressMessage("Naming", "CA1710", Justification = "The plural says that it is a collection.")]
[System.Diagnostics.CodeAnalysis.SuppressMessage("Design", "CA1001", Justification = "A SemaphoreSlim holds nothing until its wait handle is asked for.")]
public sealed class EmulatedPipelines : IReadOnlyCollection<EmulatedPipeline>
{
    private const int MaxPipelines = 1000;
    private const int MaxExports = 100;
    private const int MaxHistory = 60;
    private const string IdLetters = "abcdefghijklmnopqrstuvwxyz0123456789";

    private readonly Lock _lock = new();
    private readonly List<Entry> _entries = [];
    private readonly List<HashSet<string>> _erasedDuringWork = [];
    /// <summary>Learning takes processor and memory, so that one pipeline runs at a time.</summary>
    private readonly SemaphoreSlim _turn = new(1, 1);

    private readonly ReceivedActivity _activity;
    private readonly FeedPush _push;
    private readonly TimeProvider _time;
    private readonly Random _random;

    internal EmulatedPipelines(ReceivedActivity activity, FeedPush push, TimeProvider time, Random random)
    {
        _activity = activity;
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

    /// <summary>Called under no lock after the predictions of a pipeline changed or went.</summary>
    internal Action<string>? PredictionsChanged { get; set; }

    /// <summary>Creates a pipeline. It has no predictions until it runs.</summary>
    /// <param name="definition">The definition of the pipeline.</param>
    /// <param name="active">Whether it runs on its schedule. Default: true.</param>
    /// <returns>The pipeline with its id.</returns>
    /// <exception cref="ArgumentException">Throws when a setting is invalid, or the name has no letter or digit.</exception>
    /// <exception cref="InvalidOperationException">Throws when there are 1,000 pipelines, or one has the same attribute names.</exception>
    public EmulatedPipeline Create(PredictionPipeline definition, bool active = true)
    {
        ArgumentNullException.ThrowIfNull(definition);
        if (definition.FindProblem() is { } problem)
        {
            throw new ArgumentException(problem, nameof(definition));
        }

        var normalized = AttributeName.Normalize(definition.Name);
        if (normalized.Length == 0)
        {
            throw new ArgumentException($"\"name\" is \"{definition.Name}\", which has no letter or digit. Set a name such as \"Likely buyers\".", nameof(definition));
        }

        var pipeline = new EmulatedPipeline(definition) { Active = active };
        lock (_lock)
        {
            if (_entries.Count == MaxPipelines)
            {
                throw new InvalidOperationException($"The emulator holds at most {MaxPipelines} pipelines.");
            }

            if (_entries.Find(entry => AttributeName.Normalize(entry.Pipeline.Name) == normalized) is { } other)
            {
                throw new InvalidOperationException(
                    $"The pipeline \"{other.Pipeline.Name}\" has the same attribute names as \"{definition.Name}\". Use another name.");
            }

            (pipeline.Id, pipeline.CreatedAt) = (NewId(), _time.GetUtcNow());
            _entries.Add(new Entry(pipeline));
        }

        Changed?.Invoke();
        return pipeline;
    }

    /// <summary>Says what the received events hold for a pipeline, without training or creating it.</summary>
    /// <param name="definition">The definition of the pipeline.</param>
    /// <param name="cancellationToken">Cancels the check.</param>
    /// <exception cref="ArgumentException">Throws when a setting is invalid.</exception>
    public Task<PipelineCheck> CheckAsync(PredictionPipeline definition, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(definition);
        return Task.Run(
            () =>
            {
                using var activity = _activity.Read(definition, cancellationToken);
                return new PipelineRunner(activity).Check(definition, null, cancellationToken);
            },
            cancellationToken);
    }

    /// <summary>Learns from the accepted events, predicts for every active user, then makes the recurring exports.</summary>
    /// <param name="id">The pipeline.</param>
    /// <param name="asOf">The time for which users are predicted, such as one in the past. Default: null, the end of the received events.</param>
    /// <param name="cancellationToken">Cancels the run; earlier predictions stay.</param>
    /// <returns>
    /// The pipeline after the run. With too little data its status is <see cref="VidoraPipelineStatus.Failed"/>, and
    /// <see cref="EmulatedPipeline.Failure"/> says why; the predictions of the last good run stay.
    /// </returns>
    /// <exception cref="KeyNotFoundException">There is no pipeline with this id.</exception>
    public async Task<EmulatedPipeline> RunAsync(string id, DateTimeOffset? asOf = null, CancellationToken cancellationToken = default)
    {
        var entry = Require(id);
        await _turn.WaitAsync(cancellationToken);
        var before = entry.Pipeline;
        Update(entry, pipeline => pipeline.Status = VidoraPipelineStatus.Running);
        var erased = BeginWork();
        try
        {
            var now = _time.GetUtcNow();
            var run = await Task.Run(() => PredictAsync(entry, asOf, cancellationToken), cancellationToken);
            if (run.Failure is null)
            {
                Keep(entry, run, erased);
                PredictionsChanged?.Invoke(id);
            }

            Update(entry, pipeline =>
            {
                (pipeline.Failure, pipeline.LastRunAt, pipeline.Progress) = (run.Failure, now, null);
                pipeline.Status = run.Failure is null ? VidoraPipelineStatus.Complete : VidoraPipelineStatus.Failed;
                pipeline.LastPredictionAt = run.Failure is null ? now : pipeline.LastPredictionAt;
                pipeline.Card = run.Card ?? pipeline.Card;
            });
            foreach (var export in run.Failure is null ? Exports(id).Where(export => export.Recurring) : [])
            {
                await RunExportAsync(id, export.Id, cancellationToken);
            }
        }
        catch (Exception e)
        {
            Update(entry, pipeline =>
            {
                (pipeline.Status, pipeline.Progress, pipeline.LastRunAt) = (VidoraPipelineStatus.Failed, null, before.LastRunAt);
                pipeline.Failure = e is OperationCanceledException ? "The run was cancelled." : $"The run stopped with an error: {e.Message}";
            });
            throw;
        }
        finally
        {
            EndWork(erased);
            _turn.Release();
        }

        Changed?.Invoke();
        return entry.Pipeline;
    }

    /// <summary>Shows a pipeline as running before its run begins. Returns false when it runs already.</summary>
    /// <exception cref="KeyNotFoundException">There is no pipeline with this id.</exception>
    internal bool TryBegin(string id)
    {
        var entry = Require(id);
        lock (_lock)
        {
            if (entry.Pipeline.Status == VidoraPipelineStatus.Running)
            {
                return false;
            }

            Update(entry, pipeline => pipeline.Status = VidoraPipelineStatus.Running);
            return true;
        }
    }

    /// <summary>Returns the predictions of the last good run, in an order that says nothing about the scores.</summary>
    /// <param name="id">The pipeline.</param>
    /// <returns>The predictions; none before the first run.</returns>
    /// <exception cref="KeyNotFoundException">There is no pipeline with this id.</exception>
    internal IReadOnlyList<PipelinePrediction> Predictions(string id) => Require(id).Predictions?.All ?? [];

    /// <summary>Returns the cards of the last good runs by the time they predict for, each with its outcome once that is known.</summary>
    internal IReadOnlyList<ModelCard> History(string id)
    {
        var entry = Require(id);
        lock (_lock)
        {
            return [.. entry.History];
        }
    }

    /// <summary>Returns what moved the score of a user; null when there is no prediction, or its model is not in memory any more.</summary>
    internal IReadOnlyList<(string Words, bool Raises)>? ReasonsOf(string id, string userId) => Require(id).Predictions?.ReasonsOf(userId);

    /// <summary>Returns the names of fields and attributes in the latest events, to suggest them.</summary>
    internal (IReadOnlyList<string> Fields, IReadOnlyList<string> Attributes) Suggest() => _activity.Suggest();

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
    internal bool Remove(string id)
    {
        if (!Remove(() => _entries.RemoveAll(entry => entry.Pipeline.Id == id)))
        {
            return false;
        }

        PredictionsChanged?.Invoke(id);
        return true;
    }

    /// <summary>Removes an export. Returns false when there is none with this id.</summary>
    internal bool RemoveExport(string id, string exportId) => Remove(() => EntryOf(id)?.Exports.RemoveAll(export => export.Id == exportId) ?? 0);

    internal PipelinePrediction? FindPrediction(string id, string userId) => Require(id).Predictions?.Find(userId);

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
            var rows = ExportFile.Select(export, predictions.All).Where(prediction => !Contains(erased, prediction.UserId));
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
        List<string> changed;
        lock (_lock)
        {
            foreach (var entry in _entries)
            {
                (entry.Predictions, entry.Followed) = (entry.Predictions?.Without(users), entry.Followed?.Without(users));
            }

            foreach (var erased in _erasedDuringWork)
            {
                erased.UnionWith(users);
            }

            changed = [.. _entries.Where(entry => entry.Predictions is not null).Select(entry => entry.Pipeline.Id)];
        }

        changed.ForEach(id => PredictionsChanged?.Invoke(id));
    }

    /// <summary>Describes the state that a directory keeps. A list of users made in code cannot be read again, so that its pipeline is left out.</summary>
    internal JsonArray Describe()
    {
        lock (_lock)
        {
            return new JsonArray([.. _entries.Where(entry => !PipelineJson.HasUserLists(entry.Pipeline.Definition)).Select(entry =>
                PipelineJson.DescribeState(entry.Pipeline, entry.Exports.Where(export => export.FeedAddress is null)))]);
        }
    }

    /// <summary>Describes the predictions of a pipeline that a directory keeps; null when there are none.</summary>
    internal JsonObject? DescribePredictions(string id)
    {
        lock (_lock)
        {
            return EntryOf(id) is not { Predictions: { } last } entry || PipelineJson.HasUserLists(entry.Pipeline.Definition) ? null : new JsonObject
            {
                ["last"] = last.Describe(), ["followed"] = entry.Followed?.Describe(), ["history"] = JsonAnswer.Array(entry.History.Select(PredictionSet.CardNode)),
            };
        }
    }

    /// <summary>Reads the state that a directory keeps.</summary>
    internal void Read(JsonElement json)
    {
        lock (_lock)
        {
            foreach (var element in json.EnumerateArray())
            {
                var entry = new Entry(PipelineJson.ReadPipeline(element));
                entry.Exports.AddRange(element.GetProperty("exports"u8).EnumerateArray().Select(PipelineJson.ReadState));
                _entries.Add(entry);
            }
        }
    }

    /// <summary>Reads the predictions that a directory keeps.</summary>
    internal void ReadPredictions(string id, JsonElement json)
    {
        var entry = Require(id);
        lock (_lock)
        {
            entry.Predictions = PredictionSet.Read(json.GetProperty("last"u8));
            entry.Followed = json.GetProperty("followed"u8) is { ValueKind: JsonValueKind.Object } followed ? PredictionSet.Read(followed) : null;
            entry.History.AddRange(json.GetProperty("history"u8).EnumerateArray().Select(PredictionSet.ReadCard));
        }

        Update(entry, pipeline => pipeline.Card = entry.History.Find(card => card.AsOf == entry.Predictions.Card.AsOf) ?? entry.Predictions.Card);
    }

    /// <summary>Writes the last predictions of a pipeline as a file to a stream.</summary>
    internal async Task WriteExportAsync(string id, PredictionExport export, Stream stream, CancellationToken cancellationToken)
    {
        ExportRules.Validate(export);
        var entry = Require(id);
        var predictions = entry.Predictions ?? throw new InvalidOperationException("The pipeline has not run yet.");
        await ExportFile.WriteAsync(stream, entry.Pipeline.Type, export, ExportFile.Select(export, predictions.All), cancellationToken);
    }

    private async Task MakeAsync(EmulatedPipeline pipeline, PredictionExport export, IEnumerable<PipelinePrediction> chosen, CancellationToken cancellationToken)
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

    /// <summary>Runs the pipeline over what was received, and looks up what came of the run that is followed.</summary>
    private async Task<PredictionRun> PredictAsync(Entry entry, DateTimeOffset? asOf, CancellationToken cancellationToken)
    {
        var definition = entry.Pipeline.Definition;
        using var activity = _activity.Read(definition, cancellationToken);
        var runner = new PipelineRunner(activity);
        var progress = new Reporter(value => Update(entry, pipeline => pipeline.Progress = value));
        var run = await runner.RunAsync(definition, asOf, entry.Pipeline.Card, progress, cancellationToken);
        if (entry.Followed is { } followed && runner.Complete(followed.AsRun(definition)).Card is { Outcome: not null } completed)
        {
            lock (_lock)
            {
                AddToHistory(entry, completed);
                entry.Followed = null;
                Update(entry, pipeline => pipeline.Card = pipeline.Card?.AsOf == completed.AsOf ? completed : pipeline.Card);
            }
        }

        return run.Failure is null ? runner.Complete(run) : run;
    }

    /// <summary>
    /// Keeps the predictions of a good run. What comes of them is looked up by a later run; of a pipeline that runs more often than its
    /// window closes, that is done for one run a window.
    /// </summary>
    private void Keep(Entry entry, PredictionRun run, HashSet<string> erased)
    {
        lock (_lock)
        {
            entry.Predictions = new PredictionSet(run.Card!, run.Predictions, run.Reasons).Without(erased);
            AddToHistory(entry, run.Card!);
            if (run is { Pipeline: FutureEventsPipeline, Card.Outcome: null })
            {
                entry.Followed ??= entry.Predictions;
            }
        }
    }

    private static void AddToHistory(Entry entry, ModelCard card)
    {
        entry.History.RemoveAll(other => other.AsOf == card.AsOf);
        entry.History.Add(card);
        entry.History.Sort((one, other) => one.AsOf.CompareTo(other.AsOf));
        if (entry.History.Count > MaxHistory)
        {
            entry.History.RemoveAt(0);
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

        /// <summary>Gets or sets the run whose window has not closed, to look up what comes of it.</summary>
        public PredictionSet? Followed { get; set; }

        public List<ModelCard> History { get; } = [];

        public List<PredictionExport> Exports { get; } = [];
    }

    /// <summary>Reports on the thread of the run, in order.</summary>
    private sealed class Reporter(Action<PipelineProgress> report) : IProgress<PipelineProgress>
    {
        public void Report(PipelineProgress value) => report(value);
    }
}
