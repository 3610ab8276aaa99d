using XrContent.Catalog;
using XrContent.Catalog.Documents;
using XrContent.Media;
using XrContent.Media.Blobs;
using XrContent.Media.Overlays;

namespace XrContent.Server.Footage;

/// <summary>Takes in the picture or the model of an overlay, when a folder is imported.</summary>
internal sealed class OverlayImport(BlobStore blobs)
{
    /// <returns>What is wrong with the file, or null.</returns>
    public async Task<Problem?> AddOriginalOfAsync(Item item, string? path, CancellationToken cancel)
    {
        var overlay = (Overlay)item.Document;
        var original = overlay.Original!;
        if (path is not null && File.Exists(path))
        {
            await using var file = File.OpenRead(path);
            var stored = await blobs.AddOriginalAsync(file, cancel);
            if (stored.Sha256 != original.Sha256)
                return new(null, item.Id, "original.sha256", $"The file {original.File} has the hash {stored.Sha256}; it is not the file that the catalogue means.");
        }

        if (blobs.FindOriginal(original.Sha256) is not { } found) return new(null, item.Id, "original.file", $"There is no file {original.File}, and the store does not have it.");
        try
        {
            blobs.AddRenditions(MediaLinks.RenditionsOf(overlay), folder =>
            {
                if (overlay.Shape == OverlayShape.Model) OverlayFiles.RenderModel(found, folder);
                else OverlayFiles.RenderPhoto(found, folder);
            });
            return null;
        }
        catch (RefusedException refused)
        {
            return new(null, item.Id, "original.file", refused.Message);
        }
    }
}
