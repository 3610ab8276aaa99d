using System.Security.Cryptography;
using XrContent.Catalog.Documents;
using XrContent.Catalog.Workflow;
using XrContent.Media;
using XrContent.Media.Blobs;
using XrContent.Media.Panorama;
using XrContent.Media.Video;
using XrContent.Server.Catalogue;
using XrContent.Server.Ingest.Corrections;
using XrContent.Server.Ingest.Uploads;
using XrContent.Server.Media;

namespace XrContent.Server.Ingest.Jobs;

/// <summary>
/// The stages of a file's way, each of which may be begun again at any point of an earlier try: what is done is found done, what is half
/// done is done anew, and nothing is ever in the store that no row or document names.
/// </summary>
internal sealed class IngestSteps(
    JobStore jobs,
    UploadFiles uploads,
    BlobStore blobs,
    StillWorker stills,
    FfmpegTools films,
    CatalogReader reader,
    CurrentCatalog current,
    JobDocuments documents
)
{
    /// <summary>Bytes to read between two words of progress.</summary>
    private const int Chunk = 4 << 20;

    /// <summary>Metres that one may walk from the lens, at least and at most, before anybody says how far.</summary>
    private const double LeastReach = 1;
    private const double MostReach = 100;

    /// <summary>Whether this node can do the job's next step: the bytes of an upload lie on the node that took them.</summary>
    public bool CanTake(IngestJob job) => job.Stage != Stage.Received || job.Sha256 is not null || uploads.Has(job.Id);

    /// <summary>Does one stage and moves the job on.</summary>
    /// <exception cref="RefusedException">It is not tried again by itself.</exception>
    public Task RunAsync(IngestJob job, IProgress<double> progress, CancellationToken cancel) =>
        JobStore.GivenUp(job) is { } givenUp
            ? Task.FromException(givenUp)
            : job.Stage switch
            {
                Stage.Received => KeepAsync(job, progress, cancel),
                Stage.Probing => ProbeAsync(job, cancel),
                Stage.Rendering => documents.SaveAsync(job, progress, cancel),
                _ => throw new InvalidOperationException($"There is nothing to do for a file that is {job.Stage}."),
            };

    /// <summary>
    /// Finds the hash, then moves the bytes to where the hash says. The row learns the hash before the store has the bytes.
    /// </summary>
    private async Task KeepAsync(IngestJob job, IProgress<double> progress, CancellationToken cancel)
    {
        var sha256 = job.Sha256;
        if (sha256 is null)
        {
            sha256 = await HashAsync(uploads.PathOf(job.Id), progress, cancel);
            await jobs.MoveAsync(job.Id, Stage.Received, other => other.Sha256 = sha256, cancel);
        }

        if (
            job.ReadDetails().WalkIn is null
            && await SameBytes.FindAsync(reader, sha256, job.ReadDetails().Replaces, cancel) is var (capture, notes)
        )
        {
            uploads.Remove(job.Id);
            await jobs.AdvanceAsync(job, Stage.Ready, other => (other.Capture, other.Notes) = (capture, notes.Write()), cancel);
            return;
        }

        if (uploads.Has(job.Id) && !await blobs.HasOriginalAsync(sha256, cancel))
            await blobs.TakeOriginalAsync(uploads.PathOf(job.Id), sha256, new Sent(progress, job.Bytes), cancel);
        uploads.Remove(job.Id);
        await jobs.AdvanceAsync(job, Stage.Probing, _ => { }, cancel);
    }

    private async Task ProbeAsync(IngestJob job, CancellationToken cancel)
    {
        var details = job.ReadDetails();
        if (details.WalkIn is { } walked)
        {
            await ProbeWalkInAsync(job, walked, cancel);
            return;
        }

        var place = await documents.PlaceOfAsync(details, cancel);
        using var file =
            await blobs.BorrowOriginalAsync(job.Sha256!, cancel)
            ?? throw new FileNotFoundException("The file's bytes are not in the store.");
        var claims = new Claims(details.IsPanorama, details.IsTopBottom);
        var isFilm = FileKinds.Read(file.Path) is FileKind.Mp4 or FileKind.Matroska;
        var ending = FileKinds.EndingOf(file.Path);
        var facts = isFilm
            ? new ProbedFacts(null, await FilmProbe.ReadAsync(file.Path, claims, films.Require(), cancel), ending)
            : new ProbedFacts(await stills.ProbeAsync(file.Path, claims, cancel), null, ending);
        var item = CaptureWriter.Write(place, new(job.Sha256!, job.Bytes, ending), facts, details);
        var notes = PictureAreas
            .Check(
                item,
                place,
                details.Event,
                facts.IsPlaced || details.Latitude is not null,
                details.Replaces is not null,
                current.Snapshot
            )
            .ToList();
        var pose = ((Capture)item.Document).Pose;
        if (!isFilm && pose.Heading is null)
            notes.Add(new("no-heading", "The file does not say which way it looks; give the heading to pair it with others."));
        if (pose.HeadingAccuracy is { } off)
            notes.Add(
                new(
                    "compass",
                    $"The heading is the camera's compass's, right to about {off:0} degrees: set it by the horizon or a landmark."
                )
            );
        if (facts.Film is { UnreadSound: { } codec })
            notes.Add(new("no-sound", $"Its sound is coded as {codec}, which cannot be read here; the film is shown without it."));
        await jobs.AdvanceAsync(
            job,
            Stage.Rendering,
            other =>
            {
                (other.Capture, other.Facts) = (details.Replaces ?? item.Id, facts.Write());
                (other.IsFilm, other.Notes) = (isFilm, notes.Write());
            },
            cancel
        );
    }

    /// <summary>A record that one can walk in goes on as a correction of its capture.</summary>
    private async Task ProbeWalkInAsync(IngestJob job, string capture, CancellationToken cancel)
    {
        using var file =
            await blobs.BorrowOriginalAsync(job.Sha256!, cancel)
            ?? throw new FileNotFoundException("The file's bytes are not in the store.");
        var facts = await stills.ProbeWalkInAsync(file.Path, cancel);
        var original = new Original($"walk-ins/{capture}{facts.Ending}", job.Sha256!, job.Bytes);
        var reach = Math.Clamp(Math.Round(facts.Reach, 1), LeastReach, MostReach);
        var mayChange = await documents.MayPublishAsync(job.Person, cancel);
        var patch = new CapturePatch(WalkIn: new(original, facts.Pieces, reach), DraftsOnly: !mayChange);
        await jobs.AdvanceAsync(
            job,
            Stage.Rendering,
            other => (other.Kind, other.Capture, other.Patch) = (JobKind.Correction, capture, patch.Write()),
            cancel
        );
    }

    private static async Task<string> HashAsync(string path, IProgress<double> progress, CancellationToken cancel)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        await using var file = new FileStream(
            path,
            new FileStreamOptions { Options = FileOptions.Asynchronous | FileOptions.SequentialScan, BufferSize = 0 }
        );
        var buffer = new byte[Chunk];
        int read;
        while ((read = await file.ReadAsync(buffer, cancel)) > 0)
        {
            hash.AppendData(buffer, 0, read);
            progress.Report((double)file.Position / file.Length);
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    private sealed class Sent(IProgress<double> progress, long all) : IProgress<long>
    {
        public void Report(long value) => progress.Report((double)value / all);
    }
}
