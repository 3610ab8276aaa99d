using System.Text.Json;
using System.Text.Json.Serialization;
using XrContent.Server.Interop.OpenData;

namespace XrContent.Server.Interop;

/// <summary>What this room takes and answers, known when the program is built.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull
)]
[JsonSerializable(typeof(ImportReport))]
[JsonSerializable(typeof(Dictionary<string, JsonElement>))]
internal sealed partial class InteropJson : JsonSerializerContext;
