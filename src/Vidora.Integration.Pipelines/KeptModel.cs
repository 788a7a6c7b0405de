using System.Buffers;
using System.Security.Cryptography;
using System.Text;
using Vidora.Integration.Pipelines.Features;
using Vidora.Integration.Pipelines.Learning;
using Vidora.Integration.Pipelines.Tasks;

namespace Vidora.Integration.Pipelines;

/// <summary>Keeps a trained model beside the activity, so that a later run can predict without learning again.</summary>
internal sealed record KeptModel(FeatureSchema Schema, Model Model, ModelCard Card)
{
    private const int Version = 1;

    /// <summary>Reads the model of a pipeline. Returns null when there is none, or it was made by another version or for another definition.</summary>
    public static KeptModel? Read(ActivityStore store, PipelineTask task)
    {
        if (FileOf(store, task.Pipeline) is not { } path || !File.Exists(path))
        {
            return null;
        }

        try
        {
            using var reader = new BinaryReader(File.OpenRead(path), Encoding.UTF8);
            if (reader.ReadInt32() != Version || reader.ReadString() != PipelineRunner.Version || reader.ReadString() != Definition(task.Pipeline))
            {
                return null;
            }

            var card = ModelCard.Parse(Encoding.UTF8.GetBytes(reader.ReadString()));
            return new KeptModel(FeatureSchema.Read(reader, store.Catalog, task.Goal, task.Hidden), Model.Read(reader), card);
        }
        catch (Exception e) when (e is EndOfStreamException or InvalidDataException or FormatException)
        {
            // A cut file is as none: the run learns again.
            return null;
        }
    }

    /// <summary>Writes the model; a store in memory keeps none.</summary>
    public void Write(ActivityStore store, PredictionPipeline pipeline)
    {
        if (FileOf(store, pipeline) is not { } path)
        {
            return;
        }

        var card = new ArrayBufferWriter<byte>();
        Card.WriteTo(card);
        using (var writer = new BinaryWriter(File.Create(path + ".new"), Encoding.UTF8))
        {
            writer.Write(Version);
            writer.Write(PipelineRunner.Version);
            writer.Write(Definition(pipeline));
            writer.Write(Encoding.UTF8.GetString(card.WrittenSpan));
            Schema.Write(writer);
            Model.Write(writer);
        }

        File.Move(path + ".new", path, overwrite: true);
    }

    private static string? FileOf(ActivityStore store, PredictionPipeline pipeline) => store.Folder is { } folder
        ? Path.Combine(folder, $"{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(Definition(pipeline))))[..16]}.model")
        : null;

    private static string Definition(PredictionPipeline pipeline)
    {
        var json = new ArrayBufferWriter<byte>();
        pipeline.WriteTo(json);
        return Encoding.UTF8.GetString(json.WrittenSpan);
    }
}
