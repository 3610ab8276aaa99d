using System.Buffers;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;
using XrContent.Catalog.Documents;

namespace XrContent.Catalog.Published;

/// <summary>
/// JSON made once and written many times: in all languages, or with each text cut down to one language. The bytes are kept
/// once, with a table of the texts before them; a language is written by leaving out the slices of the others.
/// </summary>
public readonly struct LocalizedJson
{
    private static readonly byte[][] Tags = [.. LocalText.Languages.Select(Encoding.UTF8.GetBytes)];
    private static readonly int Stride = 2 + 2 * Tags.Length;

    private readonly byte[] buffer;
    private readonly int start;
    private readonly int table;
    private readonly int length;

    private LocalizedJson(byte[] buffer, int start, int table, int length) =>
        (this.buffer, this.start, this.table, this.length) = (buffer, start, table, length);

    /// <summary>Finds the texts in JSON that is an object or an array; a text is an object whose names are all language tags.</summary>
    public static LocalizedJson Of(ReadOnlySpan<byte> json)
    {
        List<int>? texts = null;
        var reader = new Utf8JsonReader(json);
        while (reader.Read())
        {
            if (reader.TokenType == JsonTokenType.StartObject)
                FindText(reader, ref texts);
        }

        var table = MemoryMarshal.AsBytes(CollectionsMarshal.AsSpan(texts));
        var buffer = new byte[table.Length + json.Length];
        table.CopyTo(buffer);
        json.CopyTo(buffer.AsSpan(table.Length));
        return new(buffer, 0, table.Length, json.Length);
    }

    /// <summary>Bytes in all languages.</summary>
    public int Length => length;

    public ReadOnlySpan<byte> Bytes => buffer.AsSpan(start + table, length);

    /// <summary>Bytes that it takes among others; whole integers, so that the next one's table is aligned.</summary>
    internal int Size => (table + length + 3) & ~3;

    // For each text: where its members begin and end, then start and length of the member to show for each language.
    private ReadOnlySpan<int> Texts => MemoryMarshal.Cast<byte, int>(buffer.AsSpan(start, table));

    /// <summary>Which of the project's languages a tag names, to be written in; -1 for all where it is null.</summary>
    public static int Choice(string? language)
    {
        if (language is null)
            return -1;
        for (var i = 0; i < LocalText.Languages.Count; i++)
            if (LocalText.Languages[i] == language)
                return i;
        throw new ArgumentOutOfRangeException(nameof(language), language, "Not a language of the project.");
    }

    /// <summary>Writes the JSON.</summary>
    /// <param name="language">One of the project's languages; a text that lacks it shows the next that it has. Null for all.</param>
    public void WriteTo(IBufferWriter<byte> output, string? language)
    {
        var span = output.GetSpan(length);
        output.Advance(CopyTo(span, Choice(language), length));
    }

    /// <summary>Copies the beginning of the JSON, as far as <paramref name="end"/>, which lies outside texts.</summary>
    /// <param name="target">At least <paramref name="end"/> bytes.</param>
    /// <param name="choice">As <see cref="Choice"/> says.</param>
    /// <returns>Bytes that were written.</returns>
    public int CopyTo(Span<byte> target, int choice, int end)
    {
        var json = Bytes[..end];
        if (choice < 0)
        {
            json.CopyTo(target);
            return end;
        }

        var (from, at) = (0, 0);
        var texts = Texts;
        for (var i = 0; i < texts.Length && texts[i] < end; i += Stride)
        {
            at += Copy(json[from..texts[i]], target[at..]);
            at += Copy(json.Slice(texts[i + 2 + 2 * choice], texts[i + 3 + 2 * choice]), target[at..]);
            from = texts[i + 1];
        }

        return at + Copy(json[from..], target[at..]);
    }

    /// <summary>The JSON as an element of another document.</summary>
    /// <param name="language">As for <see cref="WriteTo"/>.</param>
    public JsonElement ToElement(string? language)
    {
        var output = new ArrayBufferWriter<byte>(length);
        WriteTo(output, language);
        using var document = JsonDocument.Parse(output.WrittenMemory);
        return document.RootElement.Clone();
    }

    public override string ToString() => Encoding.UTF8.GetString(Bytes);

    /// <summary>The same among the bytes of its neighbours.</summary>
    internal LocalizedJson MovedTo(byte[] shared, int at)
    {
        buffer.AsSpan(start, table + length).CopyTo(shared.AsSpan(at));
        return new(shared, at, table, length);
    }

    private static int Copy(ReadOnlySpan<byte> from, Span<byte> to)
    {
        from.CopyTo(to);
        return from.Length;
    }

    private static void FindText(Utf8JsonReader reader, ref List<int>? texts)
    {
        Span<int> starts = stackalloc int[Tags.Length];
        Span<int> lengths = stackalloc int[Tags.Length];
        lengths.Clear();
        var first = -1;
        var end = 0;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var language = LanguageOf(reader);
            var start = (int)reader.TokenStartIndex;
            reader.Read();
            if (language < 0 || reader.TokenType != JsonTokenType.String)
                return;
            if (first < 0)
                first = start;
            end = (int)reader.BytesConsumed;
            starts[language] = start;
            lengths[language] = end - start;
        }

        if (first < 0)
            return;
        texts ??= [];
        texts.Add(first);
        texts.Add(end);
        for (var i = 0; i < Tags.Length; i++)
        {
            var shown = Shown(i, lengths);
            texts.Add(starts[shown]);
            texts.Add(lengths[shown]);
        }
    }

    private static int LanguageOf(in Utf8JsonReader reader)
    {
        for (var i = 0; i < Tags.Length; i++)
            if (reader.ValueTextEquals(Tags[i]))
                return i;
        return -1;
    }

    // Who reads neither Japanese nor the missing language is likeliest to read English.
    private static int Shown(int wanted, ReadOnlySpan<int> lengths)
    {
        const int english = 1;
        if (lengths[wanted] > 0)
            return wanted;
        if (lengths[english] > 0)
            return english;
        for (var i = 0; i < lengths.Length; i++)
            if (lengths[i] > 0)
                return i;
        return wanted;
    }
}
