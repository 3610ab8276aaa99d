using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using XrContent.Catalog.Documents;
using XrContent.Media;
using XrContent.Media.Audio;
using XrContent.Media.Blobs;
using XrContent.Media.Overlays;
using XrContent.Media.Panorama;
using XrContent.Media.Video;

namespace XrContent.Server.Footage;

/// <summary>
/// What is served is made here, and only here, from an original and its document. A rendition's name holds the original's hash and the recipe,
/// so that a document that changes what is shown changes the address as well.
/// </summary>
internal sealed class Renditions(BlobStore blobs, FilmToolbox films, StillWorker apart)
{
    private const int Recipe = 2;

    /// <summary>Name of a capture's renditions.</summary>
    public static string NameOf(Capture capture)
    {
        var name = new StringBuilder(capture.Original.Sha256[..40]).Append('-').Append(Recipe);
        if (capture.Panorama.Stereo == Stereo.TopBottom) name.Append('s');
        if (capture.Film is { } film) name.Append(film.Audio ? "f" : "fq");
        var (pitch, roll) = (capture.Pose.Pitch, capture.Pose.Roll);
        if (pitch == 0 && roll == 0 && capture.Redactions.Count == 0) return name.ToString();
        var turned = string.Create(CultureInfo.InvariantCulture, $"{pitch} {roll} {string.Join(' ', capture.Redactions)}");
        return name.Append('-').Append(Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(turned)).AsSpan(0, 8))).ToString();
    }

    public static string NameOf(Overlay overlay) => $"{overlay.Original!.Sha256[..40]}-{(overlay.Shape == OverlayShape.Model ? "m" : "p")}1";

    public static string NameOfCaptions(LanguageFile file) => $"{file.Original.Sha256[..40]}-c1";

    public static string NameOfNarration(LanguageFile file) => $"{file.Original.Sha256[..40]}-n1";

    /// <summary>Names of all renditions that a document needs.</summary>
    public static IEnumerable<string> NamesOf(Document document) => document switch
    {
        Capture capture => capture.Captions.Select(NameOfCaptions).Prepend(NameOf(capture)),
        Overlay { Original: not null } overlay => [NameOf(overlay)],
        Scene scene => scene.Narration.Select(NameOfNarration),
        _ => [],
    };

    /// <summary>Makes whatever renditions of an item are missing.</summary>
    /// <param name="untrusted">The files come from outside: pictures are read in a process of their own.</param>
    /// <exception cref="RefusedException">A file turned out to be broken.</exception>
    /// <exception cref="FileNotFoundException">The store does not have an original.</exception>
    public async Task MakeAsync(Item item, bool untrusted, IProgress<double>? progress, CancellationToken cancel)
    {
        switch (item.Document)
        {
            case Capture { Film: not null } film:
                await MakeAsync(NameOf(film), film.Original, (original, folder) =>
                    FilmRenderer.RenderAsync(original, CaptureWriter.FilmFactsOf(film), film.Film!.Audio, folder, films.Require(), progress, cancel), cancel);
                foreach (var file in film.Captions) await MakeCaptionsAsync(file, cancel);
                break;
            case Capture still:
                await MakeAsync(NameOf(still), still.Original, (original, folder) => RenderAsync(still, original, folder, untrusted, progress, cancel), cancel);
                break;
            case Overlay { Original: { } file } overlay:
                await MakeAsync(NameOf(overlay), file, (original, folder) => Task.Run(() => Render(overlay, original, folder), cancel), cancel);
                break;
            case Scene scene:
                foreach (var file in scene.Narration) await MakeNarrationAsync(file, cancel);
                break;
        }
    }

    public Task MakeCaptionsAsync(LanguageFile file, CancellationToken cancel) =>
        MakeAsync(NameOfCaptions(file), file.Original, (original, folder) => Task.Run(() => Captions.Render(original, folder), cancel), cancel);

    public Task MakeNarrationAsync(LanguageFile file, CancellationToken cancel) =>
        MakeAsync(NameOfNarration(file), file.Original, (original, folder) => Narration.RenderAsync(original, folder, films.Require(), cancel), cancel);

    private async Task MakeAsync(string name, Original file, Func<string, string, Task> make, CancellationToken cancel)
    {
        if (await blobs.HasRenditionsAsync(name, cancel)) return;
        using var original = await blobs.BorrowOriginalAsync(file.Sha256, cancel) ?? throw new FileNotFoundException($"There is no file {file.File}, and the store does not have it.");
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

    private async Task RenderAsync(Capture still, string original, string folder, bool untrusted, IProgress<double>? progress, CancellationToken cancel)
    {
        // Half a pyramid of an earlier try is of no use: tiles take their names only at the end.
        Directory.Delete(folder, recursive: true);
        Directory.CreateDirectory(folder);
        var facts = CaptureWriter.FactsOf(still);
        IReadOnlyList<Media.Panorama.Redaction> redactions = [.. still.Redactions.Select(part => new Media.Panorama.Redaction(part.Left, part.Right, part.Top, part.Bottom))];
        if (untrusted) await apart.RenderAsync(original, facts, redactions, folder, progress, cancel);
        else await Task.Run(() => PanoramaRenderer.Render(original, facts, redactions, folder, progress, cancel), cancel);
    }

    private static void Render(Overlay overlay, string original, string folder)
    {
        if (overlay.Shape == OverlayShape.Model) OverlayFiles.RenderModel(original, folder);
        else OverlayFiles.RenderPhoto(original, folder);
    }
}
