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
    case ["mutation", _, .. var rooms] when rooms.Except(PureRoom.All.Select(room => room.Name)).ToList() is { Count: > 0 } unknown:
        Console.Error.WriteLine($"No such room: {string.Join(", ", unknown)}. The rooms are {string.Join(", ", PureRoom.All.Select(room => room.Name))}.");
        return 1;
    case ["mutation", var folder, .. var rooms]:
        var exit = await MutationRun.RunAsync(rooms, folder);
        return MutationReport.Read(folder).Print(Console.Out) ? exit : 1;
    case ["mutants", var folder]:
        return MutationReport.Read(folder).Print(Console.Out) ? 0 : 1;
    default:
        Console.WriteLine(
            """
            dotnet run --project tests/Vidora.Integration.PureRooms -- COMMAND

              coverage FOLDER             lines and branches that tests reach, by room, from every coverage.json in a folder
              mutation FOLDER [ROOM...]   runs Stryker over rooms (default all; hours) and prints what the tests notice
              mutants FOLDER              prints what the reports of earlier runs in a folder say
            """);
        return 0;
}
