using System.CommandLine;

namespace Vidora.Samples.Console.Commands;

/// <summary><c>vidora name</c>: under which name predictions arrive in mParticle.</summary>
internal static class NameCommand
{
    public static Command Create(Terminal terminal) => new("name");
}
