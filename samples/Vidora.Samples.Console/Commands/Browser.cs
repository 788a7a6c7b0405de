using System.ComponentModel;
using System.Diagnostics;
using Vidora.Samples.Console.Reporting;

namespace Vidora.Samples.Console.Commands;

/// <summary>Opens a page in the browser of this machine.</summary>
internal static class Browser
{
    public static void Open(Uri page, Terminal terminal)
    {
        try
        {
            // The shell of the system knows the browser. A machine without a desktop has none.
            using var started = Process.Start(new ProcessStartInfo(page.AbsoluteUri) { UseShellExecute = true });
        }
        catch (Exception e) when (e is Win32Exception or InvalidOperationException or PlatformNotSupportedException)
        {
            terminal.Error.WriteUnbroken($"No browser opens. The pages are at {page}");
        }
    }
}
