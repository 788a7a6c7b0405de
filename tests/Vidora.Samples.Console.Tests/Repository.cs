using System.Runtime.CompilerServices;

namespace Vidora.Samples.Console.Tests;

/// <summary>Where the sources are that this assembly was built from.</summary>
internal static class Repository
{
    public static string Root { get; } = FindRoot();

    private static string FindRoot([CallerFilePath] string thisFile = "")
    {
        // A deterministic build maps source paths away; then the way up from the assembly is left.
        foreach (var start in new[] { Path.GetDirectoryName(thisFile), AppContext.BaseDirectory })
        {
            for (var folder = start; !string.IsNullOrEmpty(folder); folder = Path.GetDirectoryName(folder))
            {
                if (File.Exists(Path.Combine(folder, "Vidora.Integration.sln")))
                {
                    return folder;
                }
            }
        }

        throw new InvalidOperationException("These tests run inside of the repository.");
    }
}
