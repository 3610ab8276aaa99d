using System.Text.Json.Serialization;
using XrContent.Catalog.Audit;

namespace XrContent.Server.Studio;

/// <summary>What this room takes and answers, known when the program is built.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull
)]
[JsonSerializable(typeof(MeApi.MeAnswer))]
[JsonSerializable(typeof(ItemAnswer))]
[JsonSerializable(typeof(ItemList))]
[JsonSerializable(typeof(UnsettledList))]
[JsonSerializable(typeof(IReadOnlyList<ItemSummary>))]
[JsonSerializable(typeof(RevisionList))]
[JsonSerializable(typeof(RevisionContent))]
[JsonSerializable(typeof(ChangeList))]
[JsonSerializable(typeof(LostUpdate.CurrentVersion))]
[JsonSerializable(typeof(LostUpdate.YourVersion))]
[JsonSerializable(typeof(IReadOnlyList<FieldChange>))]
[JsonSerializable(typeof(WorkflowApi.NoteRequest))]
[JsonSerializable(typeof(WorkflowApi.ReturnRequest))]
[JsonSerializable(typeof(WorkflowApi.PublishRequest))]
[JsonSerializable(typeof(WorkflowApi.RestoreRequest))]
[JsonSerializable(typeof(WorkflowApi.ReviewRequest))]
[JsonSerializable(typeof(IReadOnlyDictionary<string, IReadOnlyDictionary<string, string>>))]
[JsonSerializable(typeof(Dictionary<string, string?>))]
[JsonSerializable(typeof(PreviewApi.OverlayPreview))]
[JsonSerializable(typeof(PlacementApi.Placement))]
[JsonSerializable(typeof(HorizonApi.HorizonAnswer))]
internal sealed partial class StudioJson : JsonSerializerContext;
