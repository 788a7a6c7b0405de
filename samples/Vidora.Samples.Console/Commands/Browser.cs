using System.ComponentModel;
using System.Diagnostics;
using Vidora.Samples.Console.Reporting;

namespace Vidora.Samples.Console.Commands;

/// <summary>Shows a page in the browser of whoever sits at this machine.</summary>
internal static class Browser
{
    public static void Open(Uri page, Terminal terminal)
    {
        try
        {
            // The shell of the system knows the browser; without a desktop there is none.
            using var started = Process.Start(new ProcessStartInfo(page.AbsoluteUri) { UseShellExecute = true });
        }
        catch (Exception e) when (e is Win32Exception or InvalidOperationException or PlatformNotSupportedException)
        {
            terminal.Error.WriteUnbroken($"No browser could be opened; the pages are at {page}");
        }
    }
}
