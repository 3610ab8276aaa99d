#nullable enable
using System;
using System.Collections.Generic;
using Newtonsoft.Json;

namespace XrContent.Client
{
    /// <summary>A scene with all that a player needs.</summary>
    public sealed class SceneAnswer
    {
        /// <summary>Its id.</summary>
        [JsonProperty("id")]
        public string Id { get; set; } = "";

        /// <summary>Its title.</summary>
        [JsonProperty("title")]
        public XrText Title { get; set; } = new XrText();

        /// <summary>One or two sentences.</summary>
        [JsonProperty("summary")]
        public XrText? Summary { get; set; }

        /// <summary>Paragraphs parted by an empty line.</summary>
        [JsonProperty("text")]
        public XrText? Text { get; set; }

        /// <summary>To be shown before it opens.</summary>
        [JsonProperty("sensitivity")]
        public Sensitivity? Sensitivity { get; set; }

        /// <summary>Where it is.</summary>
        [JsonProperty("place")]
        public ScenePlace Place { get; set; } = new ScenePlace();

        /// <summary>In the order of the time they show.</summary>
        [JsonProperty("captures")]
        public List<SceneCapture> Captures { get; set; } = new List<SceneCapture>();

        /// <summary>Ways to elsewhere.</summary>
        [JsonProperty("hotspots")]
        public List<SceneHotspot> Hotspots { get; set; } = new List<SceneHotspot>();

        /// <summary>Which way it looks when it opens.</summary>
        [JsonProperty("gaze")]
        public Gaze? Gaze { get; set; }

        /// <summary>Recordings of the text, by language.</summary>
        [JsonProperty("narration")]
        public Dictionary<string, string>? Narration { get; set; }

        /// <summary>Figures.</summary>
        [JsonProperty("facts")]
        public List<Fact> Facts { get; set; } = new List<Fact>();

        /// <summary>Where they come from.</summary>
        [JsonProperty("sources")]
        public List<Source> Sources { get; set; } = new List<Source>();

        /// <summary>Whose it is.</summary>
        [JsonProperty("rights")]
        public Rights? Rights { get; set; }
    }

    /// <summary>The place of a scene.</summary>
    public sealed class ScenePlace
    {
        /// <summary>Its id.</summary>
        [JsonProperty("id")]
        public string Id { get; set; } = "";

        /// <summary>Its name.</summary>
        [JsonProperty("title")]
        public XrText Title { get; set; } = new XrText();

        /// <summary>Degrees east.</summary>
        [JsonProperty("longitude")]
        public double Longitude { get; set; }

        /// <summary>Degrees north.</summary>
        [JsonProperty("latitude")]
        public double Latitude { get; set; }
    }

    /// <summary>A 360 degree picture or film.</summary>
    public sealed class SceneCapture
    {
        /// <summary>Its id.</summary>
        [JsonProperty("id")]
        public string Id { get; set; } = "";

        /// <summary>Its title.</summary>
        [JsonProperty("title")]
        public XrText Title { get; set; } = new XrText();

        /// <summary>photograph or drawing.</summary>
        [JsonProperty("nature")]
        public string Nature { get; set; } = "";

        /// <summary>When it was taken, or for a drawing when it was made.</summary>
        [JsonProperty("taken")]
        public DateTimeOffset Taken { get; set; }

        /// <summary>The moment it shows, where it was made at another one.</summary>
        [JsonProperty("depicts")]
        public DateTimeOffset? Depicts { get; set; }

        /// <summary>How it is turned; level already.</summary>
        [JsonProperty("pose")]
        public Pose Pose { get; set; } = new Pose();

        /// <summary>Where its pictures are.</summary>
        [JsonProperty("media")]
        public MediaLinks Media { get; set; } = new MediaLinks();

        /// <summary>Whose it is.</summary>
        [JsonProperty("rights")]
        public Rights? Rights { get; set; }
    }

    /// <summary>Orientation.</summary>
    public sealed class Pose
    {
        /// <summary>Azimuth of the centre column, degrees from true north; null when unknown.</summary>
        [JsonProperty("heading")]
        public double? Heading { get; set; }

        /// <summary>Metres above sea level of the lens.</summary>
        [JsonProperty("height")]
        public double? Height { get; set; }
    }

    /// <summary>Addresses of a capture's renditions; they never change their content.</summary>
    public sealed class MediaLinks
    {
        /// <summary>480 pixels wide, open to all.</summary>
        [JsonProperty("thumbnail")]
        public string Thumbnail { get; set; } = "";

        /// <summary>1024 pixels wide, open to all.</summary>
        [JsonProperty("preview")]
        public string Preview { get; set; } = "";

        /// <summary>The whole sphere, 2048 pixels wide.</summary>
        [JsonProperty("base")]
        public string Base { get; set; } = "";

        /// <summary>Of a still.</summary>
        [JsonProperty("tiles")]
        public TileLinks? Tiles { get; set; }

        /// <summary>Of a film.</summary>
        [JsonProperty("film")]
        public FilmLinks? Film { get; set; }
    }

    /// <summary>Tiles of a panorama.</summary>
    public sealed class TileLinks
    {
        /// <summary>With {level}, {column} and {row} to fill in.</summary>
        [JsonProperty("href")]
        public string Href { get; set; } = "";

        /// <summary>Coarse to fine.</summary>
        [JsonProperty("levels")]
        public List<TileLevel> Levels { get; set; } = new List<TileLevel>();

        /// <summary>The address of one tile.</summary>
        public string Tile(int level, int column, int row) =>
            Href.Replace("{level}", $"{level}").Replace("{column}", $"{column}").Replace("{row}", $"{row}");
    }

    /// <summary>One level of a panorama.</summary>
    public sealed class TileLevel
    {
        /// <summary>Pixels of the whole sphere.</summary>
        [JsonProperty("width")]
        public int Width { get; set; }

        /// <summary>Tiles side by side.</summary>
        [JsonProperty("columns")]
        public int Columns { get; set; }

        /// <summary>Tiles one above another.</summary>
        [JsonProperty("rows")]
        public int Rows { get; set; }
    }

    /// <summary>A film.</summary>
    public sealed class FilmLinks
    {
        /// <summary>The list of all sizes (HLS).</summary>
        [JsonProperty("hls")]
        public string Hls { get; set; } = "";

        /// <summary>Length.</summary>
        [JsonProperty("seconds")]
        public double Seconds { get; set; }

        /// <summary>It has sound.</summary>
        [JsonProperty("audio")]
        public bool Audio { get; set; }

        /// <summary>mono, or top-bottom: then the left eye is the upper half.</summary>
        [JsonProperty("stereo")]
        public string Stereo { get; set; } = "mono";

        /// <summary>WebVTT by language.</summary>
        [JsonProperty("captions")]
        public Dictionary<string, string> Captions { get; set; } = new Dictionary<string, string>();
    }

    /// <summary>A way to elsewhere, in its direction.</summary>
    public sealed class SceneHotspot
    {
        /// <summary>Id of what it leads to.</summary>
        [JsonProperty("to")]
        public string To { get; set; } = "";

        /// <summary>scene, place or overlay.</summary>
        [JsonProperty("kind")]
        public string Kind { get; set; } = "";

        /// <summary>Its name.</summary>
        [JsonProperty("title")]
        public XrText Title { get; set; } = new XrText();

        /// <summary>The scene to go to.</summary>
        [JsonProperty("scene")]
        public string? Scene { get; set; }

        /// <summary>Degrees clockwise from true north.</summary>
        [JsonProperty("azimuth")]
        public double Azimuth { get; set; }

        /// <summary>Degrees above the level of the eye.</summary>
        [JsonProperty("elevation")]
        public double Elevation { get; set; }

        /// <summary>Metres.</summary>
        [JsonProperty("distance")]
        public double? Distance { get; set; }
    }

    /// <summary>A direction.</summary>
    public sealed class Gaze
    {
        /// <summary>Degrees clockwise from true north.</summary>
        [JsonProperty("azimuth")]
        public double Azimuth { get; set; }

        /// <summary>Degrees above the level.</summary>
        [JsonProperty("elevation")]
        public double Elevation { get; set; }
    }
}
