using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Text.RegularExpressions;

namespace Vidora.Integration.Benchmarks.Floors;

/// <summary>A host beside a bare Kestrel endpoint that reads each body and answers 202: requests, the first of them, and memory.</summary>
internal static partial class ServeFloors
{
    private const string BareEndpoint = "a bare Kestrel endpoint that reads the body and answers 202";
    private static readonly TimeSpan _round = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan _idle = TimeSpan.FromSeconds(1);

    public static async Task AddAsync(FloorTable table)
    {
        using var folder = new TemporaryFolder();
        await using var sink = await SinkProcess.StartAsync(SinkProcess.Bare);
        await AddServeAsync(table, sink, folder.File("serve.db"));
        await AddStartAsync(table, sink, folder);
    }

    private static async Task AddServeAsync(FloorTable table, SinkProcess sink, string queueFile)
    {
        await using var bare = await SinkProcess.StartAsync(SinkProcess.Bare);
        await using var host = BenchmarkProcess.StartWithoutProfiling("serve-host", sink.Address.ToString(), queueFile);
        var toHost = ServeFigures.LoadOf(await host.ReadAsync());
        var toBare = ServeFigures.LoadOf(bare.Address.ToString());
        await table.AddAsync(new Pair
        {
            Name = "serve",
            Unit = "processor_us_per_request",
            FloorName = BareEndpoint,
            IsCost = true,
            Rounds = 6,
            WarmUps = 3,
            Figure = () => MeasureAsync(toHost, host, async () =>
            {
                // What was taken in the round is sent in the round, at the cost of the same process.
                while (await host.AskAsync() != "0")
                {
                    await Task.Delay(10);
                }
            }),
            Floor = () => MeasureAsync(toBare, bare.Process, () => Task.CompletedTask),
        });
    }

    private static async Task<double> MeasureAsync(SocketLoad load, BenchmarkProcess host, Func<Task> settleAsync)
    {
        var before = host.ProcessorTime;
        var result = await load.RunAsync(_round);
        await settleAsync();
        return result.Refused == 0
            ? (host.ProcessorTime - before).TotalMicroseconds / result.Count
            : throw new InvalidOperationException($"{result.Refused} of {result.Count} requests were refused.");
    }

    private static async Task AddStartAsync(FloorTable table, SinkProcess sink, TemporaryFolder folder)
    {
        var body = Corpus.Generate(1)[0];
        var compiled = await CompileAheadAsync(folder.File("console"));
        var memory = (Figure: new Queue<double>(), Floor: new Queue<double>());
        var queues = 0;
        await table.AddAsync(new Pair
        {
            Name = "first_202",
            Unit = "ms_from_process_start",
            FloorName = BareEndpoint,
            IsCost = true,
            Rounds = 6,
            Figure = () => StartAsync(() => StartConsole(compiled), body, memory.Figure),
            Floor = () => StartAsync(() => BenchmarkProcess.Start("sink", SinkProcess.Bare, "http://127.0.0.1:0"), body, memory.Floor),
        });
        await table.AddAsync(new Pair
        {
            Name = "idle_memory",
            Unit = "mb",
            FloorName = "the same endpoint, a second after its first 202",
            IsCost = true,
            Rounds = 6,
            Figure = () => Task.FromResult(memory.Figure.Dequeue()),
            Floor = () => Task.FromResult(memory.Floor.Dequeue()),
        });
        await table.AddAsync(new Pair
        {
            Name = "first_202_compiled_ahead",
            Unit = "ms_from_process_start",
            FloorName = "the same program, compiled while it runs",
            IsCost = true,
            Rounds = 6,
            Figure = () => StartAsync(() => StartConsole(compiled), body),
            Floor = () => StartAsync(() => StartConsole(BuiltConsole()), body),
        });

        BenchmarkProcess StartConsole(string program) => BenchmarkProcess.Start(
            "dotnet", [program, "serve", "--listen", "http://127.0.0.1:0", "--to", sink.Address.ToString(), "--queue", folder.File($"{queues++}.db")]);
    }

    /// <summary>Publishes the console as a release has it, and returns the path of the program.</summary>
    private static async Task<string> CompileAheadAsync(string folder)
    {
        await using var publish = BenchmarkProcess.Start(
            "dotnet",
            [
                "publish", Path.Combine(Repository.Root, "samples", "Vidora.Samples.Console"), "-c", "Release", "-r", RuntimeInformation.RuntimeIdentifier,
                "--self-contained", "false", "-p:CompileAhead=true", "-p:RunAnalyzers=false", "-o", folder,
            ]);
        await publish.EndAsync();
        return Path.Combine(folder, "vidora.dll");
    }

    /// <summary>Starts a host, and returns the milliseconds to its first 202. Adds the memory that it has afterwards, in million bytes.</summary>
    private static async Task<double> StartAsync(Func<BenchmarkProcess> start, byte[] body, Queue<double>? memory = null)
    {
        var started = Stopwatch.GetTimestamp();
        await using var host = start();
        Match address;
        do
        {
            address = Address().Match(await host.ReadAsync());
        }
        while (!address.Success);

        var result = await new SocketLoad(new Uri(new Uri(address.Value), "/mparticle/batches"), [body], connections: 1).RunOnceAsync();
        var elapsed = Stopwatch.GetElapsedTime(started);
        if (memory is not null)
        {
            await Task.Delay(_idle);
            memory.Enqueue(host.Memory / 1e6);
        }

        return result.Refused == 0 ? elapsed.TotalMilliseconds : throw new InvalidOperationException("The first request was refused.");
    }

    /// <summary>The console as the same build has made it.</summary>
    private static string BuiltConsole()
    {
        var build = Path.GetRelativePath(Path.Combine(Repository.Root, "tests", "Vidora.Integration.Benchmarks"), AppContext.BaseDirectory);
        return Path.Combine(Repository.Root, "samples", "Vidora.Samples.Console", build, "vidora.dll");
    }

    [GeneratedRegex(@"http://127\.0\.0\.1:[0-9]+")]
    private static partial Regex Address();
}
