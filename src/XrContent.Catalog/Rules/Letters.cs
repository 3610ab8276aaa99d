using System.Xml;

namespace XrContent.Catalog.Rules;

/// <summary>What may stand in a text: all that XML can carry, since texts go out in formats that are made of it.</summary>
public static class Letters
{
    public static bool AreAll(string text) => Without(text).Length == text.Length;

    /// <summary>The text without what is no letter: control signs but tabs and line breaks, and halves of letters.</summary>
    public static string Without(string text)
    {
        var isPlain = true;
        for (var i = 0; i < text.Length && isPlain; i++)
            isPlain = XmlConvert.IsXmlChar(text[i]);
        if (isPlain)
            return text;
        var kept = new System.Text.StringBuilder(text.Length);
        for (var i = 0; i < text.Length; i++)
        {
            if (XmlConvert.IsXmlChar(text[i]))
                kept.Append(text[i]);
            else if (i + 1 < text.Length && XmlConvert.IsXmlSurrogatePair(text[i + 1], text[i]))
                kept.Append(text[i++]).Append(text[i]);
        }

        return kept.ToString();
    }
}
