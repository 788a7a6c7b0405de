using System.Runtime.CompilerServices;
using Vidora.Integration;
using Vidora.Samples.Console.Reporting;

namespace Vidora.Samples.Console.Input;

/// <summary>Reads and maps all files, counts, and writes a line for each unreadable document.</summary>
internal sealed class BatchReading(IReadOnlyList<string> files, MParticleFormat format, MParticleEventMapper mapper, Terminal terminal)
{
    public RunSummary Summary { get; } = new() { Files = files.Count };

    public ErrorLines Errors { get; } = new(terminal.Error);

    public async IAsyncEnumerable<(long Document, MappingResult Result)> RunAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (var (file, number, document, _) in InputDocuments.ReadAsync(files, terminal, Report, cancellationToken))
        {
            if (!document.TryReadBatch(format, out var batch, out var error))
            {
                Report(file, error.Message);
                continue;
            }

            var result = mapper.Map(batch);
            Summary.Add(result);
            yield return (number, result);
        }
    }

    private void Report(string file, string what)
    {
        Summary.Unreadable++;
        Errors.Write($"{(file == InputFile.StandardInput ? "standard input" : file)}: {what}");
    }
}
