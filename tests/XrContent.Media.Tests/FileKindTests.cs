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

    [Theory]
    [InlineData("GIF89a", "a GIF")]
    [InlineData("\0\0\0\u000cJXL \r\n", "a JPEG XL")]
    [InlineData("RIFF\0\0\0\0AVI LIST", "an AVI")]
    [InlineData("%PDF-1.7", "a PDF")]
    [InlineData("PK\u0003\u0004", "a zip archive")]
    [InlineData("\u00ef\u00bb\u00bf <!-- -->", "an SVG")]
    public void A_format_that_is_known_and_not_read_is_named_with_what_to_do(string head, string name)
    {
        var said = ForeignFormats.Refusal(Encoding.Latin1.GetBytes(head))!;
        Assert.StartsWith($"The file is {name}", said, StringComparison.Ordinal);
        Assert.EndsWith(".", said, StringComparison.Ordinal);
    }

    [Fact]
    public void However_short_a_file_is_something_is_said_of_it_or_nothing()
    {
        var whole = Encoding.Latin1.GetBytes("RIFF\0\0\0\0AVI LIST");
        var named = Enumerable.Range(0, whole.Length + 1).Where(length => ForeignFormats.Refusal(whole.AsSpan(0, length)) is not null);
        Assert.Equal(Enumerable.Range(12, whole.Length - 11), named);
    }
}
