namespace Vidora.Integration.AspNetCore.Tests;

/// <summary>A real <c>vidora serve</c> in a process of its own, to be killed.</summary>
internal static class ServeProcess
{
    /// <summary>Starts it and waits until it listens.</summary>
    public static async Task<(TestProcess Process, Uri Address)> StartAsync(Uri vidora, string queueFile, params string[] more)
    {
        var process = TestProcess.Dotnet(
            "vidora.dll", ["serve", "--listen", "http://127.0.0.1:0", "--to", vidora.ToString(), "--queue", queueFile, .. more]);
        return (process, new Uri((await process.LineAsync()).Split(' ')[2]));
    }
}
