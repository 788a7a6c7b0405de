using Vidora.Integration.Generator;

const string Usage = "usage: dotnet run --project tests/Vidora.Integration.Generator -- <folder of samples/data> [<folder of the emulator's content>] | season <folder> [<shoppers>]";

if (args.Length is 0 or > 3 || (args.Length > 2 && args[0] != "season"))
{
    await Console.Error.WriteLineAsync(Usage);
    return 1;
}

if (args is ["season", var season, ..])
{
    // An archive to predict from: a file for each of 90 days.
    var shop = new Season(args.Length > 2 ? int.Parse(args[2], System.Globalization.CultureInfo.InvariantCulture) : 2_000, 90, seed: 1);
    Directory.CreateDirectory(season);
    var number = 0;
    foreach (var day in shop.MakeDays())
    {
        await File.WriteAllBytesAsync(Path.Combine(season, $"{++number:D3}.jsonl"), day);
    }

    Console.WriteLine($"{number} files, {shop.Events} events");
    return 0;
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
