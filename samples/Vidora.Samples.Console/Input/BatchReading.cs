using System.Runtime.CompilerServices;
using Vidora.Integration;
using Vidora.Integration.Generator;
using Vidora.Samples.Console.Reporting;

namespace Vidora.Samples.Console.Input;

/// <summary>Reads and maps all documents, counts, and writes a line for each unreadable one.</summary>
internal sealed class BatchReading
{
    private readonly Func<CancellationToken, IAsyncEnumerable<InputDocument>> _documents;
    private readonly MParticleFormat _format;
    private readonly MParticleEventMapper _mapper;

    /// <summary>Reads files.</summary>
    public BatchReading(IReadOnlyList<string> files, MParticleFormat format, MParticleEventMapper mapper, Terminal terminal)
    {
        (_format, _mapper) = (format, mapper);
        Summary = new RunSummary { Files = files.Count };
        Errors = new ErrorLines(terminal.Error);
        _documents = cancellationToken => InputDocuments.ReadAsync(files, terminal, Report, cancellationToken);
    }

    /// <summary>Reads a season, which is made on the fly.</summary>
    public BatchReading(Season season, MParticleEventMapper mapper, Terminal terminal)
        : this([], MParticleFormat.Auto, mapper, terminal) => _documents = cancellationToken => SeasonDocuments.ReadAsync(season, cancellationToken);

    public RunSummary Summary { get; }

    public ErrorLines Errors { get; }

    public async IAsyncEnumerable<(long Document, MappingResult Result)> RunAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (var (file, number, document, _) in _documents(cancellationToken))
        {
            if (!document.TryReadBatch(_format, out var batch, out var error))
            {
                Report(file, error.Message);
                continue;
            }

            var result = _mapper.Map(batch);
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
