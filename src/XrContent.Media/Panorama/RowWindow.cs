using System.Runtime.InteropServices;

namespace XrContent.Media.Panorama;

/// <summary>Changes the bytes of one row.</summary>
internal delegate void RowPainter(int row, Span<byte> pixels);

/// <summary>
/// Rows of a picture while it is decoded from top to bottom: as many as may still be asked for. Who writes waits for room, who reads
/// waits for rows.
/// </summary>
internal sealed unsafe class RowWindow : IDisposable
{
    private readonly object gate = new();
    private readonly int stride;
    private readonly int height;
    private readonly int capacity;
    private readonly RowPainter? paint;
    private readonly byte* rows;
    private long written;
    private int first;
    private bool isClosed;

    /// <param name="stride">Bytes of a row.</param>
    /// <param name="height">Rows of the picture.</param>
    /// <param name="capacity">Rows that are held at a time, one at least.</param>
    /// <param name="paint">Changes each row before anybody reads it.</param>
    /// <exception cref="OutOfMemoryException">There is no memory for as many rows.</exception>
    public RowWindow(int stride, int height, int capacity, RowPainter? paint = null)
    {
        (this.stride, this.height, this.capacity, this.paint) = (stride, height, Math.Min(capacity, height), paint);
        rows = (byte*)NativeMemory.Alloc((nuint)this.capacity, (nuint)stride);
    }

    /// <summary>The bytes of a row that was asked for.</summary>
    public byte* this[int row] => rows + (nuint)(row % capacity) * (nuint)stride;

    public ReadOnlySpan<byte> Row(int row) => new(this[row], stride);

    /// <summary>Takes the next bytes of the picture.</summary>
    /// <returns>Whether anybody still wants more.</returns>
    public bool Write(ReadOnlySpan<byte> bytes)
    {
        while (bytes.Length > 0)
        {
            var (row, within) = ((int)(written / stride), (int)(written % stride));
            if (row >= height || !HasRoomFor(row))
                return false;
            var part = bytes[..Math.Min(bytes.Length, stride - within)];
            part.CopyTo(new Span<byte>(this[row] + within, part.Length));
            bytes = bytes[part.Length..];
            if (within + part.Length == stride)
                paint?.Invoke(row, new(this[row], stride));
            lock (gate)
            {
                written += part.Length;
                Monitor.PulseAll(gate);
            }
        }

        return true;
    }

    /// <summary>Waits for rows, and lets go of those before them.</summary>
    /// <param name="from">Not before the one of an earlier call.</param>
    /// <param name="to">The last one; what lies between fits the window.</param>
    /// <returns>Whether they are there; not where the picture ends before them.</returns>
    public bool Take(int from, int to)
    {
        lock (gate)
        {
            first = from;
            Monitor.PulseAll(gate);
            while (written < (to + 1L) * stride && !isClosed)
                Monitor.Wait(gate);
            return written >= (to + 1L) * stride;
        }
    }

    /// <summary>No more is written, or no more is read: nobody waits any longer.</summary>
    public void Close()
    {
        lock (gate)
        {
            isClosed = true;
            Monitor.PulseAll(gate);
        }
    }

    public void Dispose() => NativeMemory.Free(rows);

    private bool HasRoomFor(int row)
    {
        lock (gate)
        {
            while (row >= first + capacity && !isClosed)
                Monitor.Wait(gate);
            return !isClosed;
        }
    }
}
