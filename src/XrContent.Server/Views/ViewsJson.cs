using System.Text.Json.Serialization;

namespace XrContent.Server.Views;

/// <summary>What this room takes and answers, known when the program is built.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull
)]
[JsonSerializable(typeof(SceneAnswer))]
[JsonSerializable(typeof(ViewAnswer))]
[JsonSerializable(typeof(SkylineAnswer))]
internal sealed partial class ViewsJson : JsonSerializerContext;
