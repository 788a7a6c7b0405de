using System.Text.Json.Serialization;

namespace Vidora.Integration.Benchmarks;

/// <summary>The code that System.Text.Json generates for <see cref="PlainBatch"/>.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    NumberHandling = JsonNumberHandling.AllowReadingFromString,
    GenerationMode = JsonSourceGenerationMode.Metadata)]
[JsonSerializable(typeof(PlainBatch))]
internal sealed partial class PlainBatchJson : JsonSerializerContext;
