using System.Diagnostics;
using System.Globalization;
using Confluent.Kafka;

namespace Vidora.Integration.Kafka.Tests;

/// <summary>A member in a process of its own, which can crash.</summary>
internal sealed class MemberProcess : IDisposable
{
    private readonly Process _process;

    public MemberProcess(string bootstrapServers, Uri vidora, PartitionAssignmentStrategy strategy, int workers) =>
        _process = Process.Start(new ProcessStartInfo
        {
            FileName = Environment.ProcessPath is { } path && Path.GetFileNameWithoutExtension(path) == "dotnet" ? path : "dotnet",
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
        })!;

    public void Kill()
    {
        _process.Kill();
        _process.WaitForExit();
    }

    public async Task StopAsync()
    {
        _process.StandardInput.Close();
        await _process.WaitForExitAsync().WaitAsync(TimeSpan.FromSeconds(60));
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
