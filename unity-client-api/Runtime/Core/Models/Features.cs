#nullable enable
using System;
using System.Collections.Generic;
using Newtonsoft.Json;
using Newtonsoft.Json.Linq;

namespace XrContent.Client
{
    /// <summary>Items as GeoJSON.</summary>
    public sealed class FeatureCollection
    {
        /// <summary>In the order of the answer: nearest first.</summary>
        [JsonProperty("features")]
        public List<Feature> Features { get; set; } = new List<Feature>();
    }

    /// <summary>One item.</summary>
    public sealed class Feature
    {
        /// <summary>Stable, and never used for another item.</summary>
        [JsonProperty("id")]
        public string Id { get; set; } = "";

        /// <summary>GeoJSON, longitude first; null where the item is nowhere in particular.</summary>
        [JsonProperty("geometry")]
        public JObject? Geometry { get; set; }

        /// <summary>What it says of itself.</summary>
        [JsonProperty("properties")]
        public FeatureProperties Properties { get; set; } = new FeatureProperties();
    }

    /// <summary>The teaser of an item; on the spot the whole document stands in <see cref="Others"/> as well.</summary>
    public sealed class FeatureProperties
    {
        /// <summary>place, capture, overlay, scene, tour or event.</summary>
        [JsonProperty("kind")]
        public string Kind { get; set; } = "";

        /// <summary>Its title.</summary>
        [JsonProperty("title")]
        public XrText Title { get; set; } = new XrText();

        /// <summary>One or two sentences.</summary>
        [JsonProperty("summary")]
        public XrText? Summary { get; set; }

        /// <summary>To be shown before it opens.</summary>
        [JsonProperty("sensitivity")]
        public Sensitivity? Sensitivity { get; set; }

        /// <summary>Of a place: relic, viewpoint and so on.</summary>
        [JsonProperty("category")]
        public string? Category { get; set; }

        /// <summary>Since when it no longer stands.</summary>
        [JsonProperty("demolished")]
        public string? Demolished { get; set; }

        /// <summary>Id of its place.</summary>
        [JsonProperty("place")]
        public string? Place { get; set; }

        /// <summary>Of a capture: photograph or drawing.</summary>
        [JsonProperty("nature")]
        public string? Nature { get; set; }

        /// <summary>Of a capture: when it was taken or, of a drawing, made.</summary>
        [JsonProperty("taken")]
        public DateTimeOffset? Taken { get; set; }

        /// <summary>Of a drawing: the moment it shows, where it was made at another one.</summary>
        [JsonProperty("depicts")]
        public DateTimeOffset? Depicts { get; set; }

        /// <summary>Of a place: code of the museum's showcase that keeps or tells of it.</summary>
        [JsonProperty("exhibit")]
        public string? Exhibit { get; set; }

        /// <summary>Of a place: ids of places where relics of it are kept or told of.</summary>
        [JsonProperty("related")]
        public IReadOnlyList<string>? Related { get; set; }

        /// <summary>Of a place: ids of places whose relics are kept or told of here.</summary>
        [JsonProperty("relics")]
        public IReadOnlyList<string>? Relics { get; set; }

        /// <summary>Of an event: when, in words.</summary>
        [JsonProperty("when")]
        public XrText? When { get; set; }

        /// <summary>Of a tour: how long it takes.</summary>
        [JsonProperty("minutes")]
        public int? Minutes { get; set; }

        /// <summary>Ids of a place's scenes.</summary>
        [JsonProperty("scenes")]
        public List<string>? Scenes { get; set; }

        /// <summary>Ids of a place's captures.</summary>
        [JsonProperty("captures")]
        public List<string>? Captures { get; set; }

        /// <summary>Address of a small picture.</summary>
        [JsonProperty("thumbnail")]
        public string? Thumbnail { get; set; }

        /// <summary>Metres from the point asked about.</summary>
        [JsonProperty("distance")]
        public double? Distance { get; set; }

        /// <summary>Degrees clockwise from true north.</summary>
        [JsonProperty("bearing")]
        public double? Bearing { get; set; }

        /// <summary>Further members, which depend on the kind.</summary>
        [JsonExtensionData]
        public IDictionary<string, JToken> Others { get; set; } = new Dictionary<string, JToken>();
    }

    /// <summary>What changed since a version.</summary>
    public sealed class ChangesAnswer
    {
        /// <summary>The version now.</summary>
        [JsonProperty("version")]
        public long Version { get; set; }

        /// <summary>True when the version asked about is unknown: forget everything and load afresh.</summary>
        [JsonProperty("reset")]
        public bool Reset { get; set; }

        /// <summary>What changed.</summary>
        [JsonProperty("items")]
        public List<ItemChange> Items { get; set; } = new List<ItemChange>();
    }

    /// <summary>One item that changed.</summary>
    public sealed class ItemChange
    {
        /// <summary>Which.</summary>
        [JsonProperty("id")]
        public string Id { get; set; } = "";

        /// <summary>Its kind.</summary>
        [JsonProperty("kind")]
        public string Kind { get; set; } = "";

        /// <summary>added, changed or removed.</summary>
        [JsonProperty("change")]
        public string Change { get; set; } = "";
    }

    /// <summary>A pass: media and AR of some places, for some hours.</summary>
    public sealed class PassAnswer
    {
        /// <summary>Goes with each request as a bearer; the client does so by itself.</summary>
        [JsonProperty("token")]
        public string Token { get; set; } = "";

        /// <summary>Ids of the places that it opens.</summary>
        [JsonProperty("places")]
        public List<string> Places { get; set; } = new List<string>();

        /// <summary>When it ends.</summary>
        [JsonProperty("expires")]
        public DateTimeOffset Expires { get; set; }

        /// <summary>Id of the place of the tag.</summary>
        [JsonProperty("place")]
        public string Place { get; set; } = "";

        /// <summary>Id of the scene to begin with.</summary>
        [JsonProperty("scene")]
        public string? Scene { get; set; }
    }

    /// <summary>What somebody who is not there yet is told of a place.</summary>
    public sealed class PlaceTeaser
    {
        /// <summary>Its id.</summary>
        [JsonProperty("id")]
        public string Id { get; set; } = "";

        /// <summary>Its name.</summary>
        [JsonProperty("title")]
        public XrText Title { get; set; } = new XrText();

        /// <summary>One or two sentences.</summary>
        [JsonProperty("summary")]
        public XrText? Summary { get; set; }

        /// <summary>How to get there.</summary>
        [JsonProperty("access")]
        public XrText? Access { get; set; }

        /// <summary>When it is open.</summary>
        [JsonProperty("hours")]
        public XrText? Hours { get; set; }

        /// <summary>Degrees east.</summary>
        [JsonProperty("longitude")]
        public double Longitude { get; set; }

        /// <summary>Degrees north.</summary>
        [JsonProperty("latitude")]
        public double Latitude { get; set; }
    }

    /// <summary>What to keep of a scene for where there is no signal.</summary>
    public sealed class PackAnswer
    {
        /// <summary>Id of the scene.</summary>
        [JsonProperty("scene")]
        public string Scene { get; set; } = "";

        /// <summary>Of the catalogue.</summary>
        [JsonProperty("version")]
        public long Version { get; set; }

        /// <summary>When it must be forgotten.</summary>
        [JsonProperty("expires")]
        public DateTimeOffset Expires { get; set; }

        /// <summary>Of all media together.</summary>
        [JsonProperty("bytes")]
        public long Bytes { get; set; }

        /// <summary>Addresses of the scene's own answers.</summary>
        [JsonProperty("answers")]
        public List<string> Answers { get; set; } = new List<string>();

        /// <summary>Addresses of media.</summary>
        [JsonProperty("files")]
        public List<PackFile> Files { get; set; } = new List<PackFile>();
    }

    /// <summary>One file of a pack.</summary>
    public sealed class PackFile
    {
        /// <summary>Its address.</summary>
        [JsonProperty("href")]
        public string Href { get; set; } = "";

        /// <summary>Its size.</summary>
        [JsonProperty("bytes")]
        public long Bytes { get; set; }
    }
}
