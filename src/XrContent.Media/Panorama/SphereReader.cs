using System.Runtime.ExceptionServices;
using System.Runtime.InteropServices;
using NetVips;

namespace XrContent.Media.Panorama;

/// <summary>
/// Reads a sphere once, level and from top to bottom: it is decoded while what came before is levelled and made use of. Memory holds what
/// the camera's lean asks for, however large the sphere is.
/// </summary>
/// <param name="decoded">Three bands of bytes, half as high as wide, which can be read from top to bottom.</param>
/// <param name="levelling">Of its width and height.</param>
/// <param name="paint">Changes rows as the camera held them, before they are levelled.</param>
internal sealed class SphereReader(Image decoded, Levelling levelling, RowPainter? paint = null)
{
    private const int Bands = 3;

    /// <summary>Bytes that decoder, encoders and threads take beside the rows: whoever runs out of them cannot say so.</summary>
    private const int Headroom = 128 << 20;

    private Exception? fault;

    /// <summary>Hands on some rows at a time.</summary>
    /// <param name="count">Rows; the height is a multiple of it.</param>
    /// <param name="use">Told which part it is, and its pixels, which are others afterwards.</param>
    /// <exception cref="VipsException">It could not be decoded.</exception>
    /// <exception cref="OutOfMemoryException">There is no memory for what the lean asks for.</exception>
    public void Read(int count, Action<int, byte[]> use, CancellationToken cancel)
    {
        if (decoded.Bands != Bands)
            throw new InvalidOperationException($"A sphere has {Bands} bands of bytes, not {decoded.Bands}.");
        var stride = decoded.Width * Bands;
        var pixels = new byte[count * stride];
        // Twice what a part is made of, so that rows come while it is.
        using var window = new RowWindow(stride, decoded.Height, 2 * (count + levelling.Reach), paint);
        ProveRoom();
        using var closing = cancel.Register(window.Close);
        var decoding = new Thread(() => Decode(window));
        decoding.Start();
        try
        {
            for (var part = 0; part < decoded.Height / count; part++)
            {
                var top = part * count;
                var (from, to) = levelling.SourceOf(top, count);
                if (!window.Take(from, to))
                    break;
                Parallel.For(0, count, row => levelling.Make(top + row, window, pixels.AsSpan(row * stride, stride)));
                use(part, pixels);
            }
        }
        finally
        {
            window.Close();
            decoding.Join();
        }

        cancel.ThrowIfCancellationRequested();
        if (fault is not null)
            ExceptionDispatchInfo.Throw(fault);
    }

    private static unsafe void ProveRoom() => NativeMemory.Free(NativeMemory.Alloc(Headroom));

    private void Decode(RowWindow window)
    {
        try
        {
            using var target = new TargetCustom();
            target.OnWrite += (bytes, length) => window.Write(bytes.AsSpan(0, length)) ? length : -1;
            decoded.RawsaveTarget(target);
        }
        catch (Exception error)
        {
            fault = error;
        }
        finally
        {
            window.Close();
        }
    }
}
