using System.Buffers.Binary;
using System.Text;

namespace XrContent.Media.Video;

/// <summary>The movie box of a film in memory, and where it lies among the boxes of the file.</summary>
/// <param name="Bytes">The whole moov box, header included.</param>
/// <param name="Start">Its offset in the file.</param>
/// <param name="MediaAfter">True where media data follow it, so that a change of its length moves them.</param>
/// <param name="Fragmented">True where the film comes in fragments (moof).</param>
internal sealed record MovieIndex(byte[] Bytes, long Start, bool MediaAfter, bool Fragmented)
{
    /// <summary>Hours of film at a hundred frames a second need a third of this.</summary>
    private const int MostBytes = 64 << 20;
    private const int MostBoxes = 100_000;

    /// <summary>Length of the fields of a visual sample entry before its boxes (ISO/IEC 14496-12, section 12.1.3).</summary>
    private const int VisualEntry = 78;

    /// <summary>Finds the movie box by going from box to box; media data are never read.</summary>
    /// <exception cref="RefusedException">There is none, or a size is wrong.</exception>
    public static MovieIndex Read(Stream file)
    {
        Span<byte> header = stackalloc byte[16];
        byte[]? moov = null;
        long start = 0;
        var (mediaAfter, fragmented) = (false, false);
        var boxes = 0;
        long at = 0;
        while (at + 8 <= file.Length)
        {
            file.Position = at;
            var read = file.ReadAtLeast(header, 16, throwOnEndOfStream: false);
            ulong size = BinaryPrimitives.ReadUInt32BigEndian(header);
            var type = Encoding.Latin1.GetString(header[4..8]);
            if (size == 1)
                size = read == 16 ? BinaryPrimitives.ReadUInt64BigEndian(header[8..]) : 0;
            else if (size == 0)
                size = (ulong)(file.Length - at);
            if (size < 8 || ++boxes > MostBoxes)
                throw Box.Damaged();
            // A camera that lost power leaves media data that end early; only the index must be whole.
            if (size > (ulong)(file.Length - at))
                size = type == "mdat" ? (ulong)(file.Length - at) : throw Box.Damaged();
            if (type == "moov" && moov is null)
            {
                if (size > MostBytes)
                    throw Box.Damaged();
                moov = new byte[size];
                start = at;
                file.Position = at;
                file.ReadExactly(moov);
            }

            fragmented |= type == "moof";
            mediaAfter |= type == "mdat" && moov is not null;
            at += (long)size;
        }

        return moov is null
            ? throw new RefusedException(
                "no-index",
                "The film has no index: the recording or the copy was broken off. Let the camera repair it, or copy it again."
            )
            : new(moov, start, mediaAfter, fragmented);
    }

    public Box Movie => Box.Read(Bytes, 0, Bytes.Length)[0];

    /// <summary>The track whose handler is video; null when there is none.</summary>
    public Box? VideoTrack()
    {
        foreach (var track in Movie.Children(Bytes))
        {
            if (
                track.Type == "trak"
                && track.Find(Bytes, "mdia", "hdlr") is { } handler
                && handler.End - handler.Body >= 12
                && Bytes.AsSpan(handler.Body + 8, 4).SequenceEqual("vide"u8)
            )
                return track;
        }

        return null;
    }

    /// <summary>The first sample entry of a track: what the frames are coded in, with the boxes that say how to look at them.</summary>
    public Box? SampleEntry(Box track)
    {
        if (track.Find(Bytes, "mdia", "minf", "stbl", "stsd") is not { } descriptions)
            return null;
        var entries = descriptions.Children(Bytes, skip: 8);
        return entries.Count > 0 && entries[0].End - entries[0].Body >= VisualEntry ? entries[0] : null;
    }

    /// <summary>The boxes in a visual sample entry.</summary>
    public IReadOnlyList<Box> PartsOf(Box sampleEntry) => sampleEntry.Children(Bytes, VisualEntry);

    /// <summary>Offset in a visual sample entry at which its boxes begin.</summary>
    public static int PartsStart(Box sampleEntry) => sampleEntry.Body + VisualEntry;
}
