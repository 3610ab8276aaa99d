using XrContent.Catalog.Documents;
using XrContent.Media;
using XrContent.Media.Audio;
using XrContent.Media.Blobs;
using XrContent.Media.Overlays;
using XrContent.Media.Panorama;
using XrContent.Media.Video;

namespace XrContent.Server.Media;

/// <summary>
/// What is served is made here, and only here, from an original and its document.
/// </summary>
internal sealed class Renditions(BlobStore blobs, FfmpegTools films, StillWorker apart)
{
    /// <summary>Makes whatever renditions of an item are missing.</summary>
    /// <exception cref="RefusedException">A file turned out to be broken.</exception>
    /// <exception cref="FileNotFoundException">The store does not have an original.</exception>
    public async Task MakeAsync(Item item, IProgress<double>? progress, CancellationToken cancel)
    {
        if (item.Document is Capture { ShownWalkIn: { } walkIn })
            await MakeAsync(
                RenditionNames.Of(walkIn),
                walkIn.Original,
                (original, folder) => apart.RenderWalkInAsync(original, folder, cancel),
                cancel
            );
        switch (item.Document)
        {
            case Capture { Film: not null } film:
                await MakeAsync(
                    RenditionNames.Of(film),
                    film.Original,
                    (original, folder) =>
                        FilmRenderer.RenderAsync(
                            original,
                            CaptureFacts.OfFilm(film),
                            film.Film!.Audio,
                            folder,
                            films.Require(),
                            progress,
                            cancel
                        ),
                    cancel
                );
                foreach (var file in film.Captions)
                    await MakeCaptionsAsync(file, cancel);
                break;
            case Capture still:
                await MakeAsync(
                    RenditionNames.Of(still),
                    still.Original,
                    (original, folder) => RenderAsync(still, original, folder, progress, cancel),
                    cancel
                );
                break;
            case Overlay { HasRendition: true, Original: { } file } overlay:
                await MakeAsync(
                    RenditionNames.Of(overlay),
                    file,
                    (original, folder) => RenderAsync(overlay, original, folder, cancel),
                    cancel
                );
                break;
            case Scene scene:
                foreach (var file in scene.Narration)
                    await MakeNarrationAsync(file, cancel);
                break;
        }
    }

    public Task MakeCaptionsAsync(LanguageFile file, CancellationToken cancel) =>
        MakeAsync(
            RenditionNames.OfCaptions(file),
            file.Original,
            (original, folder) => Task.Run(() => Captions.Render(original, file.Language, folder), cancel),
            cancel
        );

    public Task MakeNarrationAsync(LanguageFile file, CancellationToken cancel) =>
        MakeAsync(
            RenditionNames.OfNarration(file),
            file.Original,
            (original, folder) => Narration.RenderAsync(original, folder, films.Require(), cancel),
            cancel
        );

    private async Task MakeAsync(string name, Original file, Func<string, string, Task> make, CancellationToken cancel)
    {
        if (await blobs.HasRenditionsAsync(name, cancel))
            return;
        using var original =
            await blobs.BorrowOriginalAsync(file.Sha256, cancel)
            ?? throw new FileNotFoundException($"There is no file {file.File}, and the store does not have it.");
        try
        {
            await blobs.AddRenditionsAsync(name, folder => make(original.Path, folder), cancel);
        }
        catch (RefusedException)
        {
            blobs.DropWork(name);
            throw;
        }
    }

    private async Task RenderAsync(Capture still, string original, string folder, IProgress<double>? progress, CancellationToken cancel)
    {
        // Half a pyramid of an earlier try is of no use: tiles take their names only at the end.
        Directory.Delete(folder, recursive: true);
        Directory.CreateDirectory(folder);
        await apart.RenderAsync(original, CaptureFacts.OfStill(still), CaptureFacts.RedactionsOf(still), folder, progress, cancel);
    }

    /// <summary>Writes a picture to hand on: whole, and without what is redacted.</summary>
    /// <returns>False where the store does not have its original.</returns>
    /// <exception cref="RefusedException">The original turned out to be broken.</exception>
    public async Task<bool> WriteRedactedAsync(Capture still, string target, CancellationToken cancel)
    {
        using var original = await blobs.BorrowOriginalAsync(still.Original.Sha256, cancel);
        if (original is null)
            return false;
        var folder = Directory.CreateTempSubdirectory("xrcontent-").FullName;
        try
        {
            await apart.RedactAsync(original.Path, CaptureFacts.OfStill(still), CaptureFacts.RedactionsOf(still), folder, cancel);
            File.Copy(Path.Combine(folder, RedactedCopy.Name), target, overwrite: true);
            return true;
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    /// <summary>A model is looked at by managed code alone, and not drawn.</summary>
    private Task RenderAsync(Overlay overlay, string original, string folder, CancellationToken cancel) =>
        overlay.Shape == OverlayShape.Model
            ? Task.Run(() => OverlayFiles.RenderModel(original, folder), cancel)
            : apart.RenderPhotoAsync(original, folder, cancel);
}
