using System.Reflection;
using System.Runtime.Loader;

namespace Vidora.Integration.Fuzzing.Engine;

/// <summary>
/// This program and the assemblies that it fuzzes, loaded a second time: these from copies that SharpFuzz has
/// instrumented. What is built stays as it is.
/// </summary>
internal sealed class InstrumentedAssemblies : AssemblyLoadContext, IDisposable
{
    private static readonly string[] _fuzzed =
    [
        "Vidora.Integration", "Vidora.Integration.Delivery", "Vidora.Integration.AspNetCore", "Vidora.Integration.Emulator",
    ];

    private readonly string _folder;

    public InstrumentedAssemblies()
        : base("instrumented")
    {
        _folder = Directory.CreateTempSubdirectory("vidora-fuzzing-").FullName;
        foreach (var file in Directory.EnumerateFiles(AppContext.BaseDirectory, "*.dll"))
        {
            File.Copy(file, Path.Combine(_folder, Path.GetFileName(file)));
        }

        foreach (var name in _fuzzed)
        {
            foreach (var _ in SharpFuzz.Fuzzer.Instrument(PathOf(name), _ => true, SharpFuzz.Options.Value))
            {
                // Each step is a type that is done.
            }
        }
    }

    /// <summary>This program's assembly, beside the instrumented ones.</summary>
    public Assembly Program => LoadFromAssemblyName(new AssemblyName(typeof(InstrumentedAssemblies).Assembly.GetName().Name!));

    public void Dispose()
    {
        try
        {
            Directory.Delete(_folder, recursive: true);
        }
        catch (IOException)
        {
            // Another process reads it; it is a temporary folder.
        }
    }

    /// <summary>Loads the assemblies of this solution again and shares the others.</summary>
    protected override Assembly? Load(AssemblyName assemblyName) =>
        assemblyName.Name?.StartsWith("Vidora.", StringComparison.Ordinal) == true ? LoadFromAssemblyPath(PathOf(assemblyName.Name)) : null;

    private string PathOf(string name) => Path.Combine(_folder, name + ".dll");
}
