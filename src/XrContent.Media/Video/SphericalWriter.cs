using System.Buffers.Binary;

namespace XrContent.Media.Video;

/// <summary>Writes a film anew with both versions of spherical metadata, so that any player knows what the catalogue knows.</summary>
public static class SphericalWriter
{
    /// <summary>Boxes on the way from the movie to a sample entry, and to the tables of chunk offsets.</summary>
    private static readonly string[] Containers = ["trak", "mdia", "minf", "stbl"];

    /// <summary>Copies a film, its frames unchanged.</summary>
    /// <returns>False when the film cannot be rewritten so (fragments, no video track, offsets beyond their table): nothing is
    /// written.</returns>
    /// <exception cref="RefusedException">The index is damaged.</exception>
    public static async Task<bool> WriteAsync(Stream film, Spherical spherical, Stream target, CancellationToken cancel)
    {
        var index = MovieIndex.Read(film);
        if (index.Fragmented || index.VideoTrack() is not { } track || index.SampleEntry(track) is not { } entry)
            return false;
        var moov = Rebuild(index, index.Movie, track, entry, spherical);
        if (index.MediaAfter && !Shift(moov, index, moov.Length - index.Bytes.Length))
            return false;

        film.Position = 0;
        await CopyAsync(film, target, index.Start, cancel);
        await target.WriteAsync(moov, cancel);
        film.Position = index.Start + index.Bytes.Length;
        await film.CopyToAsync(target, cancel);
        return true;
    }

    private static byte[] Rebuild(MovieIndex index, Box box, Box track, Box entry, Spherical spherical)
    {
        var bytes = index.Bytes;
        if (box == entry)
        {
            var parts = index.PartsOf(entry).Where(part => part.Type is not ("st3d" or "sv3d"));
            return Spherical.Make(
                entry.Type,
                [
                    .. bytes.AsSpan(entry.Body, MovieIndex.PartsStart(entry) - entry.Body),
                    .. parts.SelectMany(Bytes),
                    .. spherical.SecondBoxes(),
                ]
            );
        }

        // Only what leads to the sample entry changes; all else is copied as it is.
        if (entry.Start < box.Start || entry.End > box.End)
            return Bytes(box);
        var skip = box.Type == "stsd" ? 8 : 0;
        IEnumerable<byte> body = box.Children(bytes, skip)
            .Where(child => !(box == track && child.Type == "uuid" && bytes.AsSpan(child.Body).StartsWith(Spherical.Version1)))
            .SelectMany(child => Rebuild(index, child, track, entry, spherical));
        if (box == track)
            body = body.Concat(spherical.FirstBox());
        return Spherical.Make(box.Type, [.. bytes.AsSpan(box.Body, skip), .. body]);

        byte[] Bytes(Box other) => bytes[other.Start..other.End];
    }

    /// <summary>Moves the chunk offsets of media data that lie after the movie box.</summary>
    private static bool Shift(byte[] moov, MovieIndex index, int by)
    {
        foreach (var table in Tables(moov, Box.Read(moov, 0, moov.Length)[0]))
        {
            var wide = table.Type == "co64";
            var count = BinaryPrimitives.ReadUInt32BigEndian(moov.AsSpan(table.Body + 4));
            if (count > (table.End - table.Body - 8) / (wide ? 8 : 4))
                throw Box.Damaged();
            for (var i = 0; i < count; i++)
            {
                var at = moov.AsSpan(table.Body + 8 + i * (wide ? 8 : 4));
                var offset = wide ? BinaryPrimitives.ReadInt64BigEndian(at) : BinaryPrimitives.ReadUInt32BigEndian(at);
                if (offset <= index.Start)
                    continue;
                if (!wide && offset + by > uint.MaxValue)
                    return false;
                if (wide)
                    BinaryPrimitives.WriteInt64BigEndian(at, offset + by);
                else
                    BinaryPrimitives.WriteUInt32BigEndian(at, (uint)(offset + by));
            }
        }

        return true;
    }

    private static IEnumerable<Box> Tables(byte[] moov, Box box)
    {
        foreach (var child in box.Children(moov))
        {
            if (child.Type is "stco" or "co64" && child.End - child.Body >= 8)
                yield return child;
            else if (Containers.Contains(child.Type))
                foreach (var table in Tables(moov, child))
                    yield return table;
        }
    }

    private static async Task CopyAsync(Stream from, Stream to, long bytes, CancellationToken cancel)
    {
        var buffer = new byte[1 << 20];
        while (bytes > 0)
        {
            var read = await from.ReadAsync(buffer.AsMemory(0, (int)Math.Min(buffer.Length, bytes)), cancel);
            if (read == 0)
                throw new EndOfStreamException();
            await to.WriteAsync(buffer.AsMemory(0, read), cancel);
            bytes -= read;
        }
    }
}
