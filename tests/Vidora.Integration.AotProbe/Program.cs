using System.Runtime.CompilerServices;
using Vidora.Integration.AotProbe;

// One of everything in the packages for native AOT, to be compiled natively: what trimming took away, or what needs a JIT, fails here.
if (args is ["start"])
{
    Console.WriteLine("running");
    await using var listening = await LocalServices.StartAsync();
    Console.WriteLine("listening");
    return 0;
}

var checks = new Checks();
var folder = Directory.CreateTempSubdirectory("vidora-probe-");
try
{
    await using var services = await LocalServices.StartAsync();
    await LibraryChecks.RunAsync(checks, services);
    await DeliveryChecks.RunAsync(checks, services, folder.FullName);
    await EndpointChecks.RunAsync(checks, services, folder.FullName);
    await KafkaChecks.RunAsync(checks, services);
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
