using System.Globalization;

namespace Vidora.Integration.Benchmarks.Floors;

/// <summary>What a program for Node.js does with the same documents: <c>JSON.parse</c> of their bytes.</summary>
internal sealed class NodeReader : IAsyncDisposable
{
    /// <summary>Reads the file, one document a line; for each line of the input, parses the next documents and prints million bytes a second of processor time.</summary>
    private const string Script = """
        const [file, perTurn] = [process.argv[1], Number(process.argv[2])];
        const bytes = require('fs').readFileSync(file);
        const documents = [];
        for (let start = 0; start < bytes.length;) {
          const end = bytes.indexOf(10, start);
          documents.push(bytes.subarray(start, end));
          start = end + 1;
        }
        let next = 0;
        require('readline').createInterface({ input: process.stdin }).on('line', () => {
          let length = 0;
          const start = process.cpuUsage();
          for (let i = 0; i < perTurn; i++) {
            const document = documents[next++ % documents.length];
            JSON.parse(document.toString());
            length += document.length;
          }
          const used = process.cpuUsage(start);
          console.log(length / (used.user + used.system));
        });
        """;

    private readonly TemporaryFolder _folder;
    private readonly BenchmarkProcess _process;

    private NodeReader(TemporaryFolder folder, BenchmarkProcess process)
    {
        _folder = folder;
        _process = process;
    }

    /// <summary>Returns the path of node; null when it is not installed.</summary>
    public static string? Find() => (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator)
        .SelectMany(folder => new[] { Path.Combine(folder, "node"), Path.Combine(folder, "node.exe") })
        .FirstOrDefault(File.Exists);

    public static async Task<NodeReader> StartAsync(string node, byte[][] documents)
    {
        var folder = new TemporaryFolder();
        var path = folder.File("documents.jsonl");
        await using (var file = File.Create(path))
        {
            foreach (var document in documents)
            {
                await file.WriteAsync(document);
                file.WriteByte((byte)'\n');
            }
        }

        var perTurn = TimedWork.DocumentsPerTurn.ToString(CultureInfo.InvariantCulture);
        return new NodeReader(folder, BenchmarkProcess.Start(node, ["-e", Script, path, perTurn]));
    }

    /// <summary>Returns million bytes a second of processor time.</summary>
    public async Task<double> TurnAsync() => double.Parse(await _process.AskAsync(), CultureInfo.InvariantCulture);

    public async ValueTask DisposeAsync()
    {
        await _process.DisposeAsync();
        _folder.Dispose();
    }
}
