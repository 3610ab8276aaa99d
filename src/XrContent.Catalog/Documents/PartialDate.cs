using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace XrContent.Catalog.Documents;

/// <summary>A date as exact as it is known: a year, a month or a day ("1958", "2020-03", "1945-08-09").</summary>
[JsonConverter(typeof(PartialDateConverter))]
public readonly record struct PartialDate
{
    private static readonly string[] Forms = ["yyyy", "yyyy-MM", "yyyy-MM-dd"];

    private readonly string text;

    private PartialDate(string text) => this.text = text;

    /// <summary>Reads YYYY, YYYY-MM or YYYY-MM-DD.</summary>
    public static bool TryParse(string? text, out PartialDate date)
    {
        date = default;
        if (!DateOnly.TryParseExact(text, Forms, CultureInfo.InvariantCulture, DateTimeStyles.None, out _))
            return false;
        date = new(text!);
        return true;
    }

    public override string ToString() => text ?? "";
}

/// <summary>Reads and writes a partial date as its text.</summary>
public sealed class PartialDateConverter : JsonConverter<PartialDate>
{
    public override PartialDate Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        reader.TokenType == JsonTokenType.String && PartialDate.TryParse(reader.GetString(), out var date)
            ? date
            : throw new JsonException("A date is a string YYYY, YYYY-MM or YYYY-MM-DD.");

    public override void Write(Utf8JsonWriter writer, PartialDate value, JsonSerializerOptions options) =>
        writer.WriteStringValue(value.ToString());
}
