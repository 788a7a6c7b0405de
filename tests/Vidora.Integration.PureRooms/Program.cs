using Vidora.Integration.PureRooms;

switch (args)
{
    case ["coverage", var folder]:
        return CoverageReport.Read(folder).Print(Console.Out) ? 0 : 1;
    default:
        Console.WriteLine(
            """
            dotnet run --project tests/Vidora.Integration.PureRooms -- COMMAND

              coverage FOLDER    lines and branches that tests reach, by room, from every coverage.json in a folder
            """);
        return 0;
}
