using Vidora.Integration.Generator;

if (args.Length is 0 or > 2)
{
    await Console.Error.WriteLineAsync("usage: dotnet run --project tests/Vidora.Integration.Generator -- <folder of samples/data> [<folder of the emulator's content>]");
    return 1;
}

var files = SampleData.Create().Select(file => (Folder: args[0], File: file))
    .Concat(args.Skip(1).SelectMany(folder => SampleData.CreateOutputs().Select(file => (folder, file))));
foreach (var (folder, file) in files)
{
    Directory.CreateDirectory(folder);
    await File.WriteAllBytesAsync(Path.Combine(folder, file.Name), file.Content);
    Console.WriteLine($"{file.Name}: {file.Content.Length} bytes");
}

return 0;
