using System.Buffers;
using System.Text;
using System.Text.Json;
using XrContent.Catalog.Documents;

namespace XrContent.Catalog;

/// <summary>
/// JSON made once and written many times: in all languages, or with each text cut down to one language. The bytes are kept
/// once; a language is written by leaving out the slices of the others.
/// </summary>
public sealed class LocalizedJson
{
    private readonly byte[] json;

    // For each text, flat: where its members begin and end, then start and length of the member to show for each language.
    private readonly int[] texts;

    private static readonly int Stride = 2 + 2 * LocalText.Languages.Count;

    private LocalizedJson(byte[] json, int[] texts) => (this.json, this.texts) = (json, texts);

    /// <summary>Finds the texts in JSON that is an object or an array; a text is an object whose names are all language tags.</summary>
    public static LocalizedJson Of(byte[] json)
    {
        var texts = new List<int>();
        var reader = new Utf8JsonReader(json);
        while (reader.Read())
        {
            if (reader.TokenType == JsonTokenType.StartObject) FindText(reader, texts);
        }

        return new(json, [.. texts]);
    }

    /// <summary>Bytes in all languages.</summary>
    public int Length => json.Length;

    /// <summary>Writes the JSON without its last <paramref name="open"/> bytes, so that the caller may add members.</summary>
    /// <param name="language">One of the project's languages; a text that lacks it shows the next that it has. Null for all.</param>
    public void WriteTo(IBufferWriter<byte> output, string? language, int open = 0)
    {
        var end = json.Length - open;
        if (language is null)
        {
            output.Write(json.AsSpan(0, end));
            return;
        }

        var choice = 2 + 2 * IndexOf(language);
        var from = 0;
        for (var i = 0; i < texts.Length; i += Stride)
        {
            output.Write(json.AsSpan(from, texts[i] - from));
            output.Write(json.AsSpan(texts[i + choice], texts[i + choice + 1]));
            from = texts[i + 1];
        }

        output.Write(json.AsSpan(from, end - from));
    }

    /// <summary>The JSON as an element of another document.</summary>
    /// <param name="language">As for <see cref="WriteTo"/>.</param>
    public JsonElement ToElement(string? language)
    {
        var output = new ArrayBufferWriter<byte>(json.Length);
        WriteTo(output, language);
        using var document = JsonDocument.Parse(output.WrittenMemory);
        return document.RootElement.Clone();
    }

    public override string ToString() => Encoding.UTF8.GetString(json);

    private static int IndexOf(string language)
    {
        for (var i = 0; i < LocalText.Languages.Count; i++)
            if (LocalText.Languages[i] == language) return i;
        throw new ArgumentOutOfRangeException(nameof(language), language, "Not a language of the project.");
    }

    private static void FindText(Utf8JsonReader reader, List<int> texts)
    {
        var count = LocalText.Languages.Count;
        Span<int> starts = stackalloc int[count];
        Span<int> lengths = stackalloc int[count];
        lengths.Clear();
        var first = -1;
        var end = 0;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var name = reader.GetString()!;
            var start = (int)reader.TokenStartIndex;
            reader.Read();
            var language = -1;
            for (var i = 0; i < count; i++)
                if (LocalText.Languages[i] == name) language = i;
            if (language < 0 || reader.TokenType != JsonTokenType.String) return;
            if (first < 0) first = start;
            end = (int)reader.BytesConsumed;
            starts[language] = start;
            lengths[language] = end - start;
        }

        if (first < 0) return;
        texts.Add(first);
        texts.Add(end);
        for (var i = 0; i < count; i++)
        {
            var shown = StandIn(i, lengths);
            texts.Add(starts[shown]);
            texts.Add(lengths[shown]);
        }
    }

    // Who reads neither Japanese nor the missing language is likeliest to read English.
    private static int StandIn(int wanted, ReadOnlySpan<int> lengths)
    {
        const int english = 1;
        if (lengths[wanted] > 0) return wanted;
        if (lengths[english] > 0) return english;
        for (var i = 0; i < lengths.Length; i++)
            if (lengths[i] > 0) return i;
        return wanted;
    }
}
