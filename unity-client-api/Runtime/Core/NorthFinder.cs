#nullable enable
using System;
using System.Collections.Generic;

namespace XrContent.Client
{
    /// <summary>How north was found.</summary>
    public enum NorthMeans
    {
        /// <summary>It was not.</summary>
        None,

        /// <summary>By the phone's compass, which errs by many degrees near steel.</summary>
        Compass,

        /// <summary>By the drawn hills, dragged onto the real ones.</summary>
        Skyline,

        /// <summary>By two known places that the person aimed at.</summary>
        Landmarks,

        /// <summary>By the surveyed panel in the camera's picture.</summary>
        Panel,

        /// <summary>By pictures of the streets (visual positioning).</summary>
        Geospatial,
    }

    /// <summary>
    /// Where true north lies in the space of a program that tracks its camera. What the person does always counts; what is measured without
    /// them counts where it is surer than what is known.
    /// </summary>
    public sealed class NorthFinder
    {
        /// <summary>Degrees by which a phone's compass may be off among buildings.</summary>
        public const double CompassAccuracy = 15;

        /// <summary>Degrees to which a finger lays hills on hills.</summary>
        public const double SkylineAccuracy = 1;

        /// <summary>Degrees from which on a measurement is none.</summary>
        private const double Useless = 45;
        private const int ReadingsNeeded = 5;
        private readonly List<double> readings = new List<double>();
        private (double True, double Seen)? landmark;

        /// <summary>How it was found last.</summary>
        public NorthMeans Means { get; private set; }

        /// <summary>Degrees to add to a true azimuth for the azimuth in the program's space.</summary>
        public double Offset { get; private set; }

        /// <summary>Degrees within which it is right; infinite before it was found.</summary>
        public double Accuracy { get; private set; } = double.PositiveInfinity;

        /// <summary>Takes a reading of the compass; five make the first guess, and after that it is not asked again.</summary>
        /// <param name="heading">Degrees from true north to where the camera looks, by the compass.</param>
        /// <param name="seen">Azimuth to which the camera looks in the program's space.</param>
        /// <returns>Whether north moved.</returns>
        public bool ReadCompass(double heading, double seen)
        {
            if (Means == NorthMeans.Compass || Accuracy <= CompassAccuracy)
                return false;
            readings.Add(DirectionMath.Turn(heading, seen));
            if (readings.Count < ReadingsNeeded)
                return false;
            return Offer(NorthMeans.Compass, Mean(readings), CompassAccuracy);
        }

        /// <summary>Takes what was measured without the person, where it is surer, or newer of the same means.</summary>
        /// <param name="means">By which.</param>
        /// <param name="offset">Degrees, as <see cref="Offset"/>.</param>
        /// <param name="accuracy">Degrees.</param>
        /// <returns>Whether it was taken.</returns>
        public bool Offer(NorthMeans means, double offset, double accuracy)
        {
            if (double.IsNaN(offset) || !(accuracy >= 0 && accuracy <= Useless) || (means != Means && accuracy >= Accuracy))
                return false;
            Set(means, offset, accuracy);
            return true;
        }

        /// <summary>Turns it by hand, degrees to the right.</summary>
        public void Drag(double degrees) => Set(NorthMeans.Skyline, Offset + degrees, SkylineAccuracy);

        /// <summary>The person aims at a known place; at the second, other one north is found.</summary>
        /// <param name="azimuth">Degrees from true north to the place.</param>
        /// <param name="seen">Azimuth to which the camera looks in the program's space.</param>
        /// <returns>
        /// Degrees by which the two disagree, of which half is taken as the accuracy; null for the first, and for one too near the first.
        /// </returns>
        public double? Aim(double azimuth, double seen)
        {
            const double apart = 5;
            if (!(landmark is { } first) || Math.Abs(DirectionMath.Turn(first.True, azimuth)) < apart)
            {
                landmark = (azimuth, seen);
                return null;
            }

            landmark = null;
            var (one, other) = (DirectionMath.Turn(first.True, first.Seen), DirectionMath.Turn(azimuth, seen));
            var parting = DirectionMath.Turn(one, other);
            Set(NorthMeans.Landmarks, one + parting / 2, Math.Max(0.5, Math.Abs(parting) / 2));
            return Math.Abs(parting);
        }

        /// <summary>Where north lies by a panel whose face was surveyed, to be offered.</summary>
        /// <param name="panel">Of the view.</param>
        /// <param name="seenFacing">Azimuth to which its face looks in the program's space.</param>
        /// <param name="accuracy">Degrees of the tracking.</param>
        public static (double Offset, double Accuracy) ByPanel(ViewPanel panel, double seenFacing, double accuracy) =>
            (DirectionMath.Turn(panel.Facing, seenFacing), panel.Accuracy + accuracy);

        /// <summary>Forgets it: the compass is asked again.</summary>
        public void Forget()
        {
            (Means, Accuracy, landmark) = (NorthMeans.None, double.PositiveInfinity, null);
            readings.Clear();
        }

        /// <summary>
        /// Where the camera at a phone's back looks, by what its sensors measure along the phone's own axes: x to the right of the screen,
        /// y to its top, z out of it. East is field × up, and north up × east.
        /// </summary>
        /// <param name="field">Of the magnetometer, in any unit.</param>
        /// <param name="gravity">Of the accelerometer: towards the ground.</param>
        /// <param name="declination">Degrees by which a compass points east of true north.</param>
        /// <returns>Degrees from true north; null where the camera looks straight up or down, or the field is no compass's.</returns>
        public static double? Heading((double X, double Y, double Z) field, (double X, double Y, double Z) gravity, double declination)
        {
            const double least = 0.17;
            if (!(Unit((-gravity.X, -gravity.Y, -gravity.Z)) is { } up) || !(Unit(Cross(field, up)) is { } east))
                return null;
            var north = Cross(up, east);
            var (toEast, toNorth) = (-east.Z, -north.Z);
            if (Math.Sqrt(toEast * toEast + toNorth * toNorth) < least)
                return null;
            return DirectionMath.Normalize(Math.Atan2(toEast, toNorth) * 180 / Math.PI + declination);
        }

        private void Set(NorthMeans means, double offset, double accuracy)
        {
            (Means, Offset, Accuracy) = (means, DirectionMath.Turn(0, offset), accuracy);
        }

        private static double Mean(List<double> turns)
        {
            var (x, y) = (0.0, 0.0);
            foreach (var turn in turns)
                (x, y) = (x + Math.Cos(turn * Math.PI / 180), y + Math.Sin(turn * Math.PI / 180));
            return Math.Atan2(y, x) * 180 / Math.PI;
        }

        private static (double X, double Y, double Z) Cross((double X, double Y, double Z) a, (double X, double Y, double Z) b) =>
            (a.Y * b.Z - a.Z * b.Y, a.Z * b.X - a.X * b.Z, a.X * b.Y - a.Y * b.X);

        private static (double X, double Y, double Z)? Unit((double X, double Y, double Z) v)
        {
            var length = Math.Sqrt(v.X * v.X + v.Y * v.Y + v.Z * v.Z);
            return length > 1e-9 ? (v.X / length, v.Y / length, v.Z / length) : ((double, double, double)?)null;
        }
    }
}
