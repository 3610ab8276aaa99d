using System.Globalization;
using System.Text;
using XrContent.Catalog.Documents;
using XrContent.Catalog.Workflow;
using XrContent.Server.Catalogue;
using XrContent.Server.Ingest.Uploads;

namespace XrContent.Server.Ingest.Jobs;

/// <summary>One file on its way.</summary>
/// <param name="Capture">Id of the capture that it becomes; null until that is known.</param>
/// <param name="Percent">Of the stage, 0 to 100.</param>
/// <param name="Received">Bytes that are here.</param>
/// <param name="Problem">Why it was refused, and what to do.</param>
/// <param name="Thumbnail">Where its small picture is, once there is one.</param>
internal sealed record FootageAnswer(
    string Id,
    string? Capture,
    string FileName,
    string? Batch,
    string Person,
    DateTimeOffset Created,
    DateTimeOffset Changed,
    string Stage,
    int Percent,
    long Bytes,
    long Received,
    CaptureDetails Details,
    IReadOnlyList<Note> Notes,
    IngestProblem? Problem,
    string? Thumbnail,
    bool Published
);

/// <param name="Code">Stable short name, such as "not-equirectangular".</param>
/// <param name="Reason">What is wrong and what would help.</param>
public sealed record IngestProblem(string Code, string Reason);

/// <summary>How far a file is, as live clients of the staff hear it.</summary>
/// <param name="Id">The upload's id.</param>
/// <param name="Capture">Id of the capture; the upload's id until that is known.</param>
public sealed record IngestNews(string Id, string Capture, string Stage, int Percent, IngestProblem? Problem);

internal static class JobAnswers
{
    public static string Name(Stage stage) => stage.ToString().ToLowerInvariant();

    public static IngestNews News(IngestJob row) => new(row.Id, row.Capture ?? row.Id, Name(row.Stage), row.Percent, ProblemOf(row));

    /// <param name="state">The capture as staff see it; null where there is none yet.</param>
    public static FootageAnswer Answer(IngestJob job, UploadFiles uploads, ItemState? state)
    {
        var received = job.Stage == Stage.Uploading ? uploads.OffsetOf(job.Id) : job.Bytes;
        return new(
            job.Id,
            job.Capture,
            job.FileName,
            job.Batch,
            job.Person,
            job.Created,
            job.Changed,
            Name(job.Stage),
            job.Stage == Stage.Uploading ? (int)(received * 100 / job.Bytes) : job.Percent,
            job.Bytes,
            received,
            job.ReadDetails(),
            job.ReadNotes(),
            ProblemOf(job),
            job.Stage == Stage.Ready && state?.Item.Document is Capture capture ? MediaLinks.Of(capture).Thumbnail : null,
            state?.Published is { } shown && shown == state.Number
        );
    }

    /// <summary>A batch as CSV (RFC 4180), for a spreadsheet.</summary>
    public static string Csv(IEnumerable<IngestJob> rows)
    {
        // The mark lets spreadsheets read UTF-8 as what it is.
        var text = new StringBuilder("\uFEFFfile,bytes,place,event,stage,capture,problem,what to do,notes,sent\r\n");
        foreach (var row in rows)
        {
            var details = row.ReadDetails();
            string?[] cells =
            [
                row.FileName,
                row.Bytes.ToString(CultureInfo.InvariantCulture),
                details.Place,
                details.Event,
                Name(row.Stage),
                row.Capture,
                row.Code,
                row.Reason,
                string.Join(" ", row.ReadNotes().Select(note => note.Text)),
                row.Created.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture),
            ];
            text.AppendJoin(',', cells.Select(Hosting.Csv.Cell)).Append("\r\n");
        }

        return text.ToString();
    }

    private static IngestProblem? ProblemOf(IngestJob row) => row is { Code: { } code, Reason: { } reason } ? new(code, reason) : null;
}
