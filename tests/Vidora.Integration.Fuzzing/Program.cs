using Vidora.Integration.Fuzzing;
using Vidora.Integration.Fuzzing.Engine;

if (FuzzCommand.IsUninstrumented(args))
{
    return FuzzCommand.Run(args);
}

// The same command once more, in a copy of this program that uses the instrumented assemblies.
using var instrumented = new InstrumentedAssemblies();
var run = instrumented.Program.GetType(typeof(FuzzCommand).FullName!)!.GetMethod(nameof(FuzzCommand.Run))!.CreateDelegate<Func<string[], int>>();
return run(args);
