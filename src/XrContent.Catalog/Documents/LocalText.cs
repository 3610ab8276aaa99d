using System.Text.Json.Serialization;

namespace XrContent.Catalog.Documents;

/// <summary>A text in the project's four languages; the JSON keys are BCP 47 tags.</summary>
public sealed record LocalText
{
    /// <summary>The languages of the project in the order in which they stand in for one another.</summary>
    public static readonly IReadOnlyList<string> Languages = ["ja", "en", "zh-Hans", "ko"];

    [JsonPropertyName("ja")]
    public string? Japanese { get; init; }

    [JsonPropertyName("en")]
    public string? English { get; init; }

    [JsonPropertyName("zh-Hans")]
    public string? Chinese { get; init; }

    [JsonPropertyName("ko")]
    public string? Korean { get; init; }

    /// <summary>The text in one language, or null where it is missing.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The tag is not one of <see cref="Languages"/>.</exception>
    public string? In(string language) =>
        language switch
        {
            "ja" => Japanese,
            "en" => English,
            "zh-Hans" => Chinese,
            "ko" => Korean,
            _ => throw new ArgumentOutOfRangeException(nameof(language), language, "Not a language of the project."),
        };

    /// <summary>Makes a text by asking for each language in turn.</summary>
    public static LocalText Of(Func<string, string> inLanguage) =>
        new()
        {
            Japanese = inLanguage("ja"),
            English = inLanguage("en"),
            Chinese = inLanguage("zh-Hans"),
            Korean = inLanguage("ko"),
        };
}
