using System.Buffers;
using System.Text;
using XrContent.Catalog.Documents;
using XrContent.Catalog.Published;

namespace XrContent.Catalog.Tests;

public class LocalizedJsonTests
{
    private static string Write(string json, string? language)
    {
        var output = new ArrayBufferWriter<byte>();
        LocalizedJson.Of(Encoding.UTF8.GetBytes(json)).WriteTo(output, language);
        return Encoding.UTF8.GetString(output.WrittenSpan);
    }

    [Theory]
    [InlineData("""{"title":{"ja":"鳥居","en":"Torii","ko":"도리이"},"n":1}""", "ja", """{"title":{"ja":"鳥居"},"n":1}""")]
    [InlineData("""{"title":{"ja":"鳥居","en":"Torii"},"n":1}""", "ko", """{"title":{"en":"Torii"},"n":1}""")]
    [InlineData(
        """{"a":[{"label":{"ja":"あ"}},{"label":{"en":"b","ja":"い"}}]}""",
        "zh-Hans",
        """{"a":[{"label":{"ja":"あ"}},{"label":{"en":"b"}}]}"""
    )]
    [InlineData("""{"title":{"ja":"a","other":"b"},"x":{}}""", "en", """{"title":{"ja":"a","other":"b"},"x":{}}""")]
    [InlineData("""{"t":{"ja":"quote \" brace }","en":"e"}}""", "ja", """{"t":{"ja":"quote \" brace }"}}""")]
    public void A_text_is_cut_down_to_the_language_asked_for_or_the_one_that_stands_in(string json, string language, string expected) =>
        Assert.Equal(expected, Write(json, language));

    [Fact]
    public void Without_a_language_nothing_is_changed() =>
        Gen.String.Sample(words =>
        {
            var json = System.Text.Json.JsonSerializer.Serialize(new { title = new { ja = words, en = words } });
            Assert.Equal(json, Write(json, null));
        });

    [Fact]
    public void Whatever_the_words_the_result_is_JSON_with_just_that_language() =>
        Gen.Select(Gen.String, Gen.String, Gen.Bool)
            .Sample(
                (japanese, english, inJapanese) =>
                {
                    var language = inJapanese ? "ja" : "en";
                    var json = System.Text.Json.JsonSerializer.Serialize(new { title = new { ja = japanese, en = english }, after = 1 });
                    using var parsed = System.Text.Json.JsonDocument.Parse(Write(json, language));
                    Assert.Equal(language, Assert.Single(parsed.RootElement.GetProperty("title").EnumerateObject()).Name);
                    Assert.Equal(1, parsed.RootElement.GetProperty("after").GetInt32());
                }
            );

    [Fact]
    public void Every_language_of_the_project_can_be_asked_for() =>
        Assert.All(
            LocalText.Languages,
            language =>
                Assert.Contains(language, Write("""{"t":{"ja":"1","en":"2","zh-Hans":"3","ko":"4"}}""", language), StringComparison.Ordinal)
        );
}
