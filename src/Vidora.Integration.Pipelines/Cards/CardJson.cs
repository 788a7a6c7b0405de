using System.Text.Json.Serialization;

namespace Vidora.Integration.Pipelines.Cards;

/// <summary>Describes the JSON of cards.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, UseStringEnumConverter = true, WriteIndented = true,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(ModelCard))]
[JsonSerializable(typeof(CardOutcome))]
internal sealed partial class CardJson : JsonSerializerContext;
