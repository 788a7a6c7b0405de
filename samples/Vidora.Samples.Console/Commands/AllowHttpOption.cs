using System.CommandLine;

namespace Vidora.Samples.Console.Commands;

/// <summary>Creates the option that permits http beyond this machine.</summary>
internal static class AllowHttpOption
{
    public static Option<bool> Create() => new("--allow-http")
    {
        Description = "Let the keys travel readable, to an emulator on another machine. Hosts of Vidora and mParticle always need https.",
    };
}
