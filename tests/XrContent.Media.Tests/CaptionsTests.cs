using XrContent.Media.Audio;

namespace XrContent.Media.Tests;

public class CaptionsTests
{
    [Fact]
    public void Times_and_words_are_kept_and_styles_dropped()
    {
        var cues = Captions.Read(
            "\uFEFFWEBVTT - a title\r\n\r\nSTYLE\r\n::cue { color: red }\r\n\r\n1\r\n00:01.000 --> 00:04.500 line:0\r\n<v Guide><"
                + "b>湊公園</b>です。\r\nLanterns\r\n\r\n01:00:00.000 --> 01:00:01.000\r\nlate\r\n"
        );
        Assert.Equal([new(1, 4.5, "湊公園です。\nLanterns"), new(3600, 3601, "late")], cues);
        Assert.Equal(cues, Captions.Read(Captions.Write(cues)));
    }

    [Theory]
    [InlineData("1\n00:00:01,000 --> 00:00:02,000\nSubRip\n", "WEBVTT")]
    [InlineData("WEBVTT\n\n00:01 --> 00:02\nx\n", "Line 3")]
    [InlineData("WEBVTT\n\n00:05.000 --> 00:02.000\nx\n", "before it begins")]
    public void What_is_no_webvtt_is_refused_by_its_line(string text, string reason) =>
        Assert.Contains(reason, Assert.Throws<RefusedException>(() => Captions.Read(text)).Message, StringComparison.Ordinal);

    [Fact]
    public void Any_text_is_read_or_refused() =>
        Gen.String.Sample(text =>
        {
            try
            {
                Captions.Read($"WEBVTT\n\n{text}\n00:00.000 --> 00:01.000\n{text}");
            }
            catch (RefusedException) { }
        });
}
