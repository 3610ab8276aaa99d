using System.Text.Json.Serialization;

namespace XrContent.Server.Visiting;

/// <summary>What this room takes and answers, known when the program is built.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull
)]
[JsonSerializable(typeof(ChangesAnswer))]
[JsonSerializable(typeof(SiteAnswer))]
internal sealed partial class VisitingJson : JsonSerializerContext;
