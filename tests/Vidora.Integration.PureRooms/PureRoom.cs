using System.IO.Enumeration;

namespace Vidora.Integration.PureRooms;

/// <summary>Code that computes and never talks to the world: it is held to measured tests.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Project">Its project under src; the tests are in the project of that name and <c>.Tests</c>.</param>
/// <param name="Files">Its files, under the project.</param>
internal sealed record PureRoom(string Name, string Project, params string[] Files)
{
    private const string Library = "Vidora.Integration";
    private const string Delivery = "Vidora.Integration.Delivery";

    /// <summary>Every pure room. Nothing else says which they are.</summary>
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
            "Client/AnswerClassifier.cs",
            "Client/AnswerReader.cs",
            "Client/RetryAfter.cs",
            "Client/EventRequest.cs"),
        new(
            "Predictions",
            Library,
            "Predictions/PredictionAttributeName.cs",
            "Predictions/SnakeCase.cs",
            "Predictions/PredictionNumber.cs",
            "Predictions/PredictionColumn.cs",
            "Feed/FeedAnswers.cs",
            "Feed/FeedRequest.cs"),
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
        new("Kafka", "Vidora.Integration.Kafka", "Consuming/OffsetLedger.cs"),
    ];

    /// <summary>The namespace of the tests that judge its mutants, under the tests' own: that of its folder; empty for all of them.</summary>
    public string Tests => Name switch
    {
        // What is read and written goes through it.
        "Json" => "",
        "Mapping/Explaining" => "Mapping.Explaining",
        _ => Files[0].Split('/')[0],
    };

    /// <summary>Whether the file, by its path on the machine that built it, is part of the room.</summary>
    public bool Has(string path)
    {
        var parts = path.Replace('\\', '/').Split($"/src/{Project}/");
        return parts.Length == 2 && Files.Any(file => Matches(file, parts[1]));
    }

    private static bool Matches(string pattern, string file) =>
        Path.GetDirectoryName(pattern) == Path.GetDirectoryName(file)
        && FileSystemName.MatchesSimpleExpression(Path.GetFileName(pattern), Path.GetFileName(file), ignoreCase: false);
}
