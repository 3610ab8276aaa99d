using System.Text.Json.Serialization;

namespace XrContent.Server.Catalogue;

/// <summary>What this room takes and answers, known when the program is built.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull
)]
[JsonSerializable(typeof(FeatureCollection))]
[JsonSerializable(typeof(MediaLinks))]
internal sealed partial class CatalogueJson : JsonSerializerContext;
