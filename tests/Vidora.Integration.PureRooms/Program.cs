using System.Globalization;
using Vidora.Integration.PureRooms;

if (args.Length > 0 && PureRoom.Missing().ToList() is { Count: > 0 } missing)
{
    Console.Error.WriteLine($"These files of PureRoom.cs do not exist: {string.Join(", ", missing)}. Start in the root of the repository, and correct the list.");
    return 1;
}

switch (args)
{
    case ["coverage", var folder]:
        return CoverageReport.Read(folder).Print(Console.Out) ? 0 : 1;
    case ["mutation", var folder, "--sample", var share, .. var rooms] when int.TryParse(share, NumberStyles.None, CultureInfo.InvariantCulture, out var percent) && percent is > 0 and <= 100:
        return await MutateAsync(folder, percent, rooms);
    case ["mutation", var folder, .. var rooms]:
        return await MutateAsync(folder, 100, rooms);
    case ["mutants", var folder]:
        return MutationReport.Read(folder).Print(Console.Out) ? 0 : 1;
    default:
        Console.WriteLine(
            """
            dotnet run --project tests/Vidora.Integration.PureRooms -- COMMAND

              coverage FOLDER             lines and branches that tests reach, by room, from every coverage.json in a folder
              mutation FOLDER [--sample PERCENT] [ROOM...]
                              runs Stryker over rooms (default all; hours) and prints what the tests notice; a sample
                              mutates a share of the code, the same share in every run
              mutants FOLDER              prints what the reports of earlier runs in a folder say
            """);
        return 0;
}

static async Task<int> MutateAsync(string folder, int percent, string[] rooms)
{
    if (rooms.Except(PureRoom.All.Select(room => room.Name)).ToList() is { Count: > 0 } unknown)
    {
        Console.Error.WriteLine($"No such room: {string.Join(", ", unknown)}. The rooms are {string.Join(", ", PureRoom.All.Select(room => room.Name))}.");
        return 1;
    }

    var exit = await MutationRun.RunAsync(rooms, folder, percent);
    return MutationReport.Read(folder).Print(Console.Out) ? exit : 1;
}
