using System.CommandLine;

namespace Vidora.Samples.Console.Commands;

/// <summary>Creates the option that asks for JSON.</summary>
internal static class JsonOption
{
    public static Option<bool> Create(string description = "Write the summary as one JSON object.") => new("--json") { Description = description };
}
