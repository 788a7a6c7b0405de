using System.Text.Json;
using System.Threading.Channels;
using Vidora.Integration.MParticle;
using Vidora.Integration.Mapping;

namespace Vidora.Integration.Delivery.Replay;

/// <summary>Reads inputs in their order, maps and filters their documents, and passes them on in windows.</summary>
/// <remarks>It is at most two windows ahead of the sender.</remarks>
internal sealed class ReplayReader(
    MParticleEventMapper mapper, ReplayFilter filter, ReplayOptions options, ReplayCheckpoint? checkpoint, ChannelWriter<ReplayWindow> windows)
{
    private const long MaxWindowBytes = 8 << 20;
    private const int MaxWindowParts = 1_000;
    private const string OtherFile =
        "It is not the file that the checkpoint knows. To replay the new content, use another checkpoint for this file alone.";

    private readonly VidoraEventBuffer _mapped = new();
    private readonly HashSet<string> _names = new(StringComparer.Ordinal);
    private readonly string? _checkpointPath = options.CheckpointFile is { } path ? Path.GetFullPath(path) : null;
    private ReplayWindow _window = new(options.MaxConcurrentRequests);

    /// <summary>Reads all inputs. The windows end with the inputs or with an error.</summary>
    public async Task RunAsync(IAsyncEnumerable<ReplayInput> inputs, CancellationToken cancellationToken)
    {
        try
        {
            await foreach (var input in inputs.WithCancellation(cancellationToken).ConfigureAwait(false))
            {
                await ReadAsync(input, cancellationToken).ConfigureAwait(false);
            }

            await PassOnAsync(cancellationToken).ConfigureAwait(false);
            windows.Complete();
        }
        catch (Exception e)
        {
            windows.Complete(e);
        }
    }

    private async Task ReadAsync(ReplayInput input, CancellationToken cancellationToken)
    {
        if (!_names.Add(input.Name))
        {
            throw new ReplayException($"There are two inputs with the name \"{input.Name}\"; the checkpoint cannot distinguish them.");
        }

        var (file, end) = await FindAsync(input, cancellationToken).ConfigureAwait(false);
        if (end is null)
        {
            await ReadAsync(input, file, cancellationToken).ConfigureAwait(false);
            return;
        }

        await EndAsync(Begin(file), end.Value.State, end.Value.Problem, input.Length ?? 0, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Returns what the checkpoint knows of an input, and how it ends when it is not read at all.</summary>
    private async ValueTask<(ReplayFile File, (ReplayFileState State, string? Problem)? End)> FindAsync(
        ReplayInput input, CancellationToken cancellationToken)
    {
        var known = checkpoint?.Find(input.Name);
        if (input.Refusal is { } refusal)
        {
            // A file of an unfinished replay that is now left out is not skipped silently.
            return (
                known ?? new ReplayFile(input.Name, null),
                known is { IsDone: false } && refusal.State == ReplayFileState.LeftOut ? (ReplayFileState.Changed, OtherFile) : refusal);
        }

        if (_checkpointPath is not null && ReplayCheckpoint.IsOwn(input.Name, _checkpointPath))
        {
            return (new ReplayFile(input.Name, null), (ReplayFileState.LeftOut, "It is the checkpoint."));
        }

        try
        {
            var version = await input.GetVersionAsync(cancellationToken).ConfigureAwait(false);
            return known switch
            {
                null => (new ReplayFile(input.Name, version), null),
                _ when known.Version != version => (known, (ReplayFileState.Changed, OtherFile)),
                _ => (known, known.IsDone ? (ReplayFileState.Complete, null) : null),
            };
        }
        catch (Exception e) when (IsOfInput(e, cancellationToken))
        {
            return (known ?? new ReplayFile(input.Name, null), Describe(e));
        }
    }

    private async Task ReadAsync(ReplayInput input, ReplayFile file, CancellationToken cancellationToken)
    {
        var part = Begin(file);
        var settled = file.Documents;
        var number = 0L;
        var bytes = 0L;
        var (state, problem) = (ReplayFileState.Complete, (string?)null);
        try
        {
            await using var content = await input.OpenAsync(cancellationToken).ConfigureAwait(false);
            await using var documents = content.Documents.GetAsyncEnumerator(cancellationToken);
            while (await documents.MoveNextAsync().ConfigureAwait(false))
            {
                number++;
                if (number <= settled)
                {
                    continue;
                }

                Add(documents.Current, number, part);
                if (IsFull())
                {
                    part.Bytes = content.BytesRead - bytes;
                    bytes = content.BytesRead;
                    await PassOnAsync(cancellationToken).ConfigureAwait(false);
                    part = Begin(file);
                    part.Documents = number;
                }
            }

            if (await input.GetVersionAsync(cancellationToken).ConfigureAwait(false) != file.Version)
            {
                (state, problem) = (ReplayFileState.Changed, "It changed while it was read.");
            }
            else if (number < settled)
            {
                (state, problem) = (ReplayFileState.Changed, "It has fewer documents than an earlier run settled.");
            }
        }
        catch (Exception e) when (IsOfInput(e, cancellationToken))
        {
            (state, problem) = Describe(e);
        }

        await EndAsync(part, state, problem, Math.Max(0, (input.Length ?? bytes) - bytes), cancellationToken).ConfigureAwait(false);
    }

    private void Add(MParticleDocument document, long number, ReplayWindow.Part part)
    {
        var counts = part.Counts;
        part.Documents = number;
        counts.Documents++;
        _window.Size++;
        if (!document.TryReadBatch(options.Format, out var batch, out var error))
        {
            counts.UnreadableDocuments++;
            part.Problems.Add(new ReplayProblem
            {
                File = part.File.Name,
                Document = number,
                Position = document.Position,
                Reason = error.Message,
            });
            return;
        }

        counts.Batches++;
        if (!filter.Takes(batch))
        {
            var events = batch.Events.Count + batch.SystemNotifications.Count;
            counts.Events += events;
            counts.AddNotForwarded("user_filter", events);
            return;
        }

        _mapped.Clear();
        mapper.Map(batch, _mapped);
        counts.Events += _mapped.InputEvents;
        counts.ForwardedEvents += _mapped.ForwardedInputEvents;
        foreach (var issue in _mapped.Issues)
        {
            counts.AddNotForwarded(IssueReason.Of(issue.Code), issue.NotForwardedEvents);
        }

        if (_mapped.Count > 0)
        {
            AddEvents(batch, new ReplayWindow.Origin(part, number, document.Position));
        }
    }

    private void AddEvents(MParticleBatch batch, ReplayWindow.Origin origin)
    {
        var counts = origin.Part.Counts;
        var lane = _window.LaneOf(batch.Mpid.GetValueOrDefault());
        counts.VidoraEvents += _mapped.Count;
        foreach (var item in _mapped.ToResult().Events)
        {
            if (filter.FindReason(item) is { } reason)
            {
                counts.AddLeftOut(reason, 1);
                continue;
            }

            lane.Events.Add(item);
            lane.Origins.Add(origin);
            _window.Size++;
            _window.Bytes += item.Utf8Json.Length;
        }
    }

    private ReplayWindow.Part Begin(ReplayFile file)
    {
        var part = new ReplayWindow.Part(file);
        _window.Parts.Add(part);
        return part;
    }

    private async ValueTask EndAsync(ReplayWindow.Part part, ReplayFileState state, string? problem, long bytes, CancellationToken cancellationToken)
    {
        part.End = state;
        part.Problem = problem;
        part.Bytes = bytes;
        if (IsFull())
        {
            await PassOnAsync(cancellationToken).ConfigureAwait(false);
        }
    }

    private bool IsFull() => _window.Size >= options.MaxWindowEvents || _window.Bytes >= MaxWindowBytes || _window.Parts.Count >= MaxWindowParts;

    private async ValueTask PassOnAsync(CancellationToken cancellationToken)
    {
        await windows.WriteAsync(_window, cancellationToken).ConfigureAwait(false);
        _window = new ReplayWindow(options.MaxConcurrentRequests);
    }

    private static bool IsOfInput(Exception e, CancellationToken cancellationToken) =>
        e is not ReplayException && !cancellationToken.IsCancellationRequested;

    /// <summary>Describes an error. Messages of storage services can contain addresses with keys, so only messages about files are quoted.</summary>
    private static (ReplayFileState State, string? Problem) Describe(Exception e) => e switch
    {
        FileNotFoundException or DirectoryNotFoundException => (ReplayFileState.Vanished, "It no longer exists."),
        InvalidDataException or IOException or UnauthorizedAccessException => (ReplayFileState.Unreadable, e.Message),
        _ => (ReplayFileState.Unreadable, $"It cannot be read to its end ({e.GetType().Name})."),
    };
}
