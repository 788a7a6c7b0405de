using System.Globalization;
using System.Runtime.CompilerServices;
using System.Threading.Channels;
using Vidora.Integration;
using Vidora.Integration.Delivery;
using Vidora.Integration.Pipelines;
using Vidora.Samples.Console.Reporting;

namespace Vidora.Samples.Console.Input;

/// <summary>Reads files of history into an activity store: with the readers and the mapper of a replay.</summary>
internal sealed class History(IReadOnlyList<ReplayInput> inputs, MParticleFormat format, VidoraMappingOptions mapping, Terminal terminal)
{
    private const int BatchesAhead = 256;

    /// <summary>Gets the number of documents and files that could not be read.</summary>
    public int Unreadable { get; private set; }

    /// <summary>Adds the events of all inputs that the store has not read before.</summary>
    public async Task ReadAsync(ActivityStore store, IProgress<double> progress, CancellationToken cancellationToken)
    {
        var files = inputs.Where(input => !store.HasRead(input.Name, VersionOf(input))).ToList();
        var total = Math.Max(1, files.Sum(input => input.Length ?? 0));
        var done = 0L;
        await store.AddAsync(EventsAsync(files, input => progress.Report((done += input.Length ?? 0) / (double)total), cancellationToken), null, cancellationToken);
        foreach (var input in files)
        {
            store.MarkRead(input.Name, VersionOf(input));
        }
    }

    private static string VersionOf(ReplayInput input) =>
        new FileInfo(input.Name) is { Exists: true } file ? string.Create(CultureInfo.InvariantCulture, $"{file.Length}-{file.LastWriteTimeUtc.Ticks}") : "";

    private async IAsyncEnumerable<KnownEvent> EventsAsync(
        List<ReplayInput> files, Action<ReplayInput> onRead, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var mapped = Channel.CreateBounded<(DateTimeOffset? Received, IReadOnlyList<VidoraEvent> Events)>(BatchesAhead);
        var reading = Task.Run(() => MapAsync(files, mapped.Writer, onRead, stop.Token), CancellationToken.None);
        try
        {
            await foreach (var (received, events) in mapped.Reader.ReadAllAsync(cancellationToken))
            {
                foreach (var item in events)
                {
                    yield return KnownEvent.FromHistory(item, received);
                }
            }
        }
        finally
        {
            await stop.CancelAsync();
            await reading;
        }
    }

    private async Task MapAsync(
        List<ReplayInput> files, ChannelWriter<(DateTimeOffset? Received, IReadOnlyList<VidoraEvent> Events)> mapped, Action<ReplayInput> onRead, CancellationToken cancellationToken)
    {
        var mapper = new MParticleEventMapper(mapping);
        var errors = new ErrorLines(terminal.Error);
        try
        {
            foreach (var input in files)
            {
                try
                {
                    await foreach (var document in input.ReadAsync(cancellationToken))
                    {
                        if (!document.TryReadBatch(format, out var batch, out var error))
                        {
                            Unreadable++;
                            errors.Write($"{input.Name}: {error.Message}");
                        }
                        else if (mapper.Map(batch).Events is { Count: > 0 } events)
                        {
                            await mapped.WriteAsync((batch.ReceivedTime, events), cancellationToken);
                        }
                    }
                }
                catch (Exception e) when (e is IOException or InvalidDataException or UnauthorizedAccessException)
                {
                    Unreadable++;
                    errors.Write($"{input.Name}: {e.Message}");
                }

                onRead(input);
            }

            mapped.Complete();
        }
        catch (Exception e)
        {
            mapped.Complete(e);
        }
    }
}
