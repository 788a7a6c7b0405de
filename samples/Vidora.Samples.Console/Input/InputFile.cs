using System.IO.Compression;
using System.IO.Pipelines;

namespace Vidora.Samples.Console.Input;

/// <summary>A file named on the command line, or standard input. What is gzip is seen from its first bytes.</summary>
internal static class InputFile
{
    public const string StandardInput = "-";

    // Otherwise a gzip file that was cut off ends like a whole one.
    static InputFile() => AppContext.SetSwitch("System.IO.Compression.UseStrictValidation", true);

    /// <summary>Finds out before anything is done whether all of the files are there.</summary>
    /// <exception cref="CommandFailedException">One is not, or standard input is named twice.</exception>
    public static void RequireAll(IReadOnlyCollection<string> names)
    {
        foreach (var name in names)
        {
            if (name == StandardInput)
            {
                continue;
            }

            if (Directory.Exists(name))
            {
                throw new CommandFailedException($"\"{name}\" is a folder; name the files in it.");
            }

            if (!File.Exists(name))
            {
                throw new CommandFailedException($"there is no file \"{name}\".");
            }
        }

        if (names.Count(name => name == StandardInput) > 1)
        {
            throw new CommandFailedException("standard input (-) can be read once only.");
        }
    }

    /// <exception cref="CommandFailedException">The file cannot be opened.</exception>
    public static async Task<Stream> OpenAsync(string name, Terminal terminal, CancellationToken cancellationToken)
    {
        var pipe = name == StandardInput ? ReadInBackground(terminal.Input) : PipeReader.Create(Open(name));
        var start = await pipe.ReadAtLeastAsync(2, cancellationToken);
        var isGzip = start.Buffer.Length >= 2 && start.Buffer.FirstSpan is [0x1f, 0x8b, ..];
        pipe.AdvanceTo(start.Buffer.Start);
        return isGzip ? new GZipStream(pipe.AsStream(), CompressionMode.Decompress) : pipe.AsStream();
    }

    /// <summary>Waiting for a terminal or for another program cannot be cancelled; waiting for a pipe can.</summary>
    private static PipeReader ReadInBackground(Stream input)
    {
        var pipe = new Pipe();
        _ = Task.Run(async () =>
        {
            try
            {
                await input.CopyToAsync(pipe.Writer);
                await pipe.Writer.CompleteAsync();
            }
            catch (Exception e)
            {
                await pipe.Writer.CompleteAsync(e);
            }
        });
        return pipe.Reader;
    }

    private static FileStream Open(string name)
    {
        try
        {
            return File.OpenRead(name);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new CommandFailedException($"\"{name}\" cannot be opened: {e.Message}");
        }
    }
}
