#nullable enable
using System;
using Newtonsoft.Json;
using Newtonsoft.Json.Linq;

namespace XrContent.Client
{
    /// <summary>Where a guide looks, as the web part and this package write it into a step.</summary>
    public sealed class GuideLook
    {
        private const double Farthest = 1e6;

        /// <param name="azimuth">Degrees clockwise from true north.</param>
        /// <param name="elevation">Degrees above the level.</param>
        public GuideLook(double azimuth, double elevation)
        {
            (Azimuth, Elevation) = (DirectionMath.Normalize(azimuth), Math.Max(-90, Math.Min(90, elevation)));
        }

        /// <summary>Degrees clockwise from true north.</summary>
        public double Azimuth { get; }

        /// <summary>Degrees above the level.</summary>
        public double Elevation { get; }

        /// <summary>
        /// Where the slider between the scene's captures stands: 0 is the first, 1 the second, 0.5 half of each. Null unsaid.
        /// </summary>
        public double? Position { get; set; }

        /// <summary>What the guide points at; null for nothing.</summary>
        public (double Azimuth, double Elevation)? PointsAt { get; set; }

        /// <summary>Reads what a step says; null where it says no direction, whoever wrote it.</summary>
        public static GuideLook? Parse(string? state)
        {
            try
            {
                if (!(JToken.Parse(state ?? "{}") is JObject said) || !(Spot(said) is { } look))
                    return null;
                var read = new GuideLook(look.Azimuth, look.Elevation);
                if (Number(said["position"]) is { } position && position >= 0)
                    read.Position = position;
                if (said["pointer"] is JObject pointer)
                    read.PointsAt = Spot(pointer);
                return read;
            }
            catch (JsonException)
            {
                return null;
            }
        }

        /// <summary>As a step carries it: to a twentieth of a degree.</summary>
        public override string ToString()
        {
            var said = new JObject { ["azimuth"] = Rounded(Azimuth), ["elevation"] = Rounded(Elevation) };
            if (Position is { } position)
                said["position"] = position;
            if (PointsAt is { } at)
                said["pointer"] = new JObject { ["azimuth"] = Rounded(at.Azimuth), ["elevation"] = Rounded(at.Elevation) };
            return said.ToString(Formatting.None);
        }

        private static double Rounded(double degrees) => Math.Round(degrees * 20) / 20;

        private static (double Azimuth, double Elevation)? Spot(JObject said) =>
            Number(said["azimuth"]) is { } azimuth && Number(said["elevation"]) is { } elevation && Math.Abs(azimuth) <= Farthest
                ? (DirectionMath.Normalize(azimuth), Math.Max(-90, Math.Min(90, elevation)))
                : ((double, double)?)null;

        private static double? Number(JToken? token) =>
            token?.Type == JTokenType.Float || token?.Type == JTokenType.Integer
                ? (double)token is var number && !double.IsNaN(number) && !double.IsInfinity(number)
                    ? number
                    : (double?)null
                : null;
    }
}
