#nullable enable
using System.Collections.Generic;
using Newtonsoft.Json;
using Newtonsoft.Json.Linq;

namespace XrContent.Client
{
    /// <summary>A problem document of the server (RFC 9457), or a network that did not answer.</summary>
    [Preserve]
    public sealed class XrProblem
    {
        /// <summary>Media and AR open on the spot only: a tag must be tapped first.</summary>
        public const string PassRequired = "/problems/on-site-pass-required";

        /// <summary>The tag is printed: the phone's position is needed as well.</summary>
        public const string PositionNeeded = "/problems/position-needed";

        /// <summary>The phone is not at the place yet.</summary>
        public const string TooFar = "/problems/too-far";

        /// <summary>There is no such thing.</summary>
        public const string NotFound = "/problems/not-found";

        /// <summary>Of this client: the server could not be reached, however often it was tried.</summary>
        public const string Unreachable = "/problems/unreachable";

        /// <summary>Of this client: what is to be kept is more than <see cref="XrContentOptions.CacheBytes"/>.</summary>
        public const string TooLarge = "/problems/too-large-to-keep";

        /// <summary>Of this client: there is no room on the phone, or it cannot be written to.</summary>
        public const string NotKept = "/problems/not-kept";

        /// <summary>Of this client: the answer could not be read.</summary>
        public const string Unreadable = "/problems/unreadable";

        /// <summary>Stable name, to be compared.</summary>
        [Preserve]
        [JsonProperty("type")]
        public string Type { get; set; } = "";

        /// <summary>In one sentence, in English.</summary>
        [Preserve]
        [JsonProperty("title")]
        public string Title { get; set; } = "";

        /// <summary>What would help.</summary>
        [Preserve]
        [JsonProperty("detail")]
        public string? Detail { get; set; }

        /// <summary>HTTP status; 0 when nothing was answered.</summary>
        [Preserve]
        [JsonProperty("status")]
        public int Status { get; set; }

        /// <summary>Metres from the place, where one is too far away.</summary>
        [Preserve]
        [JsonProperty("distance")]
        public double? Distance { get; set; }

        /// <summary>The place that one is refused at, with the way there.</summary>
        [Preserve]
        [JsonProperty("place")]
        public PlaceTeaser? Place { get; set; }

        /// <summary>What is wrong, by parameter.</summary>
        [Preserve]
        [JsonProperty("errors")]
        public Dictionary<string, string[]>? Errors { get; set; }

        /// <summary>Whatever else the server said.</summary>
        [Preserve]
        [JsonExtensionData]
        public IDictionary<string, JToken> Others { get; set; } = new Dictionary<string, JToken>();

        /// <inheritdoc/>
        public override string ToString() => $"{Status} {Type}: {Title} {Detail}";
    }

    /// <summary>The place that one is refused at.</summary>
    [Preserve]
    public sealed class PlaceTeaser
    {
        /// <summary>Its id.</summary>
        [Preserve]
        [JsonProperty("id")]
        public string Id { get; set; } = "";

        /// <summary>Its name.</summary>
        [Preserve]
        [JsonProperty("title")]
        public XrText Title { get; set; } = new XrText();

        /// <summary>One or two sentences.</summary>
        [Preserve]
        [JsonProperty("summary")]
        public XrText? Summary { get; set; }

        /// <summary>How to get there.</summary>
        [Preserve]
        [JsonProperty("access")]
        public XrText? Access { get; set; }

        /// <summary>When it is open.</summary>
        [Preserve]
        [JsonProperty("hours")]
        public XrText? Hours { get; set; }

        /// <summary>Degrees east.</summary>
        [Preserve]
        [JsonProperty("longitude")]
        public double Longitude { get; set; }

        /// <summary>Degrees north.</summary>
        [Preserve]
        [JsonProperty("latitude")]
        public double Latitude { get; set; }
    }
}
