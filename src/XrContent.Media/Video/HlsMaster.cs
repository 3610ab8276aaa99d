using System.Globalization;
using System.Text;

namespace XrContent.Media.Video;

/// <summary>Writes the list of all sizes of a film (RFC 8216, section 4.3.4) from the files that were made.</summary>
internal static class HlsMaster
{
    /// <summary>Wide enough for most screens, and light enough to begin with.</summary>
    private const int UsualWidth = 1920;

    /// <param name="folder">Holds a list and a fragmented MP4 for each size, named by its width.</param>
    public static string Write(string folder, IReadOnlyList<FilmSize> sizes, bool audio)
    {
        var text = new StringBuilder("#EXTM3U\n#EXT-X-VERSION:7\n#EXT-X-INDEPENDENT-SEGMENTS\n");
        // Players begin with the first.
        foreach (var size in sizes.OrderBy(size => Math.Abs(size.Width - UsualWidth)))
        {
            var (peak, average) = RatesOf(File.ReadAllLines(Path.Combine(folder, $"{size.Width}.m3u8")));
            var codecs = CodecOf(Path.Combine(folder, $"{size.Width}.mp4")) + (audio ? ",mp4a.40.2" : "");
            text.Append(
                CultureInfo.InvariantCulture,
                $"#EXT-X-STREAM-INF:BANDWIDTH={peak},AVERAGE-BANDWIDTH={average},RESOLUTION={size.Width}x{size.Height},"
                    + $"CODECS=\"{codecs}\"\n{size.Width}.m3u8\n"
            );
        }

        return text.ToString();
    }

    /// <summary>Bits a second of the heaviest segment, and of all.</summary>
    private static (long Peak, long Average) RatesOf(string[] playlist)
    {
        double peak = 0,
            bits = 0,
            all = 0,
            seconds = 0;
        foreach (var line in playlist)
        {
            if (line.StartsWith("#EXTINF:", StringComparison.Ordinal))
                seconds = double.Parse(line[8..].Split(',')[0], CultureInfo.InvariantCulture);
            if (!line.StartsWith("#EXT-X-BYTERANGE:", StringComparison.Ordinal) || seconds <= 0)
                continue;
            var size = 8 * double.Parse(line[17..].Split('@')[0], CultureInfo.InvariantCulture);
            peak = Math.Max(peak, size / seconds);
            (bits, all) = (bits + size, all + seconds);
        }

        return ((long)Math.Ceiling(peak), (long)Math.Ceiling(bits / Math.Max(all, 0.001)));
    }

    /// <summary>The codec's name as players ask for it (RFC 6381), from its configuration box.</summary>
    private static string CodecOf(string media)
    {
        using var file = File.OpenRead(media);
        var index = MovieIndex.Read(file);
        var entry = index.SampleEntry(index.VideoTrack()!.Value)!.Value;
        foreach (var box in index.PartsOf(entry))
        {
            var body = index.Bytes.AsSpan(box.Body, box.End - box.Body);
            if (box.Type == "avcC")
                return $"avc1.{Convert.ToHexStringLower(body.Slice(1, 3))}";
            // AV1 in ISO base media files, section 2.3: profile and level, then tier and depth.
            if (box.Type != "av1C")
                continue;
            var (tier, depth) = (
                (body[2] & 0x80) == 0 ? 'M' : 'H',
                (body[2] & 0x40) == 0 ? 8
                : (body[2] & 0x20) == 0 ? 10
                : 12
            );
            return string.Create(CultureInfo.InvariantCulture, $"av01.{body[1] >> 5}.{body[1] & 31:00}{tier}.{depth:00}");
        }

        throw new InvalidDataException($"{Path.GetFileName(media)} does not say how it is coded.");
    }
}
