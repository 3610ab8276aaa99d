using System.Text;
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
    [InlineData("ja", 932, "湊公園のランタン")]
    [InlineData("ko", 949, "미나토 공원의 등불")]
    [InlineData("zh-Hans", 936, "凑公园的灯会")]
    [InlineData("ja", 65001, "湊公園のランタン")]
    [InlineData("en", 1200, "湊公園のランタン")]
    [InlineData("en", 1201, "湊公園のランタン")]
    public void Captions_are_read_in_the_encoding_that_they_were_written_in(string language, int page, string words)
    {
        Encoding.RegisterProvider(CodePagesEncodingProvider.Instance);
        var encoding = Encoding.GetEncoding(page);
        byte[] bytes = [.. encoding.GetPreamble(), .. encoding.GetBytes($"WEBVTT\n\n00:01.000 --> 00:02.000\n{words}\n")];
        Assert.Equal(words, Assert.Single(Captions.Read(Captions.Decode(bytes, language))).Text);
    }

    [Fact]
    public void Captions_in_an_unknown_encoding_are_refused_and_not_shown_as_something_else() =>
        Assert.Contains(
            "save it as UTF-8",
            Assert.Throws<RefusedException>(() => Captions.Decode([.. "WEBVTT "u8, 0xE9, 0x20], "en")).Message,
            StringComparison.Ordinal
        );

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
