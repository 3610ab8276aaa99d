using System.Text;

namespace XrContent.Media.Tests;

public class FileKindTests
{
    [Theory]
    [InlineData("\u00ff\u00d8\u00ff\u00e0", FileKind.Still, ".jpg")]
    [InlineData("\u0089PNG\r\n", FileKind.Still, ".png")]
    [InlineData("RIFF\0\0\0\0WEBP", FileKind.Still, ".webp")]
    [InlineData("II*\0", FileKind.Still, ".tif")]
    [InlineData("\0\0\0\u0018ftypheic", FileKind.Still, ".heic")]
    [InlineData("\0\0\0\u0018ftypavif", FileKind.Still, ".heic")]
    [InlineData("\0\0\0\u0018ftypisom", FileKind.Mp4, ".mp4")]
    [InlineData("\0\0\0\u0014ftypqt  ", FileKind.Mp4, ".mov")]
    [InlineData("\u001aE\u00df\u00a3", FileKind.Matroska, ".mkv")]
    [InlineData("RIFF\0\0\0\0AVI ", FileKind.Unknown, "")]
    [InlineData("<svg", FileKind.Unknown, "")]
    [InlineData("#EXTM3U", FileKind.Unknown, "")]
    [InlineData("", FileKind.Unknown, "")]
    public void A_file_is_what_its_first_bytes_say(string head, FileKind kind, string ending)
    {
        Assert.Equal(kind, FileKinds.Of(Encoding.Latin1.GetBytes(head)));
        Assert.Equal(ending, FileKinds.EndingOf(Encoding.Latin1.GetBytes(head)));
    }
}
