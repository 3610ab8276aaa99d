using System.Text.Json;
using System.Text.Json.Serialization;
using XrContent.Media.Panorama;
using XrContent.Media.Video;
using XrContent.Server.Ingest.Corrections;

namespace XrContent.Server.Ingest.Jobs;

/// <summary>What staff should know of a file that was taken in all the same.</summary>
/// <param name="Code">Stable short name.</param>
/// <param name="Text">In English.</param>
internal sealed record Note(string Code, string Text);

/// <summary>What a file says of itself: of a still or of a film.</summary>
/// <param name="Ending">Of the file's name, with its dot.</param>
internal sealed record ProbedFacts(PanoramaFacts? Still, FilmFacts? Film, string Ending)
{
    /// <summary>Whether it says where it was taken.</summary>
    [JsonIgnore]
    public bool IsPlaced => (Still?.Latitude ?? Film?.Latitude) is not null;
}

/// <summary>What a job's row keeps as JSON.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull
)]
[JsonSerializable(typeof(CaptureDetails))]
[JsonSerializable(typeof(CapturePatch))]
[JsonSerializable(typeof(ProbedFacts))]
[JsonSerializable(typeof(IReadOnlyList<Note>))]
internal sealed partial class JobJson : JsonSerializerContext;

/// <summary>Reads and writes them.</summary>
internal static class JobColumns
{
    public static string Write(this CaptureDetails details) => JsonSerializer.Serialize(details, JobJson.Default.CaptureDetails);

    public static string Write(this CapturePatch patch) => JsonSerializer.Serialize(patch, JobJson.Default.CapturePatch);

    public static string Write(this ProbedFacts facts) => JsonSerializer.Serialize(facts, JobJson.Default.ProbedFacts);

    public static string? Write(this IReadOnlyList<Note> notes) =>
        notes.Count == 0 ? null : JsonSerializer.Serialize(notes, JobJson.Default.IReadOnlyListNote);

    public static CaptureDetails ReadDetails(this IngestJob job) =>
        JsonSerializer.Deserialize(job.Details, JobJson.Default.CaptureDetails)!;

    public static CapturePatch ReadPatch(this IngestJob job) => JsonSerializer.Deserialize(job.Patch!, JobJson.Default.CapturePatch)!;

    public static ProbedFacts ReadFacts(this IngestJob job) => JsonSerializer.Deserialize(job.Facts!, JobJson.Default.ProbedFacts)!;

    public static IReadOnlyList<Note> ReadNotes(this IngestJob job) =>
        job.Notes is null ? [] : JsonSerializer.Deserialize(job.Notes, JobJson.Default.IReadOnlyListNote)!;
}
