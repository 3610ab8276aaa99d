using System.Security.Cryptography;
using XrContent.Catalog.Documents;
using XrContent.Media;
using XrContent.Media.Video;

namespace XrContent.Server.Commands;

/// <summary>Writes a film so that other programs know of it what the catalogue knows: that it is a sphere, and of how many eyes.</summary>
internal static class FilmExport
{
    /// <returns>The item as the folder has it: with another hash where the file had to be written anew.</returns>
    public static async Task<Item> WriteAsync(Item item, Stream film, string target, CancellationToken cancel)
    {
        var capture = (Capture)item.Document;
        var known = new Spherical(
            "equirectangular",
            capture.Panorama.Stereo == Stereo.TopBottom ? "top-bottom" : "mono",
            0,
            capture.Pose.Pitch,
            capture.Pose.Roll
        );
        if (SaysTheSame(film, known) || !await RewriteAsync(film, known, target, cancel))
        {
            film.Position = 0;
            await using var copy = File.Create(target);
            await film.CopyToAsync(copy, cancel);
            return item;
        }

        await using var written = File.OpenRead(target);
        var hash = Convert.ToHexStringLower(await SHA256.HashDataAsync(written, cancel));
        return item with { Document = capture with { Original = capture.Original with { Sha256 = hash, Bytes = written.Length } } };
    }

    private static bool SaysTheSame(Stream film, Spherical known)
    {
        try
        {
            return Spherical.Read(film) is { } said && said with { Heading = 0 } == known;
        }
        catch (RefusedException)
        {
            return false;
        }
    }

    private static async Task<bool> RewriteAsync(Stream film, Spherical known, string target, CancellationToken cancel)
    {
        try
        {
            await using var file = File.Create(target);
            return await SphericalWriter.WriteAsync(film, known, file, cancel);
        }
        catch (RefusedException)
        {
            // No MP4: Matroska has its own way to say it, which is not written here.
            return false;
        }
    }
}
