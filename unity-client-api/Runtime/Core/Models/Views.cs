#nullable enable
using System;
using System.Collections.Generic;
using Newtonsoft.Json;

namespace XrContent.Client
{
    /// <summary>A scene resolved for an eye point: what is where, in directions. Degrees and metres.</summary>
    public sealed class ViewAnswer
    {
        /// <summary>Id of the scene.</summary>
        [JsonProperty("scene")]
        public string Scene { get; set; } = "";

        /// <summary>Where one looks from.</summary>
        [JsonProperty("eye")]
        public ViewEye Eye { get; set; } = new ViewEye();

        /// <summary>Degrees by which a compass points east of true north there and now.</summary>
        [JsonProperty("declination")]
        public double Declination { get; set; }

        /// <summary>none, coarse or surveyed.</summary>
        [JsonProperty("terrain")]
        public string Terrain { get; set; } = "none";

        /// <summary>Null where there is no terrain.</summary>
        [JsonProperty("skyline")]
        public ViewSkyline? Skyline { get; set; }

        /// <summary>What is laid over the view.</summary>
        [JsonProperty("overlays")]
        public List<ViewOverlay> Overlays { get; set; } = new List<ViewOverlay>();

        /// <summary>Names of places.</summary>
        [JsonProperty("labels")]
        public List<ViewOverlay> Labels { get; set; } = new List<ViewOverlay>();

        /// <summary>Named summits.</summary>
        [JsonProperty("summits")]
        public List<ViewSummit> Summits { get; set; } = new List<ViewSummit>();

        /// <summary>The steps of the timeline.</summary>
        [JsonProperty("moments")]
        public List<DateTimeOffset> Moments { get; set; } = new List<DateTimeOffset>();

        /// <summary>The tinted ground as a picture.</summary>
        [JsonProperty("raster")]
        public ViewRaster? Raster { get; set; }

        /// <summary>The panel whose code says where north is.</summary>
        [JsonProperty("panel")]
        public ViewPanel? Panel { get; set; }
    }

    /// <summary>What can be seen of the land from a point.</summary>
    public sealed class SkylineAnswer
    {
        /// <summary>Where one looks from.</summary>
        [JsonProperty("eye")]
        public ViewEye Eye { get; set; } = new ViewEye();

        /// <summary>Degrees by which a compass points east of true north.</summary>
        [JsonProperty("declination")]
        public double Declination { get; set; }

        /// <summary>none, coarse or surveyed.</summary>
        [JsonProperty("terrain")]
        public string Terrain { get; set; } = "none";

        /// <summary>Null where there is no terrain.</summary>
        [JsonProperty("skyline")]
        public ViewSkyline? Skyline { get; set; }

        /// <summary>Named summits.</summary>
        [JsonProperty("summits")]
        public List<ViewSummit> Summits { get; set; } = new List<ViewSummit>();
    }

    /// <summary>An eye.</summary>
    public sealed class ViewEye
    {
        /// <summary>Degrees north.</summary>
        [JsonProperty("lat")]
        public double Lat { get; set; }

        /// <summary>Degrees east.</summary>
        [JsonProperty("lon")]
        public double Lon { get; set; }

        /// <summary>Metres above sea level of ground or deck.</summary>
        [JsonProperty("ground")]
        public double Ground { get; set; }

        /// <summary>Metres above sea level of the eye.</summary>
        [JsonProperty("height")]
        public double Height { get; set; }
    }

    /// <summary>The line where ground and sky meet.</summary>
    public sealed class ViewSkyline
    {
        /// <summary>Degrees from value to value, from azimuth 0 on.</summary>
        [JsonProperty("step")]
        public double Step { get; set; }

        /// <summary>Degrees.</summary>
        [JsonProperty("elevation")]
        public List<double> Elevation { get; set; } = new List<double>();

        /// <summary>Metres.</summary>
        [JsonProperty("distance")]
        public List<double> Distance { get; set; } = new List<double>();

        /// <summary>The elevation at any azimuth, between the values.</summary>
        public double At(double azimuth)
        {
            var at = DirectionMath.Normalize(azimuth) / Step;
            var (i, share) = ((int)at % Elevation.Count, at - Math.Floor(at));
            return Elevation[i] * (1 - share) + Elevation[(i + 1) % Elevation.Count] * share;
        }
    }

    /// <summary>An overlay in directions. Which members stand here depends on the kind.</summary>
    public sealed class ViewOverlay
    {
        /// <summary>Its id.</summary>
        [JsonProperty("id")]
        public string Id { get; set; } = "";

        /// <summary>marker, rings, area, label, photo, model or exposure.</summary>
        [JsonProperty("kind")]
        public string Kind { get; set; } = "";

        /// <summary>Its name.</summary>
        [JsonProperty("label")]
        public XrText Label { get; set; } = new XrText();

        /// <summary>Azimuth of the point.</summary>
        [JsonProperty("az")]
        public double? Az { get; set; }

        /// <summary>Elevation of the point, refraction included.</summary>
        [JsonProperty("el")]
        public double? El { get; set; }

        /// <summary>Metres along the line of sight.</summary>
        [JsonProperty("distance")]
        public double? Distance { get; set; }

        /// <summary>Metres above sea level of the point.</summary>
        [JsonProperty("height")]
        public double? Height { get; set; }

        /// <summary>False behind a hill or a building.</summary>
        [JsonProperty("visible")]
        public bool? Visible { get; set; }

        /// <summary>Of rings and areas: what lies on the ground.</summary>
        [JsonProperty("lines")]
        public List<ViewLine>? Lines { get; set; }

        /// <summary>Of a photo: azimuth, elevation and distance of left top, right top, right bottom, left bottom.</summary>
        [JsonProperty("corners")]
        public List<double[]>? Corners { get; set; }

        /// <summary>Address of the picture or the model.</summary>
        [JsonProperty("href")]
        public string? Href { get; set; }

        /// <summary>Of a model: how it is turned.</summary>
        [JsonProperty("pose")]
        public ViewPose? Pose { get; set; }

        /// <summary>Of a model: by how much it is stretched.</summary>
        [JsonProperty("scale")]
        public double? Scale { get; set; }

        /// <summary>The first moment at which it is shown.</summary>
        [JsonProperty("from")]
        public DateTimeOffset? From { get; set; }

        /// <summary>The first moment at which it no longer is.</summary>
        [JsonProperty("to")]
        public DateTimeOffset? To { get; set; }

        /// <summary>Of a label: the scene to go to.</summary>
        [JsonProperty("scene")]
        public string? Scene { get; set; }

        /// <summary>Whether it is shown at a moment of the timeline; without a moment all are.</summary>
        public bool IsShown(DateTimeOffset? moment) => moment is null || ((From is null || From <= moment) && (To is null || moment < To));
    }

    /// <summary>A line on the ground.</summary>
    public sealed class ViewLine
    {
        /// <summary>Of a ring, metres.</summary>
        [JsonProperty("radius")]
        public double? Radius { get; set; }

        /// <summary>Of a ring.</summary>
        [JsonProperty("label")]
        public XrText? Label { get; set; }

        /// <summary>Seen and hidden parts.</summary>
        [JsonProperty("parts")]
        public List<ViewPart> Parts { get; set; } = new List<ViewPart>();
    }

    /// <summary>A part of a line that is seen, or hidden.</summary>
    public sealed class ViewPart
    {
        /// <summary>False behind a hill or a building.</summary>
        [JsonProperty("visible")]
        public bool Visible { get; set; }

        /// <summary>Azimuth, elevation and distance each.</summary>
        [JsonProperty("points")]
        public List<double[]> Points { get; set; } = new List<double[]>();
    }

    /// <summary>How a model is turned.</summary>
    public sealed class ViewPose
    {
        /// <summary>Degrees from true north.</summary>
        [JsonProperty("heading")]
        public double Heading { get; set; }

        /// <summary>Degrees.</summary>
        [JsonProperty("pitch")]
        public double Pitch { get; set; }

        /// <summary>Degrees.</summary>
        [JsonProperty("roll")]
        public double Roll { get; set; }
    }

    /// <summary>A named summit.</summary>
    public sealed class ViewSummit
    {
        /// <summary>Its id.</summary>
        [JsonProperty("id")]
        public string Id { get; set; } = "";

        /// <summary>Its name.</summary>
        [JsonProperty("name")]
        public XrText Name { get; set; } = new XrText();

        /// <summary>Azimuth.</summary>
        [JsonProperty("az")]
        public double Az { get; set; }

        /// <summary>Elevation.</summary>
        [JsonProperty("el")]
        public double El { get; set; }

        /// <summary>Metres.</summary>
        [JsonProperty("distance")]
        public double Distance { get; set; }

        /// <summary>Metres above sea level.</summary>
        [JsonProperty("height")]
        public double Height { get; set; }

        /// <summary>False behind a hill or a building.</summary>
        [JsonProperty("visible")]
        public bool Visible { get; set; }
    }

    /// <summary>The tinted ground over all azimuths: an equirectangular picture with alpha.</summary>
    public sealed class ViewRaster
    {
        /// <summary>Its address.</summary>
        [JsonProperty("href")]
        public string Href { get; set; } = "";

        /// <summary>Of the left and right edges.</summary>
        [JsonProperty("azimuth")]
        public double[] Azimuth { get; set; } = new double[0];

        /// <summary>Of the bottom and top edges.</summary>
        [JsonProperty("elevation")]
        public double[] Elevation { get; set; } = new double[0];

        /// <summary>Pixels.</summary>
        [JsonProperty("width")]
        public int Width { get; set; }

        /// <summary>Pixels.</summary>
        [JsonProperty("height")]
        public int Height { get; set; }
    }

    /// <summary>The panel of a scene's place.</summary>
    public sealed class ViewPanel
    {
        /// <summary>Azimuth towards which its face looks.</summary>
        [JsonProperty("facing")]
        public double Facing { get; set; }

        /// <summary>Degrees by which the face looks above the level.</summary>
        [JsonProperty("tilt")]
        public double Tilt { get; set; }

        /// <summary>Degrees within which the azimuth is right.</summary>
        [JsonProperty("accuracy")]
        public double Accuracy { get; set; }
    }
}
