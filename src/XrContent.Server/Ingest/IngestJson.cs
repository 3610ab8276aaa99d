using System.Text.Json.Serialization;
using XrContent.Catalog.Documents;
using XrContent.Server.Ingest.Corrections;
using XrContent.Server.Ingest.Jobs;

namespace XrContent.Server.Ingest;

/// <summary>What this room takes and answers, known when the program is built.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull
)]
[JsonSerializable(typeof(IngestNews))]
[JsonSerializable(typeof(FootageList))]
[JsonSerializable(typeof(FootageAnswer))]
[JsonSerializable(typeof(JobsApi.Correction))]
[JsonSerializable(typeof(PoseEdit))]
[JsonSerializable(typeof(CorrectionsApi.EditAnswer))]
[JsonSerializable(typeof(IReadOnlyList<Redaction?>))]
internal sealed partial class IngestJson : JsonSerializerContext;
