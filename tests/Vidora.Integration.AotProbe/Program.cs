using System.Runtime.CompilerServices;
using Vidora.Integration.AotProbe;
using Vidora.Integration.Emulator;

// One of everything in all packages, to be compiled natively: what trimming took away, or what needs a JIT, fails here.
if (args is ["start"])
{
    Console.WriteLine("running");
    await using var listening = await VidoraEmulator.StartAsync();
    Console.WriteLine("listening");
    return 0;
}

var checks = new Checks();
var folder = Directory.CreateTempSubdirectory("vidora-probe-");
try
{
    await using var emulator = await VidoraEmulator.StartAsync();
    await LibraryChecks.RunAsync(checks, emulator);
    await DeliveryChecks.RunAsync(checks, emulator, folder.FullName);
    await EndpointChecks.RunAsync(checks, emulator, folder.FullName);
    await KafkaChecks.RunAsync(checks, emulator);
}
finally
{
    folder.Delete(recursive: true);
}

Console.WriteLine($"{checks.Passed} checks passed, {checks.Failed} failed");
if (!RuntimeFeature.IsDynamicCodeSupported)
{
    await Figures.PrintAsync();
}

return checks.Failed == 0 ? 0 : 1;
