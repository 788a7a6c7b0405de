using Vidora.Integration.Generator;

if (args.Length is 0 or > 3 || (args.Length > 1 && args[0] != "season"))
{
    await Console.Error.WriteLineAsync("usage: dotnet run --project tests/Vidora.Integration.Generator -- <folder> | season <folder> [<shoppers>]");
    return 1;
}

if (args is ["season", var folder, ..])
{
    // An archive to predict from: a file for each of 90 days.
    var season = new Season(args.Length > 2 ? int.Parse(args[2], System.Globalization.CultureInfo.InvariantCulture) : 2_000, 90, seed: 1);
    Directory.CreateDirectory(folder);
    var number = 0;
    foreach (var day in season.MakeDays())
    {
        await File.WriteAllBytesAsync(Path.Combine(folder, $"{++number:D3}.jsonl"), day);
    }

    Console.WriteLine($"{number} files, {season.Events} events");
    return 0;
}

Directory.CreateDirectory(args[0]);
foreach (var file in SampleData.Create())
{
    await File.WriteAllBytesAsync(Path.Combine(args[0], file.Name), file.Content);
    Console.WriteLine($"{file.Name}: {file.Content.Length} bytes");
}

return 0;
