using Vidora.Samples.Console;

using var terminal = Terminal.OfProcess();
return await CommandLine.RunAsync(args, terminal);
