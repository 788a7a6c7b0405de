using Vidora.Integration.Generator;

if (args.Length != 1)
{
    await Console.Error.WriteLineAsync("usage: dotnet run --project tests/Vidora.Integration.Generator -- <folder>");
    return 1;
}

Directory.CreateDirectory(args[0]);
foreach (var file in SampleData.Create())
{
    await File.WriteAllBytesAsync(Path.Combine(args[0], file.Name), file.Content);
    Console.WriteLine($"{file.Name}: {file.Content.Length} bytes");
}

return 0;
