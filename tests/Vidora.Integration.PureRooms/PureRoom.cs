using System.IO.Enumeration;

namespace Vidora.Integration.PureRooms;

/// <summary>A room of code whose tests are measured.</summary>
/// <param name="Name">The name of the room.</param>
/// <param name="Project">The project under src. The tests are in the project of that name with <c>.Tests</c>.</param>
/// <param name="Files">The files, relative to the project.</param>
internal sealed record PureRoom(string Name, string Project, params string[] Files)
{
    private const string Library = "Vidora.Integration";
    private const string Delivery = "Vidora.Integration.Delivery";
    private const string AspNetCore = "Vidora.Integration.AspNetCore";
    private const string Emulator = "Vidora.Integration.Emulator";
    private const string Kafka = "Vidora.Integration.Kafka";

    /// <summary>Gets every room. This is the only list of them.</summary>
    public static IReadOnlyList<PureRoom> All { get; } =
    [
        new("MParticle", Library, "MParticle/*.cs"),
        new("MParticle/Json", Library, "MParticle/Json/*.cs"),
        new("MParticle/Firehose", Library, "MParticle/Firehose/*.cs"),
        new("Json", Library, "Json/*.cs"),
        new("Mapping", Library, "Mapping/*.cs"),
        new("Mapping/Explaining", Library, "Mapping/Explaining/*.cs"),
        new("Events", Library, "Events/*.cs"),
        new(
            "Client",
            Library,
            "Client/VidoraSigner.cs",
            "Client/Answer.cs",
            "Client/AnswerBody.cs",
            "Client/AnswerClassifier.cs",
            "Client/AnswerReader.cs",
            "Client/ProxyAnswer.cs",
            "Client/RefusalRun.cs",
            "Client/RetryAfter.cs",
            "Client/SetupFault.cs",
            "Client/EventRequest.cs",
            "Client/RequestRoom.cs"),
        new(
            "Predictions",
            Library,
            "Predictions/PredictionAttributeName.cs",
            "Predictions/SnakeCase.cs",
            "Predictions/PredictionNumber.cs",
            "Predictions/PredictionColumn.cs"),
        new("Feed", Library, "Feed/FeedAnswers.cs", "Feed/FeedRequest.cs"),
        new("Sending", Delivery, "Sending/OutcomeRules.cs"),
        new("Timing", Delivery, "Timing/RetrySchedule.cs"),
        new("Storage", Delivery, "Storage/ReceivedKeys.cs", "Storage/UserTraces.cs", "Storage/StoreTally.cs"),
        new(
            "WriteBack",
            Delivery,
            "WriteBack/Importing/SanityGate.cs",
            "WriteBack/Importing/FeedPace.cs",
            "WriteBack/Exports/UserIdSet.cs",
            "WriteBack/State/AcceptedValues.cs"),
        new("Replay", Delivery, "Replay/ReplayFilter.cs", "Replay/ReplayCounts.cs", "Replay/ReplayJson.cs"),
        new("Kafka", Kafka, "Consuming/OffsetLedger.cs"),
        new("Exchange", Library, "Client/HttpExchange.cs", "Client/VidoraClient.cs", "Client/JsonPieces.cs") { Talks = true },
        new("Sender", Delivery, "Sending/VidoraEventSender.cs", "Sending/QueueSender.cs", "Sending/ErasureForwarder.cs") { Talks = true },
        new("Gate", Delivery, "Sending/AccountGate.cs", "Sending/GateState.cs") { Talks = true },
        new("Store", Delivery, "Storage/*.cs", "Sqlite/*.cs") { Talks = true, Tests = "Storage,Sqlite" },
        new("Import", Delivery, "WriteBack/*.cs", "WriteBack/Importing/*.cs", "WriteBack/Exports/*.cs", "WriteBack/State/*.cs") { Talks = true },
        new("Checkpoint", Delivery, "Replay/*Checkpoint*.cs", "Replay/VidoraReplay.cs", "Replay/WindowSender.cs", "Replay/ReplaySettlement.cs") { Talks = true },
        new("Consumer", Kafka, "Consuming/*.cs") { Talks = true, Tests = "" },
        new("Endpoints", AspNetCore, "Receiving/*.cs") { Talks = true, Tests = "" },
        new("Emulator", Emulator, "Vidora/*.cs", "Feed/*.cs", "Storage/*.cs") { Talks = true, Tests = "" },
    ];

    /// <summary>Gets the rooms that only compute.</summary>
    public static IEnumerable<PureRoom> Pure => All.Where(room => !room.Talks);

    /// <summary>Gets whether the room does I/O or waits. Its slow tests judge it too, and its coverage is not measured.</summary>
    public bool Talks { get; init; }

    /// <summary>Gets the namespaces, below that of the test project, of the tests that judge the mutants. Empty: all tests.</summary>
    public string Tests { get; init; } = Name switch
    {
        // All reading and writing goes through Json.
        "Json" => "",
        "Mapping/Explaining" => "Mapping.Explaining",
        _ => Files[0].Split('/')[0],
    };

    /// <summary>Gets the files and patterns of the list that match no file of the repository.</summary>
    public static IEnumerable<string> Missing() =>
        from room in All
        let project = Path.Combine("src", room.Project)
        from file in room.Files
        let folder = Path.Combine(project, Path.GetDirectoryName(file)!)
        where !Directory.Exists(folder) || !Directory.EnumerateFiles(folder, Path.GetFileName(file)).Any()
        select $"{project}/{file}";

    /// <summary>Returns the files of the room: each path, and the name in the project.</summary>
    public IEnumerable<(string Path, string Name)> FindFiles() =>
        from file in Files
        let folder = Path.GetDirectoryName(file)!
        from path in Directory.EnumerateFiles(Path.Combine("src", Project, folder), Path.GetFileName(file)).Order(StringComparer.Ordinal)
        select (path, $"{folder}/{Path.GetFileName(path)}");

    /// <summary>Returns whether a test stands in each namespace that judges the mutants of the room.</summary>
    public bool HasTests()
    {
        var code = Directory.EnumerateFiles(Path.Combine("tests", $"{Project}.Tests"), "*.cs", SearchOption.AllDirectories)
            .Select(File.ReadAllText)
            .Where(code => code.Contains("[Test", StringComparison.Ordinal))
            .ToList();
        return Tests.Split(',').Select(tests => $"namespace {Project}.Tests{(tests.Length == 0 ? "" : ".")}{tests}").All(@namespace => code.Exists(
            file => file.Contains(@namespace + ";", StringComparison.Ordinal) || file.Contains(@namespace + ".", StringComparison.Ordinal)));
    }

    /// <summary>Returns whether the room has the file, by its path on the machine that built it.</summary>
    public bool Has(string path)
    {
        var parts = path.Replace('\\', '/').Split($"/src/{Project}/");
        return parts.Length == 2 && Files.Any(file => Matches(file, parts[1]));
    }

    private static bool Matches(string pattern, string file) =>
        Path.GetDirectoryName(pattern) == Path.GetDirectoryName(file)
        && FileSystemName.MatchesSimpleExpression(Path.GetFileName(pattern), Path.GetFileName(file), ignoreCase: false);
}
