using System.Runtime.InteropServices;
using XrContent.Geo.Buildings;

namespace XrContent.Geo.Views;

/// <summary>
/// The walls that stand round an eye, sorted by the direction in which they appear: whether one of them hides a target is asked of those
/// in its direction alone, each crossed exactly.
/// </summary>
internal sealed class Silhouettes
{
    /// <summary>Metres beyond which a house is no more than a grain of the skyline.</summary>
    public const double Reach = 15_000;

    /// <summary>Metres by which cells reach beyond their middle, buildings that lean over their edge included.</summary>
    private const double CellReach = 500_000.0 / BuildingMap.CellsPerDegree / 8 + Building.MostSide;

    /// <summary>Metres within which a wall is touched and not looked at.</summary>
    private const double Nearest = 0.5;

    private readonly Wall[] walls;
    private readonly int[] firstOf;
    private readonly int[] inSectors;
    private readonly SeenGround[] crests = new SeenGround[Viewshed.Rays];
    private readonly double eyeHeight;
    private readonly Curvature curvature;

    private Silhouettes(double eyeHeight, Curvature curvature, Gathering gathered)
    {
        (this.eyeHeight, this.curvature) = (eyeHeight, curvature);
        walls = [.. gathered.Walls];
        (firstOf, inSectors) = BySector(gathered);
    }

    /// <summary>Bytes of memory, nearly.</summary>
    public long Bytes =>
        walls.Length * 24L + (inSectors.Length + firstOf.Length) * sizeof(int) + crests.Sum(crest => crest.Count * 8L + 24);

    /// <param name="year">Of the buildings' city.</param>
    /// <param name="highestBefore">The slope of the highest ground that stands before a distance along a ray.</param>
    /// <returns>Null where no building stands within reach.</returns>
    public static Silhouettes? Of(
        BuildingMap map,
        LatLon eye,
        double eyeHeight,
        int year,
        Func<int, float, float> highestBefore,
        ParallelOptions parallel
    )
    {
        var curvature = Curvature.Along(eye.Latitude, 45);
        var gathering = new Gathering(map, eye, eyeHeight, year, curvature, highestBefore);
        var cells = map
            .Cells.Select(cell => (Cell: cell, Away: Geodesic.Inverse(eye, cell.Middle).Distance))
            .Where(cell => cell.Away < Reach + CellReach)
            .OrderBy(cell => cell.Away);
        foreach (var (cell, _) in cells)
        {
            parallel.CancellationToken.ThrowIfCancellationRequested();
            gathering.Take(cell);
        }

        if (gathering.Walls.Count == 0)
            return null;
        var silhouettes = new Silhouettes(eyeHeight, curvature, gathering);
        Parallel.For(0, Viewshed.Rays, parallel, silhouettes.FindCrests);
        return silhouettes;
    }

    /// <summary>The tops of buildings along a ray that rise above all nearer ones.</summary>
    public SeenGround CrestsAlong(int ray) => crests[ray];

    /// <summary>Whether a wall stands in front of a direction.</summary>
    /// <param name="along">Metres along the ground to the target.</param>
    /// <param name="slope">Of the target.</param>
    /// <param name="isThing">The target is a thing that may be part of a building, which then does not hide it.</param>
    public bool Hides(double azimuth, double along, double slope, bool isThing)
    {
        var (east, north) = Math.SinCos(Angles.ToRadians(azimuth));
        var sector = SectorOf(azimuth);
        var before = along - Viewshed.StepAt(along);
        var others = inSectors.AsSpan(firstOf[sector], firstOf[sector + 1] - firstOf[sector]);
        var cleared = -1;
        foreach (var index in others)
        {
            ref readonly var wall = ref walls[index];
            if (wall.Building == cleared || wall.DistanceAlong(east, north) is not { } away || away >= before)
                continue;
            if (curvature.Slope(eyeHeight, wall.Top, away) <= slope)
                continue;
            if (!isThing || !IsWithin(wall.Building, others, (east, north), along))
                return true;
            cleared = wall.Building;
        }

        return false;
    }

    /// <summary>Who has crossed an odd number of a building's walls is in it.</summary>
    private bool IsWithin(int building, ReadOnlySpan<int> others, (double East, double North) towards, double along)
    {
        var crossed = 0;
        foreach (var index in others)
            if (walls[index].Building == building && walls[index].DistanceAlong(towards.East, towards.North) < along)
                crossed++;
        return crossed % 2 == 1;
    }

    private void FindCrests(int ray)
    {
        var (east, north) = Math.SinCos(Angles.ToRadians(Viewshed.AzimuthOf(ray)));
        var met = new List<(float Distance, float Slope)>();
        foreach (var index in inSectors.AsSpan(firstOf[ray], firstOf[ray + 1] - firstOf[ray]))
            if (walls[index].DistanceAlong(east, north) is { } away)
                met.Add(((float)away, (float)curvature.Slope(eyeHeight, walls[index].Top, away)));
        met.Sort();
        var (distances, slopes) = (new List<float>(), new List<float>());
        foreach (var (distance, slope) in met)
        {
            if (slopes.Count > 0 && slope <= slopes[^1])
                continue;
            distances.Add(distance);
            slopes.Add(slope);
        }

        crests[ray] = new([.. distances, .. slopes], 0, distances.Count);
    }

    private static int SectorOf(double azimuth) => (int)(Angles.Normalize360(azimuth) * (Viewshed.Rays / 360.0)) % Viewshed.Rays;

    private static (int[] FirstOf, int[] InSectors) BySector(Gathering gathered)
    {
        var spans = CollectionsMarshal.AsSpan(gathered.Sectors);
        var firstOf = new int[Viewshed.Rays + 1];
        foreach (var (first, count) in spans)
        {
            for (var i = 0; i < count; i++)
                firstOf[(first + i) % Viewshed.Rays + 1]++;
        }

        for (var sector = 0; sector < Viewshed.Rays; sector++)
            firstOf[sector + 1] += firstOf[sector];
        var (inSectors, next) = (new int[firstOf[^1]], firstOf.AsSpan(0, Viewshed.Rays).ToArray());
        for (var wall = 0; wall < spans.Length; wall++)
        {
            for (var i = 0; i < spans[wall].Count; i++)
                inSectors[next[(spans[wall].First + i) % Viewshed.Rays]++] = wall;
        }

        return (firstOf, inSectors);
    }

    /// <summary>A wall in the plane round the eye: metres east and north of it.</summary>
    /// <param name="Top">Metres above mean sea level.</param>
    private readonly record struct Wall(float East, float North, float ToEast, float ToNorth, float Top, int Building)
    {
        /// <summary>Metres to it in a direction; null when it does not stand there.</summary>
        public double? DistanceAlong(double east, double north)
        {
            var (from, to) = (East * north - North * east, ToEast * north - ToNorth * east);
            if (from < 0 == to < 0)
                return null;
            var share = from / (from - to);
            var away = (East + share * (ToEast - East)) * east + (North + share * (ToNorth - North)) * north;
            return away > Nearest ? away : null;
        }

        /// <summary>Metres to the nearest of it.</summary>
        public double Away
        {
            get
            {
                var (along, across) = ((double)ToEast - East, (double)ToNorth - North);
                var square = along * along + across * across;
                var share = square == 0 ? 0 : Math.Clamp(-(East * along + North * across) / square, 0, 1);
                return Math.Sqrt(Math.Pow(East + share * along, 2) + Math.Pow(North + share * across, 2));
            }
        }
    }

    /// <summary>Takes the buildings in, nearest cells first, and leaves out those that stand wholly behind others or behind hills.</summary>
    private sealed class Gathering(
        BuildingMap map,
        LatLon eye,
        double eyeHeight,
        int year,
        Curvature curvature,
        Func<int, float, float> highestBefore
    )
    {
        private readonly float[] hidingSlope = [.. Enumerable.Repeat(float.NegativeInfinity, Viewshed.Rays)];
        private readonly float[] hidingFrom = new float[Viewshed.Rays];
        private readonly List<(double East, double North)> corners = [];
        private readonly List<double> azimuths = [];
        private readonly double perLatitude = Wgs84.MetresPerDegreeLatitude(eye.Latitude);
        private readonly double perLongitude = Wgs84.MetresPerDegreeLongitude(eye.Latitude);
        private readonly double latitudeBend =
            (Wgs84.MetresPerDegreeLatitude(eye.Latitude + 0.1) - Wgs84.MetresPerDegreeLatitude(eye.Latitude)) / 0.1;
        private readonly double longitudeBend =
            (Wgs84.MetresPerDegreeLongitude(eye.Latitude + 0.1) - Wgs84.MetresPerDegreeLongitude(eye.Latitude)) / 0.1;
        private readonly double convergence = Angles.ToRadians(Math.Sin(Angles.ToRadians(eye.Latitude)) / 2);

        public List<Wall> Walls { get; } = [];

        public List<(int First, int Count)> Sectors { get; } = [];

        public void Take(BuildingMap.Cell cell)
        {
            for (var building = cell.First; building < cell.First + cell.Count; building++)
                if (map.Stands(building, year))
                    Take(building);
        }

        private void Take(int building)
        {
            corners.Clear();
            azimuths.Clear();
            var (nearest, farthest) = (double.MaxValue, 0.0);
            for (var i = 0; i < map.CornersOf(building); i++)
            {
                var (east, north) = InPlane(map.CornerOf(building, i));
                var away = Math.Sqrt(east * east + north * north);
                (nearest, farthest) = (Math.Min(nearest, away), Math.Max(farthest, away));
                corners.Add((east, north));
                azimuths.Add(Angles.Normalize360(Angles.ToDegrees(Math.Atan2(east, north))));
            }

            // Who stands in a building looks out of its windows, or from its roof.
            if (nearest > Reach || nearest < Building.MostSide && HoldsEye())
                return;
            var top = map.TopOf(building);
            if (IsHidden(curvature.MostFrom(eyeHeight, top, nearest), nearest))
                return;
            for (var i = 0; i < corners.Count; i++)
            {
                var next = (i + 1) % corners.Count;
                Add(
                    new(
                        (float)corners[i].East,
                        (float)corners[i].North,
                        (float)corners[next].East,
                        (float)corners[next].North,
                        top,
                        building
                    ),
                    azimuths[i],
                    azimuths[next],
                    farthest
                );
            }
        }

        private void Add(Wall wall, double from, double to, double farthest)
        {
            var turn = Angles.Normalize180(to - from);
            var (start, width) = turn < 0 ? (to, -turn) : (from, turn);
            const double perDegree = Viewshed.Rays / 360.0;
            var first = (int)(start * perDegree);
            var last = (int)((start + width) * perDegree);
            Walls.Add(wall);
            Sectors.Add((first, last - first + 1));
            // Where it is lowest: a top above the eye at its farthest, one below the eye at its nearest.
            var slope = (float)
                Math.Min(
                    curvature.Slope(eyeHeight, wall.Top, Math.Max(farthest, Nearest)),
                    curvature.Slope(eyeHeight, wall.Top, Math.Max(wall.Away, Nearest))
                );
            for (var sector = first + 1; sector < last; sector++)
            {
                var own = sector % Viewshed.Rays;
                if (slope > hidingSlope[own])
                    (hidingSlope[own], hidingFrom[own]) = (slope, (float)farthest);
            }
        }

        /// <summary>In each of its sectors something stands before it that is seen higher than its top.</summary>
        private bool IsHidden(double slope, double nearest)
        {
            var (least, most) = (0.0, 0.0);
            foreach (var azimuth in azimuths)
            {
                var turn = Angles.Normalize180(azimuth - azimuths[0]);
                (least, most) = (Math.Min(least, turn), Math.Max(most, turn));
            }

            const double perDegree = Viewshed.Rays / 360.0;
            var first = (int)Math.Floor((azimuths[0] + least) * perDegree);
            var last = (int)Math.Floor((azimuths[0] + most) * perDegree);
            for (var sector = first; sector <= last; sector++)
            {
                var own = (sector + Viewshed.Rays) % Viewshed.Rays;
                if (hidingFrom[own] < nearest && hidingSlope[own] > slope)
                    continue;
                var ground = Math.Min(highestBefore(own, (float)nearest), highestBefore((own + 1) % Viewshed.Rays, (float)nearest));
                if (!(ground > slope))
                    return false;
            }

            return true;
        }

        /// <summary>
        /// Metres east and north of the eye, in the plane that keeps directions from it: by the degrees' lengths half way, turned by half the
        /// convergence of the meridians. Right to a metre at 10 km.
        /// </summary>
        private (double East, double North) InPlane(LatLon point)
        {
            var (up, right) = (point.Latitude - eye.Latitude, Angles.Normalize180(point.Longitude - eye.Longitude));
            var north = up * (perLatitude + latitudeBend * up / 2);
            var east = right * (perLongitude + longitudeBend * up / 2);
            var turn = convergence * right;
            return (east - north * turn, north + east * turn);
        }

        private bool HoldsEye()
        {
            var holds = false;
            for (var i = 0; i < corners.Count; i++)
            {
                var (a, b) = (corners[i], corners[(i + 1) % corners.Count]);
                if (a.North > 0 != b.North > 0 && a.East + a.North / (a.North - b.North) * (b.East - a.East) > 0)
                    holds = !holds;
            }

            return holds;
        }
    }
}
