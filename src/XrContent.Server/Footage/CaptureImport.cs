using System.Globalization;
using NetTopologySuite.Geometries;
using XrContent.Catalog;
using XrContent.Catalog.Documents;
using XrContent.Catalog.Exchange;
using XrContent.Catalog.Store;
using XrContent.Media;
using XrContent.Media.Blobs;
using XrContent.Media.Panorama;

namespace XrContent.Server.Footage;

/// <summary>What a person says of a picture that they put in; it wins over what the file says.</summary>
internal sealed record CaptureDetails(string Place, DateTimeOffset? Taken = null, double? Heading = null, bool IsPanorama = false, bool IsTopBottom = false, bool Draft = false);

/// <summary>What became of a picture.</summary>
/// <param name="Known">It was in the catalogue already.</param>
internal sealed record Imported(Item Capture, bool Known, Saved Saved);

/// <summary>The one door by which a picture becomes a capture: keep the original, probe, render, describe, save.</summary>
internal sealed class CaptureImport(CatalogStore store, BlobStore blobs)
{
    /// <summary>Takes a picture in.</summary>
    /// <exception cref="RefusedException">It is no 360 degree picture, or it is not known where or when it was taken.</exception>
    /// <exception cref="InvalidCatalogException">The place does not exist.</exception>
    public async Task<Imported> AddAsync(Stream picture, CaptureDetails details, IProgress<double>? progress, CancellationToken cancel)
    {
        var published = (await store.ReadPublishedAsync(cancel)).Items;
        var place = published.FirstOrDefault(item => item.Id == details.Place && item.Kind == Kind.Place)
            ?? throw new InvalidCatalogException([new(null, null, "place", $"There is no published place \"{details.Place}\".")]);
        var original = await blobs.AddOriginalAsync(picture, cancel);
        if (published.FirstOrDefault(item => item.Document is Capture capture && capture.Original.Sha256 == original.Sha256) is { } known)
            return new(known, Known: true, new((await store.VersionAsync(cancel)).Version, []));

        try
        {
            var facts = PanoramaProbe.Read(original.Path, new(details.IsPanorama, details.IsTopBottom));
            var item = Describe(place, original, facts, details);
            Render(item, original.Path, facts, progress, cancel);
            return new(item, Known: false, await store.SaveAsync([item], Environment.UserName, publish: !details.Draft, cancel));
        }
        catch (RefusedException) when (original.IsNew)
        {
            // Bytes that were there before may belong to a draft.
            blobs.RemoveOriginal(original.Sha256);
            throw;
        }
    }

    /// <summary>Takes in the bytes of a capture whose document exists, as when a folder is imported.</summary>
    /// <returns>What is wrong with the file, or null.</returns>
    public async Task<Problem?> AddOriginalOfAsync(Item item, string? path, IProgress<double>? progress, CancellationToken cancel)
    {
        var capture = (Capture)item.Document;
        if (path is not null && File.Exists(path))
        {
            await using var file = File.OpenRead(path);
            var stored = await blobs.AddOriginalAsync(file, cancel);
            if (stored.Sha256 != capture.Original.Sha256)
                return new(null, item.Id, "original.sha256", $"The file {capture.Original.File} has the hash {stored.Sha256}; it is not the file that the catalogue means.");
        }

        if (blobs.FindOriginal(capture.Original.Sha256) is not { } original)
            return new(null, item.Id, "original.file", $"There is no file {capture.Original.File}, and the store does not have it.");
        try
        {
            var facts = PanoramaProbe.Read(original, new(IsPanorama: true, capture.Panorama.Stereo == Stereo.TopBottom));
            if (PanoramaOf(facts) != capture.Panorama) return new(null, item.Id, "panorama", $"The file says {PanoramaOf(facts)}.");
            Render(item, original, facts, progress, cancel);
            return null;
        }
        catch (RefusedException refused)
        {
            return new(null, item.Id, "original.file", refused.Message);
        }
    }

    private void Render(Item item, string original, PanoramaFacts facts, IProgress<double>? progress, CancellationToken cancel) =>
        blobs.AddRenditions(MediaLinks.RenditionsOf((Capture)item.Document), folder => PanoramaRenderer.Render(original, facts, folder, progress, cancel));

    private static Item Describe(Item place, StoredOriginal original, PanoramaFacts facts, CaptureDetails details)
    {
        var taken = details.Taken ?? facts.Taken
            ?? throw new RefusedException("no-time", "The file does not say when it was taken. Give the time with --taken, such as --taken 2026-02-17T19:05:00+09:00.");
        var id = $"{details.Place}-{taken.ToString("yyyyMMdd", CultureInfo.InvariantCulture)}-{original.Sha256[..8]}";
        var centre = place.Geometry!.Centroid;
        var point = facts is { Latitude: { } latitude, Longitude: { } longitude }
            ? new Coordinate(Math.Round(longitude, 7), Math.Round(latitude, 7))
            : centre.Coordinate;
        var title = place.Document.Title;
        return new(id, CatalogJson.GeometryFactory.CreatePoint(point), new Capture
        {
            Title = LocalText.Of(language => CaptureTitle(language, title.In(language) ?? title.English ?? title.Japanese!, taken)),
            Place = details.Place,
            Nature = CaptureNature.Photograph,
            Taken = taken,
            Pose = new(details.Heading ?? facts.Heading, facts.Pitch, facts.Roll, facts.Altitude),
            Panorama = PanoramaOf(facts),
            Original = new($"captures/{id}", original.Sha256, original.Bytes),
        });
    }

    private static string CaptureTitle(string language, string place, DateTimeOffset taken) => language switch
    {
        "ja" => string.Create(CultureInfo.InvariantCulture, $"{place}（{taken:yyyy年M月d日}撮影）"),
        "zh-Hans" => string.Create(CultureInfo.InvariantCulture, $"{place}（{taken:yyyy年M月d日}拍摄）"),
        "ko" => string.Create(CultureInfo.InvariantCulture, $"{place} ({taken:yyyy년 M월 d일} 촬영)"),
        _ => string.Create(CultureInfo.InvariantCulture, $"{place}, {taken:d MMMM yyyy}"),
    };

    private static Catalog.Documents.Panorama PanoramaOf(PanoramaFacts facts) => new(
        facts.Sphere.FullWidth, facts.Sphere.FullHeight, facts.Sphere.CropLeft, facts.Sphere.CropTop, facts.Sphere.CropWidth, facts.Sphere.CropHeight,
        facts.TopBottom ? Stereo.TopBottom : Stereo.Mono);
}
