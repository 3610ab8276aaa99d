#nullable enable
using System.Collections.Generic;
using Newtonsoft.Json;

namespace XrContent.Client
{
    /// <summary>
    /// A text by language: ja, en, zh-Hans, ko. Where a language was asked for, the answer holds that one, or the one that stands in for
    /// it.
    /// </summary>
    public sealed class XrText : Dictionary<string, string>
    {
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

    /// <summary>Asks for a notice before the material opens.</summary>
    public sealed class Sensitivity
    {
        /// <summary>"grave" or "distressing".</summary>
        [JsonProperty("level")]
        public string Level { get; set; } = "";

        /// <summary>What is about to be seen, and that it may be skipped.</summary>
        [JsonProperty("notice")]
        public XrText Notice { get; set; } = new XrText();
    }

    /// <summary>Where a claim comes from.</summary>
    public sealed class Source
    {
        /// <summary>Short name by which facts cite it.</summary>
        [JsonProperty("id")]
        public string Id { get; set; } = "";

        /// <summary>The work's own title.</summary>
        [JsonProperty("title")]
        public string Title { get; set; } = "";

        /// <summary>Publisher or archive.</summary>
        [JsonProperty("publisher")]
        public string? Publisher { get; set; }

        /// <summary>YYYY, YYYY-MM or YYYY-MM-DD.</summary>
        [JsonProperty("date")]
        public string? Date { get; set; }

        /// <summary>Where it can be read.</summary>
        [JsonProperty("url")]
        public string? Url { get; set; }

        /// <summary>Page, table or section.</summary>
        [JsonProperty("locator")]
        public string? Locator { get; set; }
    }

    /// <summary>A figure with its sources.</summary>
    public sealed class Fact
    {
        /// <summary>Short name.</summary>
        [JsonProperty("id")]
        public string Id { get; set; } = "";

        /// <summary>What it is a figure of.</summary>
        [JsonProperty("label")]
        public XrText Label { get; set; } = new XrText();

        /// <summary>In <see cref="Unit"/>.</summary>
        [JsonProperty("value")]
        public double Value { get; set; }

        /// <summary>Such as "m"; null for a bare number.</summary>
        [JsonProperty("unit")]
        public string? Unit { get; set; }

        /// <summary>Uncertainty in the same unit.</summary>
        [JsonProperty("plusMinus")]
        public double? PlusMinus { get; set; }

        /// <summary>The sources give a round figure.</summary>
        [JsonProperty("about")]
        public bool? About { get; set; }

        /// <summary>Ids of the sources.</summary>
        [JsonProperty("sources")]
        public List<string> Sources { get; set; } = new List<string>();
    }

    /// <summary>Whose it is.</summary>
    public sealed class Rights
    {
        /// <summary>SPDX identifier, or all-rights-reserved.</summary>
        [JsonProperty("license")]
        public string License { get; set; } = "";

        /// <summary>Whose.</summary>
        [JsonProperty("holder")]
        public string Holder { get; set; } = "";

        /// <summary>To be shown beside it.</summary>
        [JsonProperty("credit")]
        public XrText? Credit { get; set; }
    }
}
