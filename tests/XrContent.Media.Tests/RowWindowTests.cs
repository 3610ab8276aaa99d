using XrContent.Media.Panorama;

namespace XrContent.Media.Tests;

public sealed class RowWindowTests
{
    private const int Stride = 5;
    private const int Height = 1000;

    [Fact]
    public void Rows_pass_through_a_window_that_holds_a_few_of_them()
    {
        using var window = new RowWindow(Stride, Height, 8);
        var picture = new byte[Stride * Height];
        new Random(1).NextBytes(picture);
        var writer = new Thread(() =>
        {
            // In pieces that know nothing of rows, as a decoder hands them on.
            for (var at = 0; at < picture.Length; at += 7)
                window.Write(picture.AsSpan(at, Math.Min(7, picture.Length - at)));
        });
        writer.Start();
        try
        {
            for (var row = 0; row < Height; row++)
            {
                var last = Math.Min(row + 5, Height - 1);
                Assert.True(window.Take(row, last));
                for (var seen = row; seen <= last; seen++)
                    Assert.Equal(picture.AsSpan(seen * Stride, Stride), window.Row(seen));
            }
        }
        finally
        {
            window.Close();
            writer.Join();
        }
    }

    [Fact]
    public void Who_writes_is_told_when_nobody_reads_any_more()
    {
        using var window = new RowWindow(Stride, Height, 4);
        Assert.True(window.Write(new byte[4 * Stride]));
        Assert.False(AfterClosing(window, () => window.Write(new byte[Stride])));
    }

    [Fact]
    public void Who_reads_is_told_when_the_picture_ends_early_and_still_gets_what_came()
    {
        using var window = new RowWindow(Stride, Height, 4);
        window.Write(new byte[2 * Stride]);
        Assert.False(AfterClosing(window, () => window.Take(0, 3)));
        Assert.True(window.Take(0, 1));
    }

    [Fact]
    public void More_than_the_picture_has_is_not_taken()
    {
        using var window = new RowWindow(Stride, 2, 4);
        Assert.True(window.Write(new byte[2 * Stride]));
        Assert.False(window.Write(new byte[1]));
    }

    /// <summary>What comes of something that waits in a window when the window is closed.</summary>
    private static bool AfterClosing(RowWindow window, Func<bool> waits)
    {
        bool? came = null;
        var waiting = new Thread(() => came = waits());
        waiting.Start();
        Assert.True(SpinWait.SpinUntil(() => waiting.ThreadState == ThreadState.WaitSleepJoin, TimeSpan.FromSeconds(20)));
        Assert.Null(came);
        window.Close();
        waiting.Join();
        return came!.Value;
    }
}
