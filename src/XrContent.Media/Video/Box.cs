using System.Buffers.Binary;
using System.Text;

namespace XrContent.Media.Video;

/// <summary>One box of an ISO base media file (ISO/IEC 14496-12, section 4.2), within bytes that are in memory.</summary>
/// <param name="Type">Four characters.</param>
/// <param name="Start">Offset of its header.</param>
/// <param name="Body">Offset of what follows the header.</param>
/// <param name="End">Offset of the first byte after it.</param>
internal readonly record struct Box(string Type, int Start, int Body, int End)
{
    /// <summary>More boxes than this on one level are no film.</summary>
    private const int MostSiblings = 4096;

    /// <summary>The boxes that stand one after another between two offsets.</summary>
    /// <exception cref="RefusedException">A size leads out of the range: the file is cut short or hostile.</exception>
    public static IReadOnlyList<Box> Read(ReadOnlySpan<byte> bytes, int start, int end)
    {
        var boxes = new List<Box>();
        var at = start;
        while (at + 8 <= end)
        {
            long size = BinaryPrimitives.ReadUInt32BigEndian(bytes[at..]);
            var type = Encoding.Latin1.GetString(bytes.Slice(at + 4, 4));
            var header = 8;
            // QuickTime ends a list with four zero bytes.
            if (size == 0 && type == "\0\0\0\0")
                break;
            if (size == 1 && at + 16 <= end)
                (size, header) = ((long)Math.Min(BinaryPrimitives.ReadUInt64BigEndian(bytes[(at + 8)..]), long.MaxValue), 16);
            else if (size == 0)
                size = end - at;
            if (size < header || size > end - at || boxes.Count == MostSiblings)
                throw Damaged();
            boxes.Add(new(type, at, at + header, at + (int)size));
            at += (int)size;
        }

        return boxes;
    }

    /// <summary>The boxes within this one.</summary>
    /// <param name="skip">Bytes of its own before the first of them.</param>
    public IReadOnlyList<Box> Children(ReadOnlySpan<byte> bytes, int skip = 0) =>
        Body + skip > End ? throw Damaged() : Read(bytes, Body + skip, End);

    /// <summary>The first box at the end of a path of types, or null.</summary>
    public Box? Find(ReadOnlySpan<byte> bytes, params ReadOnlySpan<string> path)
    {
        var box = this;
        foreach (var type in path)
        {
            var found = false;
            foreach (var child in box.Children(bytes))
            {
                if (child.Type != type)
                    continue;
                (box, found) = (child, true);
                break;
            }

            if (!found)
                return null;
        }

        return box;
    }

    public static RefusedException Damaged() =>
        new("damaged", "The film's index is damaged or cut short. Copy it from the camera again, or export it again from the stitcher.");
}
