using BenchmarkDotNet.Running;
using Vidora.Integration.Benchmarks;

switch (args)
{
    case ["ratios"]:
        MapRatio.Print();
        return 0;
    case [] or ["--help"] or ["-h"]:
        Console.WriteLine(
            """
            dotnet run -c Release --project tests/Vidora.Integration.Benchmarks -- COMMAND

              ratios            each figure as one JSON line, measured against a bare JSON pass in the same process
              anything else     goes to BenchmarkDotNet, such as: --filter '*'
            """);
        return 0;
    default:
        BenchmarkSwitcher.FromAssembly(typeof(Program).Assembly).Run(args);
        return 0;
}
