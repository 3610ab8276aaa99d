using System.Buffers.Binary;

namespace XrContent.Media.Video;

/// <summary>
/// What a Matroska or WebM film says of its sphere (RFC 9559, section 5.1.4.1.28.41 and following). ffprobe tells it too, but rounds the
/// lean to whole degrees.
/// </summary>
internal static class MatroskaProjection
{
    private const int MostBytes = 1 << 20;

    /// <summary>Elements that are passed over before the tracks.</summary>
    private const int MostElements = 1000;
    private const ulong Segment = 0x18538067;
    private const ulong Cluster = 0x1F43B675;
    private const ulong Tracks = 0x1654AE6B;
    private const ulong TrackEntry = 0xAE;
    private const ulong TrackType = 0x83;
    private const ulong Video = 0xE0;
    private const ulong StereoMode = 0x53B8;
    private const ulong Projection = 0x7670;
    private const ulong ProjectionType = 0x7671;
    private const ulong ProjectionPrivate = 0x7672;
    private const ulong PosePitch = 0x7674;
    private const ulong PoseRoll = 0x7675;
    private const ulong Picture = 1;

    /// <summary>Null where the first picture says nothing, or its tracks come after the frames.</summary>
    public static Spherical? Read(Stream file)
    {
        if (TracksOf(file) is not { } tracks)
            return null;
        foreach (var track in Elements(tracks).Where(element => element.Id == TrackEntry))
        {
            var fields = Elements(track.Bytes).ToList();
            if (fields.Exists(field => field.Id == TrackType && Unsigned(field.Bytes) == Picture))
                return fields.Find(field => field.Id == Video) is { Id: Video } video ? Of(Elements(video.Bytes).ToList()) : null;
        }

        return null;
    }

    private static Spherical? Of(List<Element> video)
    {
        if (video.Find(field => field.Id == Projection) is not { Id: Projection } projection)
            return null;
        var fields = Elements(projection.Bytes).ToList();
        var stereo = video.Find(field => field.Id == StereoMode) is { Id: StereoMode } mode ? Unsigned(mode.Bytes) : 0;
        var name = fields.Find(field => field.Id == ProjectionType) is { Id: ProjectionType } type ? Unsigned(type.Bytes) : 0;
        var part = fields.Find(field => field.Id == ProjectionPrivate) is { Id: ProjectionPrivate } bounds
            ? SpherePart.InBox(bounds.Bytes.Span)
            : null;
        return name switch
        {
            // An ordinary film.
            0 => null,
            1 => new("equirectangular", StereoOf(stereo), Pitch: Angle(PosePitch, 90), Roll: Angle(PoseRoll, 180), Part: part),
            2 => new("cubemap", StereoOf(stereo)),
            _ => new("mesh", StereoOf(stereo)),
        };

        double Angle(ulong id, double most) =>
            fields.Find(field => field.Id == id) is { } field
            && field.Id == id
            && Float(field.Bytes.Span) is var degrees
            && Math.Abs(degrees) <= most
                ? degrees
                : 0;
    }

    private static string StereoOf(ulong mode) =>
        mode switch
        {
            1 or 11 => "left-right",
            2 or 3 => "top-bottom",
            _ => "mono",
        };

    /// <summary>The tracks, from the beginning of the file; what comes after the first frames is not looked for.</summary>
    private static ReadOnlyMemory<byte>? TracksOf(Stream file)
    {
        Span<byte> head = stackalloc byte[12];
        var at = 0L;
        for (var count = 0; count < MostElements && at + 2 <= file.Length; count++)
        {
            file.Position = at;
            var read = file.ReadAtLeast(head, head.Length, throwOnEndOfStream: false);
            if (HeadOf(head[..read]) is not var (id, size, length) || id == Cluster)
                return null;
            at += length;
            if (id == Segment)
                continue;
            if (size is null || size > (ulong)(file.Length - at))
                return null;
            if (id == Tracks)
            {
                if (size > MostBytes)
                    return null;
                var bytes = new byte[size.Value];
                file.Position = at;
                file.ReadExactly(bytes);
                return bytes;
            }

            at += (long)size;
        }

        return null;
    }

    private static IEnumerable<Element> Elements(ReadOnlyMemory<byte> bytes)
    {
        while (HeadOf(bytes.Span) is var (id, size, length) && size is { } known && known <= (ulong)(bytes.Length - length))
        {
            yield return new(id, bytes.Slice(length, (int)known));
            bytes = bytes[(length + (int)known)..];
        }
    }

    /// <summary>
    /// Id and length of an element, and the length of both together; a length may be unknown (RFC 8794, sections 4 to 6).
    /// </summary>
    private static (ulong Id, ulong? Size, int Length)? HeadOf(ReadOnlySpan<byte> bytes)
    {
        if (Number(bytes, most: 4) is not var (id, idLength) || Number(bytes[idLength..], most: 8) is not var (size, sizeLength))
            return null;
        var all = (1UL << (7 * sizeLength)) - 1;
        return (id, (size & all) == all ? null : size & all, idLength + sizeLength);
    }

    /// <summary>A number of as many bytes as its first bit says, that bit included.</summary>
    private static (ulong Value, int Length)? Number(ReadOnlySpan<byte> bytes, int most)
    {
        if (
            bytes.IsEmpty
            || System.Numerics.BitOperations.LeadingZeroCount((uint)bytes[0]) - 24 + 1 is var length
                && (length > most || length > bytes.Length)
        )
            return null;
        var value = 0UL;
        foreach (var one in bytes[..length])
            value = value << 8 | one;
        return (value, length);
    }

    private static ulong Unsigned(ReadOnlyMemory<byte> bytes)
    {
        var value = 0UL;
        foreach (var one in bytes.Span)
            value = value << 8 | one;
        return value;
    }

    private static double Float(ReadOnlySpan<byte> bytes) =>
        bytes.Length switch
        {
            4 => BinaryPrimitives.ReadSingleBigEndian(bytes),
            8 => BinaryPrimitives.ReadDoubleBigEndian(bytes),
            _ => double.NaN,
        };

    private readonly record struct Element(ulong Id, ReadOnlyMemory<byte> Bytes);
}
