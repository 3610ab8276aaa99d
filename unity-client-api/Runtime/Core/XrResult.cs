#nullable enable
using System.Collections.Generic;
using Newtonsoft.Json;
using Newtonsoft.Json.Linq;

namespace XrContent.Client
{
    /// <summary>
    /// What came of a request: a value, or the server's reason why there is none. Nothing is thrown for what a server may answer.
    /// </summary>
    public sealed class XrResult<T>
    {
        private XrResult(T? value, XrProblem? problem)
        {
            (Value, Problem) = (value, problem);
        }

        /// <summary>The answer; not to be used where <see cref="Problem"/> is set.</summary>
        public T? Value { get; }

        /// <summary>Why there is no answer; null when there is one.</summary>
        public XrProblem? Problem { get; }

        /// <summary>True when there is an answer.</summary>
        public bool IsOk => Problem is null;

        /// <summary>A result with an answer.</summary>
        public static XrResult<T> Ok(T value) => new XrResult<T>(value, null);

        /// <summary>A result without one.</summary>
        public static XrResult<T> Failed(XrProblem problem) => new XrResult<T>(default, problem);
    }

    /// <summary>A problem document of the server (RFC 9457), or a network that did not answer.</summary>
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

        /// <summary>Of this client: the answer could not be read.</summary>
        public const string Unreadable = "/problems/unreadable";

        /// <summary>Stable name, to be compared.</summary>
        [JsonProperty("type")]
        public string Type { get; set; } = "";

        /// <summary>In one sentence, in English.</summary>
        [JsonProperty("title")]
        public string Title { get; set; } = "";

        /// <summary>What would help.</summary>
        [JsonProperty("detail")]
        public string? Detail { get; set; }

        /// <summary>HTTP status; 0 when nothing was answered.</summary>
        [JsonProperty("status")]
        public int Status { get; set; }

        /// <summary>Metres from the place, where one is too far away.</summary>
        [JsonProperty("distance")]
        public double? Distance { get; set; }

        /// <summary>The place that one is refused at, with the way there.</summary>
        [JsonProperty("place")]
        public PlaceTeaser? Place { get; set; }

        /// <summary>What is wrong, by parameter.</summary>
        [JsonProperty("errors")]
        public Dictionary<string, string[]>? Errors { get; set; }

        /// <summary>Whatever else the server said.</summary>
        [JsonExtensionData]
        public IDictionary<string, JToken> Others { get; set; } = new Dictionary<string, JToken>();

        /// <inheritdoc/>
        public override string ToString() => $"{Status} {Type}: {Title} {Detail}";
    }
}
