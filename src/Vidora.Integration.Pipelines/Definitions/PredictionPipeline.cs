using System.Buffers;
using System.Text.Json;
using Vidora.Integration.Pipelines.Definitions;

namespace Vidora.Integration.Pipelines;

/// <summary>
/// Describes a pipeline: the question to ask about every user. The types and their questions are those of Vidora's documentation;
/// the models behind them are this project's own.
/// </summary>
public abstract class PredictionPipeline
{
    private protected PredictionPipeline()
    {
    }

    /// <summary>Gets the name, which becomes part of the attributes' names. Not empty, at most 200 characters.</summary>
    public required string Name { get; init; }

    /// <summary>Gets the type.</summary>
    public abstract VidoraPipelineType Type { get; }

    /// <summary>Gets how many days back a user must have been active to get a prediction, 1 to 3,650. Default: 60.</summary>
    public int ActiveWithinDays { get; init; } = 60;

    /// <summary>Gets how often the pipeline runs in the emulator. Default: <see cref="PipelineSchedule.Once"/>.</summary>
    public PipelineSchedule Schedule { get; init; }

    /// <summary>Gets the seed of every random choice: same events and same seed, same scores. Default: 0.</summary>
    public long Seed { get; init; }

    /// <summary>Gets the conditions whose events the activity must recognize.</summary>
    internal virtual IReadOnlyList<EventCondition> Conditions => [];

    /// <summary>Gets the user attribute that the activity must keep; null without one.</summary>
    internal virtual string? WatchedAttribute => null;

    /// <summary>Reads a definition.</summary>
    /// <param name="utf8Json">One JSON object. Unknown members are errors.</param>
    /// <param name="folder">The folder of the files that the definition names; null when it may name none.</param>
    /// <exception cref="FormatException">Throws when it is not a valid definition, with the member and the nearest valid name.</exception>
    public static PredictionPipeline Parse(ReadOnlyMemory<byte> utf8Json, string? folder = null) => DefinitionReader.Read(utf8Json, folder);

    /// <summary>Reads a definition from a file. Files that it names are relative to its folder.</summary>
    /// <param name="path">The file.</param>
    /// <exception cref="FormatException">Throws when it is not a valid definition, with the file and the member.</exception>
    /// <exception cref="IOException">Throws when a file cannot be read.</exception>
    public static PredictionPipeline Load(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        try
        {
            return DefinitionReader.Read(File.ReadAllBytes(path), Path.GetDirectoryName(Path.GetFullPath(path)));
        }
        catch (FormatException e)
        {
            throw new FormatException($"The pipeline \"{path}\" cannot be used: {e.Message}", e);
        }
    }

    /// <summary>Writes the definition as JSON that <see cref="Parse"/> reads. Lists of users are written as the name of their file.</summary>
    /// <param name="output">The destination.</param>
    public void WriteTo(IBufferWriter<byte> output)
    {
        using var json = new Utf8JsonWriter(output);
        DefinitionWriter.Write(json, this);
    }

    /// <summary>Returns the first invalid setting as a sentence; null when all are valid.</summary>
    internal string? FindProblem() => this switch
    {
        _ when string.IsNullOrWhiteSpace(Name) || Name.Length > 200 => "\"name\" is empty or longer than 200 characters. Set a name such as \"Likely buyers\".",
        _ when ActiveWithinDays is < 1 or > 3_650 => $"\"active_within_days\" is {ActiveWithinDays}. Use 1 to 3,650.",
        _ => FindOwnProblem(),
    };

    /// <inheritdoc cref="FindProblem"/>
    internal abstract string? FindOwnProblem();

    private protected static string? WindowProblem(int days) => days is < 1 or > 365 ? $"\"within_days\" is {days}. Use 1 to 365." : null;
}
