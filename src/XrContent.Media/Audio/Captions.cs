using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace XrContent.Media.Audio;

/// <summary>One caption.</summary>
/// <param name="From">Seconds from the film's start.</param>
/// <param name="To">Seconds, after <paramref name="From"/>.</param>
/// <param name="Text">Plain lines, parted by line feeds.</param>
public sealed record Cue(double From, double To, string Text);

/// <summary>Captions in WebVTT (https://www.w3.org/TR/webvtt1/), of which times and words are kept and styles dropped.</summary>
public static partial class Captions
{
    private const int MostBytes = 2 << 20;
    private const int MostCues = 20_000;

    /// <summary>Windows' code pages: Shift_JIS, GB18030's forerunner, and Korean.</summary>
    private static readonly Dictionary<string, int> Legacy = new()
    {
        ["ja"] = 932,
        ["zh-Hans"] = 936,
        ["ko"] = 949,
    };

    /// <summary>Writes captions.vtt, in UTF-8.</summary>
    /// <param name="language">Of the captions, as they are filed: it tells in which encoding old programs write.</param>
    /// <exception cref="RefusedException">The file is no WebVTT; the reason names the line.</exception>
    public static void Render(string original, string language, string folder)
    {
        if (new FileInfo(original).Length > MostBytes)
            throw new RefusedException("too-large", "Captions have at most 2 MiB.");
        File.WriteAllText(Path.Combine(folder, "captions.vtt"), Write(Read(Decode(File.ReadAllBytes(original), language))));
    }

    /// <summary>The text of a file in UTF-8, in UTF-16 with its mark, or as programs of the language's country wrote before.</summary>
    /// <exception cref="RefusedException">It is in none of these.</exception>
    public static string Decode(byte[] bytes, string language)
    {
        if (bytes.AsSpan().StartsWith<byte>([0xFF, 0xFE]))
            return Encoding.Unicode.GetString(bytes, 2, bytes.Length - 2);
        if (bytes.AsSpan().StartsWith<byte>([0xFE, 0xFF]))
            return Encoding.BigEndianUnicode.GetString(bytes, 2, bytes.Length - 2);
        return TextIn(Encoding.UTF8, bytes)
            ?? LegacyTextIn(language, bytes)
            ?? throw new RefusedException("not-captions", "The file is not in UTF-8. Open it in an editor and save it as UTF-8.");
    }

    private static string? LegacyTextIn(string language, byte[] bytes)
    {
        if (
            !Legacy.TryGetValue(language, out var page)
            || TextIn(CodePagesEncodingProvider.Instance.GetEncoding(page)!, bytes) is not { } text
        )
            return null;
        // EUC-JP, taken for Shift_JIS, is katakana of half width.
        return text.Count(letter => letter is >= '\uFF61' and <= '\uFF9F') > text.Count(letter => letter is >= '\u3040' and <= '\u30FF')
            ? null
            : text;
    }

    /// <summary>Null where a byte means nothing in the encoding.</summary>
    private static string? TextIn(Encoding encoding, byte[] bytes)
    {
        var strict = (Encoding)encoding.Clone();
        strict.DecoderFallback = DecoderFallback.ExceptionFallback;
        try
        {
            return strict.GetString(bytes);
        }
        catch (DecoderFallbackException)
        {
            return null;
        }
    }

    /// <summary>Reads the cues, in the order of the file.</summary>
    /// <exception cref="RefusedException">The text is no WebVTT; the reason names the line.</exception>
    public static IReadOnlyList<Cue> Read(string text)
    {
        var lines = text.TrimStart('\uFEFF').ReplaceLineEndings("\n").Split('\n');
        if (!Header().IsMatch(lines[0]))
            throw new RefusedException("not-captions", "Captions begin with the line WEBVTT. Export them as WebVTT (.vtt).");
        var cues = new List<Cue>();
        for (var i = 1; i < lines.Length; i++)
        {
            if (!lines[i].Contains("-->", StringComparison.Ordinal))
                continue;
            var times = Times().Match(lines[i]);
            if (!times.Success)
                throw new RefusedException("not-captions", $"Line {i + 1} is not a pair of times such as 00:01.000 --> 00:04.000.");
            var (from, to) = (Seconds(times.Groups[1]), Seconds(times.Groups[2]));
            if (to <= from)
                throw new RefusedException("not-captions", $"Line {i + 1} ends before it begins.");
            var words = lines
                .Skip(i + 1)
                .TakeWhile(line => line.Trim().Length > 0)
                .Select(line => Tags().Replace(line, "").Trim())
                .Where(line => line.Length > 0)
                .ToList();
            if (words.Count > 0)
                cues.Add(new(from, to, string.Join('\n', words)));
            if (cues.Count > MostCues)
                throw new RefusedException("too-large", $"Captions have at most {MostCues} entries.");
        }

        return cues;
    }

    /// <summary>The cues as WebVTT.</summary>
    public static string Write(IEnumerable<Cue> cues)
    {
        var text = new StringBuilder("WEBVTT\n");
        foreach (var cue in cues)
            text.Append('\n').Append(Time(cue.From)).Append(" --> ").Append(Time(cue.To)).Append('\n').Append(cue.Text).Append('\n');
        return text.ToString();
    }

    private static double Seconds(Group time)
    {
        var parts = time.Value.Split(':');
        return parts.Aggregate(0.0, (sum, part) => sum * 60 + double.Parse(part, CultureInfo.InvariantCulture));
    }

    private static string Time(double seconds) => TimeSpan.FromSeconds(seconds).ToString(@"hh\:mm\:ss\.fff", CultureInfo.InvariantCulture);

    [GeneratedRegex(@"^WEBVTT(?:[ \t].*)?$")]
    private static partial Regex Header();

    [GeneratedRegex(@"^\s*((?:\d{1,2}:)?[0-5]\d:[0-5]\d\.\d{3})\s+-->\s+((?:\d{1,2}:)?[0-5]\d:[0-5]\d\.\d{3})(?:\s.*)?$")]
    private static partial Regex Times();

    [GeneratedRegex("<[^>]*>")]
    private static partial Regex Tags();
}
