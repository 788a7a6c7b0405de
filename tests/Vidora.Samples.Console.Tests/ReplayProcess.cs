using System.Globalization;

namespace Vidora.Samples.Console.Tests;

/// <summary>A real <c>vidora replay</c> in a process of its own, to be killed or measured.</summary>
internal static class ReplayProcess
{
    /// <param name="archive">The folder to replay.</param>
    /// <param name="vidora">The address of Vidora.</param>
    /// <param name="more">More arguments.</param>
    /// <param name="heapLimit">The managed memory in bytes at which the process fails. Default: no limit.</param>
    public static TestProcess Start(string archive, Uri vidora, string[] more, long? heapLimit = null) => TestProcess.Dotnet(
        "vidora.dll",
        ["replay", archive, "--to", vidora.ToString(), .. more],
        start =>
        {
            start.Environment["VIDORA_API_KEY"] = "demo-key";
            if (heapLimit is { } limit)
            {
                start.Environment["DOTNET_GCHeapHardLimit"] = limit.ToString("x", CultureInfo.InvariantCulture);
            }
        });
}
