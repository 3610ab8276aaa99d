using System.Security.Cryptography;
using System.Text.Json;
using XrContent.Catalog;
using XrContent.Catalog.Documents;
using XrContent.Catalog.Editing;
using XrContent.Catalog.Exchange;
using XrContent.Catalog.Rules;
using XrContent.Catalog.Store;
using XrContent.Media;
using XrContent.Media.Blobs;
using XrContent.Media.Panorama;
using XrContent.Media.Video;
using XrContent.Server.Footage.Uploads;
using XrContent.Server.Visiting;

namespace XrContent.Server.Footage.Ingest;

/// <summary>
/// The stages of a file's way, each of which may be begun again at any point of an earlier try: what is done is found done, what is half done
/// is done anew, and nothing is ever in the store that no row or document names.
/// </summary>
internal sealed class IngestSteps(
    FootageStore footage, UploadFiles uploads, BlobStore blobs, Renditions renditions, StillWorker stills, FilmToolbox films,
    CatalogStore catalog, CatalogEditor editor, Orphans orphans, CurrentCatalog current, ShownMedia shown)
{
    /// <summary>Bytes to read between two words of progress.</summary>
    private const int Chunk = 4 << 20;

    /// <summary>Whether this node can do the row's next step: the bytes of an upload lie on the node that took them.</summary>
    public bool CanTake(FootageRow row) => row.Stage != Stage.Received || row.Sha256 is not null || uploads.Has(row.Id);

    /// <summary>Does one stage and moves the row on.</summary>
    public Task RunAsync(FootageRow row, IProgress<double> progress, CancellationToken cancel) => row.Stage switch
    {
        Stage.Received => KeepAsync(row, progress, cancel),
        Stage.Probing => ProbeAsync(row, cancel),
        Stage.Rendering => RenderAsync(row, progress, cancel),
        _ => throw new InvalidOperationException($"There is nothing to do for a file that is {row.Stage}."),
    };

    /// <summary>Finds the hash, then moves the bytes to where the hash says. The row learns the hash before the store has the bytes.</summary>
    private async Task KeepAsync(FootageRow row, IProgress<double> progress, CancellationToken cancel)
    {
        var sha256 = row.Sha256;
        if (sha256 is null)
        {
            sha256 = await HashAsync(uploads.PathOf(row.Id), progress, cancel);
            await footage.MoveAsync(row.Id, Stage.Received, other => other.Sha256 = sha256, cancel);
        }

        if (shown.CaptureOf(sha256) is { } known || (known = (await footage.TwinOfAsync(row, sha256, cancel))?.Capture) is not null)
        {
            uploads.Remove(row.Id);
            var notes = Write([new("known", "The same file was in the catalogue already.")]);
            await footage.AdvanceAsync(row, Stage.Ready, other => (other.Capture, other.Notes) = (known, notes), cancel);
            return;
        }

        if (uploads.Has(row.Id))
        {
            if (await blobs.HasOriginalAsync(sha256, cancel)) uploads.Remove(row.Id);
            else await blobs.TakeOriginalAsync(uploads.PathOf(row.Id), sha256, new Sent(progress, row.Bytes), cancel);
        }

        await footage.AdvanceAsync(row, Stage.Probing, _ => { }, cancel);
    }

    private async Task ProbeAsync(FootageRow row, CancellationToken cancel)
    {
        var details = FootageStore.DetailsOf(row);
        var all = current.Required.Items;
        if (all.Find(details.Place) is not { Kind: Kind.Place } place)
            throw new RefusedException("no-place", $"There is no published place \"{details.Place}\". Choose another one and try again.");
        using var file = await blobs.BorrowOriginalAsync(row.Sha256!, cancel) ?? throw new FileNotFoundException("The file's bytes are not in the store.");
        var claims = new Claims(details.IsPanorama, details.IsTopBottom);
        var known = new KnownFile(row.Sha256!, row.Bytes, FileKinds.EndingOf(file.Path));
        var kind = FileKinds.Read(file.Path);
        var isFilm = kind is FileKind.Mp4 or FileKind.Matroska;
        var (item, placed) = isFilm
            ? Describe(await FilmProbe.ReadAsync(file.Path, claims, films.Require(), cancel))
            : DescribeStill(await stills.ProbeAsync(file.Path, claims, cancel));
        if (details.Replaces is { } replaced && await catalog.ReadHeadAsync(replaced, cancel) is { Document: Capture } old) item = CaptureWriter.Replace(old, item);
        var notes = PictureAreas.Check(item, details.Event, placed || details.Latitude is not null, all).ToList();
        if (!isFilm && ((Capture)item.Document).Pose.Heading is null) notes.Add(new("no-heading", "The file does not say which way it looks; give the heading to pair it with others."));
        await footage.AdvanceAsync(row, Stage.Rendering, other =>
            (other.Capture, other.Feature, other.IsFilm, other.Notes) = (item.Id, CatalogJson.ToFeature(item), isFilm, Write(notes)), cancel);

        (Item, bool) Describe(FilmFacts facts) => (CaptureWriter.Write(place, known, facts, details), facts.Latitude is not null);
        (Item, bool) DescribeStill(PanoramaFacts facts) => (CaptureWriter.Write(place, known, facts, details), facts.Latitude is not null);
    }

    private async Task RenderAsync(FootageRow row, IProgress<double> progress, CancellationToken cancel)
    {
        var item = CatalogJson.FromFeature(row.Feature);
        await renditions.MakeAsync(item, untrusted: true, progress, cancel);
        var (details, unsaid) = (FootageStore.DetailsOf(row), PublishRules.Check(item).ToList());
        try
        {
            // What visitors saw already stays theirs: it is being corrected.
            var publish = details.Publish && (unsaid.Count == 0 || await catalog.IsPublishedAsync(item.Id, cancel));
            await catalog.SaveAsync([item], row.Person, publish, cancel);
            if (details.Submit && unsaid.Count == 0) await editor.SubmitAsync(item.Id, null, row.Person, null, cancel);
        }
        catch (InvalidCatalogException invalid)
        {
            throw new RefusedException("invalid", string.Join(" ", invalid.Problems.Select(problem => $"{problem.Field}: {problem.Message}")));
        }

        await orphans.RemoveFormerAsync(item.Id, cancel);
        var notes = (details.Publish || details.Submit) && unsaid.Count > 0
            ? FootageStore.NotesOf(row).Append(new("not-published", $"It is ready, and not published yet: {string.Join(" ", unsaid.Select(problem => problem.Message))}")).ToList() : null;
        await footage.AdvanceAsync(row, Stage.Ready, other => other.Notes = notes is null ? other.Notes : Write(notes), cancel);
    }

    private static async Task<string> HashAsync(string path, IProgress<double> progress, CancellationToken cancel)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        await using var file = new FileStream(path, new FileStreamOptions { Options = FileOptions.Asynchronous | FileOptions.SequentialScan, BufferSize = 0 });
        var buffer = new byte[Chunk];
        int read;
        while ((read = await file.ReadAsync(buffer, cancel)) > 0)
        {
            hash.AppendData(buffer, 0, read);
            progress.Report((double)file.Position / file.Length);
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    private static string? Write(List<Note> notes) => notes.Count == 0 ? null : JsonSerializer.Serialize(notes, FootageJson.Default.IReadOnlyListNote);

    private sealed class Sent(IProgress<double> progress, long all) : IProgress<long>
    {
        public void Report(long value) => progress.Report((double)value / all);
    }
}
