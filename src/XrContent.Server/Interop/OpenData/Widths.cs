using System.Text;

namespace XrContent.Server.Interop.OpenData;

/// <summary>
/// Letters of the widths in which Japanese tables write them, as those in which we do: Latin ones narrow, katakana wide. The program runs
/// without the tables of languages that normalization would need.
/// </summary>
internal static class Widths
{
    private const string Wide =
        "ヲァィゥェォャュョッーアイウエオカキクケコサシスセソタチツテトナニヌネノハヒフヘホマミムメモヤユヨラリルレロワン゛゜";
    private const string Voiced = "カキクケコサシスセソタチツテトハヒフヘホ";

    public static string Plain(string text)
    {
        var plain = new StringBuilder(text.Length);
        foreach (var c in text)
        {
            if (c is 'ﾞ' or 'ﾟ' && plain.Length > 0 && Marked(plain[^1], c) is { } marked)
                plain[^1] = marked;
            else
                plain.Append(Plain(c));
        }

        return plain.ToString().Trim();
    }

    /// <summary>Hiragana as the katakana that sound the same.</summary>
    public static string Katakana(string text) => string.Concat(text.Select(c => c is >= 'ぁ' and <= 'ゖ' ? (char)(c + 0x60) : c));

    private static char Plain(char c) =>
        c switch
        {
            '\u3000' => ' ',
            >= '！' and <= '～' => (char)(c - '！' + '!'),
            >= 'ｦ' and <= 'ﾟ' => Wide[c - 'ｦ'],
            '･' => '・',
            _ => c,
        };

    /// <summary>In the order of the letters each is followed by its voiced form, and ha by two.</summary>
    private static char? Marked(char letter, char mark) =>
        mark == 'ﾞ' && letter == 'ウ' ? 'ヴ'
        : !Voiced.Contains(letter) || mark == 'ﾟ' && letter is < 'ハ' or > 'ホ' ? null
        : (char)(letter + (mark == 'ﾞ' ? 1 : 2));
}
