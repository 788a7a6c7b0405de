using System.Diagnostics;
using System.Globalization;
using Confluent.Kafka;

namespace Vidora.Integration.Kafka.Tests;

/// <summary>A member in a process of its own, which can crash.</summary>
internal sealed class MemberProcess : IDisposable
{
    private readonly Process _process;

    public MemberProcess(string bootstrapServers, Uri vidora, PartitionAssignmentStrategy strategy, int workers, LogLines log)
    {
        _process = Process.Start(new ProcessStartInfo
        {
            FileName = DotNet,
            ArgumentList =
            {
                typeof(MemberProcess).Assembly.Location,
                "consume",
                bootstrapServers,
                vidora.ToString(),
                strategy.ToString(),
                workers.ToString(CultureInfo.InvariantCulture),
            },
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        })!;
        _process.OutputDataReceived += (_, line) => log.Add(line.Data ?? "");
        _process.BeginOutputReadLine();
    }

    private static string DotNet { get; } = Environment.ProcessPath is { } path && Path.GetFileNameWithoutExtension(path) == "dotnet" ? path : "dotnet";

    public void Kill()
    {
        _process.Kill();
        _process.WaitForExit();
    }

    public void Dispose()
    {
        if (!_process.HasExited)
        {
            Kill();
        }

        _process.Dispose();
    }
}
