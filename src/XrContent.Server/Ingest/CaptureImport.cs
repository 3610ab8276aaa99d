using XrContent.Catalog;
using XrContent.Catalog.Documents;
using XrContent.Catalog.Exchange;
using XrContent.Catalog.Workflow;
using XrContent.Media;
using XrContent.Media.Blobs;
using XrContent.Media.Panorama;
using XrContent.Media.Video;
using XrContent.Server.Accounts;
using XrContent.Server.Media;

namespace XrContent.Server.Ingest;

/// <summary>What became of a picture or film.</summary>
/// <param name="Known">It was in the catalogue already.</param>
/// <param name="Unpublished">Why visitors do not see it although they were to; empty when nothing stands against it.</param>
internal sealed record Imported(ItemState Capture, bool Known, IReadOnlyList<Problem> Unpublished);

/// <summary>Takes files in that lie on this machine: one picture or film, or all that the documents of a folder name.</summary>
internal sealed class CaptureImport(
    CatalogReader reader,
    Catalog.Workflow.Corrections corrections,
    BlobStore blobs,
    Renditions renditions,
    StillWorker stills,
    FfmpegTools films
)
{
    /// <summary>Takes a picture or film in.</summary>
    /// <exception cref="RefusedException">It is not of 360 degrees, or it is not known when it was taken.</exception>
    /// <exception cref="InvalidCatalogException">The place does not exist.</exception>
    public async Task<Imported> AddAsync(Stream file, CaptureDetails details, IProgress<double>? progress, CancellationToken cancel)
    {
        if (await reader.FindAsync(details.Place, cancel) is not { Deleted: null, Item: { Kind: Kind.Place } place })
            throw new InvalidCatalogException([new(null, null, "place", $"There is no place \"{details.Place}\".")]);
        var stored = await blobs.AddOriginalAsync(file, cancel);
        var known = await reader.OfFileAsync(stored.Sha256, cancel);
        if (known.FirstOrDefault(state => state.Item.Document is Capture) is { } already)
            return new(already, Known: true, []);
        try
        {
            var item = await DescribeAsync(place, stored, details, cancel);
            await renditions.MakeAsync(item, progress, cancel);
            var wish = details.Publish ? Wish.Publish : Wish.Draft;
            var edit = await corrections.TakeInAsync(item.Id, before => before ?? item, _ => true, wish, Operator.Name, null, cancel);
            return edit.Status == EditStatus.Done
                ? new(edit.State!, Known: false, edit.Problems)
                : throw new InvalidCatalogException(edit.Problems);
        }
        catch (RefusedException) when (stored.IsNew)
        {
            // Bytes that were there before may belong to a draft.
            await blobs.RemoveOriginalAsync(stored.Sha256, cancel);
            throw;
        }
    }

    /// <summary>Takes in the files that an item's document names, as when a folder is imported.</summary>
    /// <returns>What is wrong with them; empty when nothing is.</returns>
    public async Task<IReadOnlyList<Problem>> AddOriginalsAsync(Item item, string folder, CancellationToken cancel)
    {
        var problems = new List<Problem>();
        foreach (var (field, original) in item.Document.Originals())
            if (await AddOriginalAsync(item, field, original, folder, cancel) is { } problem)
                problems.Add(problem);
        if (problems.Count > 0)
            return problems;
        try
        {
            if (item.Document is Capture capture && await DifferenceAsync(capture, cancel) is { } difference)
                return [new(null, item.Id, capture.Film is null ? "panorama" : "film", difference)];
            await renditions.MakeAsync(item, null, cancel);
            return [];
        }
        catch (RefusedException refused)
        {
            return [new(null, item.Id, "original.file", refused.Message)];
        }
    }

    private async Task<Problem?> AddOriginalAsync(Item item, string field, Original original, string folder, CancellationToken cancel)
    {
        var named = ContentFolder.Resolve(folder, original.File) is { } path && File.Exists(path) ? path : null;
        // What the store has need not lie in the folder.
        if (named is null && await blobs.HasOriginalAsync(original.Sha256, cancel))
            return null;
        if ((named ?? await ContentFolder.FindByBytesAsync(folder, original, cancel)) is not { } found)
            return new(null, item.Id, $"{field}.file", $"There is no file {original.File}, and the store does not have it.");
        await using var file = File.OpenRead(found);
        var stored = await blobs.AddOriginalAsync(file, cancel);
        return stored.Sha256 == original.Sha256
            ? null
            : new(
                null,
                item.Id,
                $"{field}.sha256",
                $"The file {original.File} has the hash {stored.Sha256}; it is not the file that the catalogue means."
            );
    }

    private async Task<Item> DescribeAsync(Item place, StoredOriginal stored, CaptureDetails details, CancellationToken cancel)
    {
        using var file = (await blobs.BorrowOriginalAsync(stored.Sha256, cancel))!;
        var known = new KnownFile(stored.Sha256, stored.Bytes, FileKinds.EndingOf(file.Path));
        var claims = new Claims(details.IsPanorama, details.IsTopBottom);
        return FileKinds.Read(file.Path) is FileKind.Mp4 or FileKind.Matroska
            ? CaptureWriter.Write(place, known, await FilmProbe.ReadAsync(file.Path, claims, films.Require(), cancel), details)
            : CaptureWriter.Write(place, known, await stills.ProbeAsync(file.Path, claims, cancel), details);
    }

    /// <summary>How a document's account of its file differs from the file; null when it does not.</summary>
    private async Task<string?> DifferenceAsync(Capture capture, CancellationToken cancel)
    {
        if (capture.WalkIn is { } walkIn)
        {
            using var record = (await blobs.BorrowOriginalAsync(walkIn.Original.Sha256, cancel))!;
            if ((await stills.ProbeWalkInAsync(record.Path, cancel)).Pieces is var pieces && pieces != walkIn.Pieces)
                return $"The record that one walks in makes {pieces} pieces, and not {walkIn.Pieces}.";
        }

        using var file = (await blobs.BorrowOriginalAsync(capture.Original.Sha256, cancel))!;
        var claims = new Claims(IsPanorama: true, capture.Panorama.Stereo == Stereo.TopBottom);
        if (capture.Film is not { } film)
            return CaptureWriter.PanoramaOf(await stills.ProbeAsync(file.Path, claims, cancel)) is var still && still != capture.Panorama
                ? $"The file says {still}."
                : null;
        var facts = await FilmProbe.ReadAsync(file.Path, claims, films.Require(), cancel);
        var said = new Film(facts.Seconds, facts.FramesPerSecond, facts.Width, facts.Height, film.Audio && facts.HasAudio);
        return said != film || CaptureWriter.PanoramaOf(facts) != capture.Panorama
            ? $"The file says {said} and {CaptureWriter.PanoramaOf(facts)}."
            : null;
    }
}
