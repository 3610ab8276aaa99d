#nullable enable
using System.Collections.Generic;

namespace XrContent.Client
{
    /// <summary>
    /// A text by language: ja, en, zh-Hans, ko. Where a language was asked for, the answer holds that one, or the one that stands in for
    /// it.
    /// </summary>
    [Preserve]
    public sealed class XrText : Dictionary<string, string>
    {
        /// <summary>No words yet.</summary>
        [Preserve]
        public XrText() { }

        /// <summary>The words in a language, else in English, else in any; empty where there are none.</summary>
        public string In(string language)
        {
            if (TryGetValue(language, out var words) || TryGetValue("en", out words))
                return words;
            foreach (var any in Values)
                return any;
            return "";
        }
    }
}
