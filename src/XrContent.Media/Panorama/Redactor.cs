using NetVips;

namespace XrContent.Media.Panorama;

/// <summary>Makes parts of a sphere unrecognisable for good: what is left of each is a handful of mean colours.</summary>
internal static class Redactor
{
    /// <summary>Cells that the longer side keeps; a face of any size in it is one or two of them.</summary>
    private const int MostCells = 6;

    public static Image Redact(Image sphere, IReadOnlyList<Redaction> redactions)
    {
        var redacted = sphere.Copy();
        foreach (var (left, top, width, height) in redactions.SelectMany(redaction => PixelsOf(redaction, sphere.Width, sphere.Height)))
        {
            using var part = redacted.Crop(left, top, width, height);
            using var blurred = Blur(part);
            using var before = redacted;
            redacted = before.Insert(blurred, left, top);
        }

        return redacted;
    }

    private static Image Blur(Image part)
    {
        var cells = Math.Min(MostCells, Math.Max(part.Width, part.Height));
        var shrink = (double)Math.Max(part.Width, part.Height) / cells;
        var (columns, rows) = (Math.Max(1, (int)Math.Round(part.Width / shrink)), Math.Max(1, (int)Math.Round(part.Height / shrink)));
        // In memory now: a region read late could read the pixels that it replaces.
        using var small = part.Shrink((double)part.Width / columns, (double)part.Height / rows, ceil: true).CopyMemory();
        using var large = small.Resize(
            (double)part.Width / small.Width,
            vscale: (double)part.Height / small.Height,
            kernel: Enums.Kernel.Linear
        );
        return large.Embed(0, 0, part.Width, part.Height, extend: Enums.Extend.Copy).CopyMemory();
    }

    /// <summary>Whole pixels that cover the rectangle; two parts where it runs over the seam.</summary>
    private static IEnumerable<(int Left, int Top, int Width, int Height)> PixelsOf(Redaction redaction, int width, int height)
    {
        var top = Math.Clamp((int)Math.Floor((90 - redaction.Top) / 180 * height), 0, height - 1);
        var bottom = Math.Clamp((int)Math.Ceiling((90 - redaction.Bottom) / 180 * height), top + 1, height);
        var left = Math.Clamp((int)Math.Floor((redaction.Left + 180) / 360 * width), 0, width - 1);
        var right = Math.Clamp((int)Math.Ceiling((redaction.Right + 180) / 360 * width), 1, width);
        if (redaction.Right > redaction.Left)
        {
            yield return (left, top, Math.Max(1, right - left), bottom - top);
        }
        else
        {
            yield return (left, top, width - left, bottom - top);
            yield return (0, top, right, bottom - top);
        }
    }
}
