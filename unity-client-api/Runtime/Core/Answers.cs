#nullable enable
using System;
using System.Collections.Generic;
using System.Globalization;
using Newtonsoft.Json;
using Newtonsoft.Json.Linq;

namespace XrContent.Client
{
    public sealed partial class FeatureProperties
    {
        /// <summary>On the spot: the rest of the document, by the names of its kind.</summary>
        [Preserve]
        [JsonExtensionData]
        public IDictionary<string, JToken> Others { get; set; } = new Dictionary<string, JToken>();
    }

    public sealed partial class Feature
    {
        /// <summary>Degrees north and east of a point; null for what is larger, or has no place.</summary>
        [JsonIgnore]
        public (double Latitude, double Longitude)? Point =>
            Geometry is JObject geometry && (string?)geometry["type"] == "Point" && geometry["coordinates"] is JArray { Count: >= 2 } at
                ? ((double)at[1], (double)at[0])
                : ((double, double)?)null;
    }

    public sealed partial class TileLinks
    {
        /// <summary>The address of a tile.</summary>
        public string Tile(int level, int column, int row) =>
            Href.Replace("{level}", Digits(level)).Replace("{column}", Digits(column)).Replace("{row}", Digits(row));

        private static string Digits(int number) => number.ToString(CultureInfo.InvariantCulture);
    }

    public sealed partial class ViewSkyline
    {
        /// <summary>The elevation at any azimuth, between the values, degrees.</summary>
        public double At(double azimuth)
        {
            var at = DirectionMath.Normalize(azimuth) / Step;
            var (i, share) = ((int)at % Elevation.Count, at - Math.Floor(at));
            return Elevation[i] * (1 - share) + Elevation[(i + 1) % Elevation.Count] * share;
        }
    }

    public sealed partial class ViewOverlay
    {
        /// <summary>Whether it is there at a moment of the timeline; null shows all.</summary>
        public bool IsShown(DateTimeOffset? moment) => moment is null || ((From is null || From <= moment) && (To is null || moment < To));
    }
}
