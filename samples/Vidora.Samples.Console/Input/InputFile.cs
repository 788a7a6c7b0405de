using System.IO.Compression;
using System.IO.Pipelines;
using Vidora.Integration.Delivery;

namespace Vidora.Samples.Console.Input;

/// <summary>Opens a file of the command line or standard input. Detects gzip by the first bytes.</summary>
internal static class InputFile
{
    public const string StandardInput = "-";

    // Without it, a gzip file that is cut off reads like a whole file.
    static InputFile() => AppContext.SetSwitch("System.IO.Compression.UseStrictValidation", true);

    /// <summary>Checks that all files exist before a command starts.</summary>
    /// <exception cref="CommandFailedException">A file does not exist, or standard input stands there twice.</exception>
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

        RequireOneStandardInput(names);
    }

    /// <exception cref="CommandFailedException">Standard input stands there twice.</exception>
    public static void RequireOneStandardInput(IEnumerable<string> names)
    {
        if (names.Count(name => name == StandardInput) > 1)
        {
            throw new CommandFailedException("standard input (-) can be read only once.");
        }
    }

    /// <summary>Returns the files that the paths name, and those in folders.</summary>
    /// <exception cref="CommandFailedException">A path does not exist.</exception>
    public static IReadOnlyList<ReplayInput> List(IEnumerable<string> paths)
    {
        try
        {
            return ReplayInput.FromFiles(paths);
        }
        catch (FileNotFoundException e)
        {
            throw new CommandFailedException($"there is no file or folder \"{e.FileName}\".");
        }
    }

    /// <summary>Returns the content, and the file itself, whose position tells how far it was read; null for standard input.</summary>
    /// <exception cref="CommandFailedException">The file does not open.</exception>
    public static async Task<(Stream Content, FileStream? File)> OpenAsync(string name, Terminal terminal, CancellationToken cancellationToken)
    {
        var file = name == StandardInput ? null : Open(name);
        var pipe = file is null ? ReadInBackground(terminal.Input) : PipeReader.Create(file);
        var start = await pipe.ReadAtLeastAsync(2, cancellationToken);
        var isGzip = start.Buffer.Length >= 2 && start.Buffer.FirstSpan is [0x1f, 0x8b, ..];
        pipe.AdvanceTo(start.Buffer.Start);
        return (isGzip ? new GZipStream(pipe.AsStream(), CompressionMode.Decompress) : pipe.AsStream(), file);
    }

    /// <summary>Reads through a pipe, because a read of a terminal or of another program cannot be cancelled.</summary>
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
