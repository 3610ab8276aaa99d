using XrContent.Geo.Buildings;

namespace XrContent.Geo.Views;

/// <summary>
/// Takes buildings in, nearest cells first, and leaves out those that stand wholly behind others or behind hills: they hide nothing that is
/// not hidden. Directions are counted in sectors here, from one ray of the sweep to the next.
/// </summary>
internal sealed class StanderGathering(BuildingMap map, LatLon eye, double eyeHeight, Func<int, float, float> highestBefore)
{
    private const float SectorsPerRadian = Viewshed.Rays / (2 * MathF.PI);

    /// <summary>Sectors by which a direction may be rounded.</summary>
    private const float Rounding = 2e-3f;

    /// <summary>Buildings that are narrower, in sectors, hide too little for it to be noted.</summary>
    private const int Wide = 8;

    private readonly EyePlane plane = new(eye);
    private readonly Curvature curvature = Curvature.Along(eye.Latitude, 45);
    private readonly float[] hidingSlope = [.. Enumerable.Repeat(float.NegativeInfinity, Viewshed.Rays)];
    private readonly float[] hidingFrom = new float[Viewshed.Rays];
    private readonly List<(ushort First, ushort Count)> sectors = [];

    public List<Stander> Standers { get; } = [];

    /// <summary>Metres from the eye, in its plane.</summary>
    public double DistanceTo(LatLon point)
    {
        var (east, north) = plane.Of(point);
        return Math.Sqrt(east * east + north * north);
    }

    public void Take(BuildingMap.Cell cell, int year)
    {
        var away = DistanceTo(cell.Middle);
        if (away > Silhouettes.Reach + cell.Reach || IsBehind(cell, away))
            return;
        for (var building = cell.First; building < cell.First + cell.Count; building++)
            if (map.Stands(building, year))
                Take(building);
    }

    /// <summary>Who stands in each sector: where its list begins, and all lists one after the other.</summary>
    public (int[] FirstOf, int[] InSectors) BySector()
    {
        var firstOf = new int[Viewshed.Rays + 1];
        foreach (var (first, count) in sectors)
        {
            for (int i = 0, sector = first; i < count; i++, sector = Next(sector))
                firstOf[sector + 1]++;
        }

        for (var sector = 0; sector < Viewshed.Rays; sector++)
            firstOf[sector + 1] += firstOf[sector];
        var inSectors = GC.AllocateUninitializedArray<int>(firstOf[^1]);
        var next = firstOf.AsSpan(0, Viewshed.Rays).ToArray();
        for (var stander = 0; stander < sectors.Count; stander++)
        {
            for (int i = 0, sector = sectors[stander].First; i < sectors[stander].Count; i++, sector = Next(sector))
                inSectors[next[sector]++] = stander;
        }

        return (firstOf, inSectors);
    }

    private static int Next(int sector) => sector + 1 < Viewshed.Rays ? sector + 1 : 0;

    /// <summary>Of a cell that lies wholly behind others no building is looked at.</summary>
    private bool IsBehind(BuildingMap.Cell cell, double away)
    {
        if (away < 2 * cell.Reach)
            return false;
        var (east, north) = plane.Of(cell.Middle);
        var (sector, half) = (SectorOf(east, north), (float)Math.Asin(cell.Reach / away) * SectorsPerRadian);
        var nearest = away - cell.Reach;
        return IsHidden(curvature.MostFrom(eyeHeight, cell.Top, nearest), nearest, sector - half, sector + half);
    }

    private void Take(int building)
    {
        var (east, north) = plane.Of(map.MiddleOf(building));
        var (away, radius, top) = (Math.Sqrt(east * east + north * north), map.RadiusOf(building), map.TopOf(building));
        // Who stands in a building looks out of its windows, or from its roof.
        if (away > Silhouettes.Reach || away < radius && HoldsEye(building))
            return;
        var isCover = map.IsCover(building);
        if (isCover && away - radius < Silhouettes.UnderCover && DistanceToWalls(building) < Silhouettes.UnderCover)
            return;
        var (from, count) = (0f, Viewshed.Rays);
        if (away > radius)
        {
            var (sector, half) = (SectorOf(east, north), (float)Math.Asin(radius / away) * SectorsPerRadian + Rounding);
            var nearest = Math.Max(Silhouettes.Touch, away - radius);
            if (IsHidden(curvature.MostFrom(eyeHeight, top, nearest), nearest, sector - half, sector + half))
                return;
            from = sector - half < 0 ? sector - half + Viewshed.Rays : sector - half;
            count = Math.Min(Viewshed.Rays, (int)(from - MathF.Floor(from) + 2 * half) + 1);
        }

        Standers.Add(new((float)east, (float)north, radius, top, building));
        sectors.Add(((ushort)Math.Min((int)from, Viewshed.Rays - 1), (ushort)count));
        // What may be overhead hides nothing for certain.
        if (count >= Wide && !isCover)
            Hide(building, top, away + radius);
    }

    /// <summary>Notes what its walls hide: in the sectors that one fills from edge to edge, all that is lower and farther.</summary>
    private void Hide(int building, float top, double farthest)
    {
        var corners = map.CornersOf(building);
        var (east, north) = plane.Of(map.CornerOf(building, corners - 1));
        var from = SectorOf(east, north);
        for (var i = 0; i < corners; i++)
        {
            var (toEast, toNorth) = plane.Of(map.CornerOf(building, i));
            var to = SectorOf(toEast, toNorth);
            var turn = Turn(to - from);
            var start = (turn < 0 ? to : from) + Rounding;
            var (first, end) = ((int)MathF.Ceiling(start), (int)MathF.Floor(start + MathF.Abs(turn) - 2 * Rounding));
            if (first < end)
            {
                // Where the wall is lowest: a top above the eye at its farthest, one below the eye at its nearest.
                var nearest = Math.Max(Silhouettes.Touch, Away(east, north, toEast, toNorth));
                var slope = (float)Math.Min(curvature.Slope(eyeHeight, top, farthest), curvature.Slope(eyeHeight, top, nearest));
                for (var sector = first; sector < end; sector++)
                {
                    var own = Wrapped(sector);
                    if (slope > hidingSlope[own])
                        (hidingSlope[own], hidingFrom[own]) = (slope, (float)farthest);
                }
            }

            (east, north, from) = (toEast, toNorth, to);
        }
    }

    /// <summary>In each of its sectors something stands before it that is seen higher than its top.</summary>
    private bool IsHidden(double slope, double nearest, float from, float to)
    {
        var last = (int)MathF.Floor(to);
        for (var sector = (int)MathF.Floor(from); sector <= last; sector++)
        {
            var own = Wrapped(sector);
            if (hidingFrom[own] < nearest && hidingSlope[own] > slope)
                continue;
            if (!(highestBefore(own, (float)nearest) > slope && highestBefore(Next(own), (float)nearest) > slope))
                return false;
        }

        return true;
    }

    private double DistanceToWalls(int building)
    {
        var (least, corners) = (double.MaxValue, map.CornersOf(building));
        var a = plane.Of(map.CornerOf(building, corners - 1));
        for (var i = 0; i < corners; i++)
        {
            var b = plane.Of(map.CornerOf(building, i));
            least = Math.Min(least, Away(a.East, a.North, b.East, b.North));
            a = b;
        }

        return least;
    }

    private bool HoldsEye(int building)
    {
        var (holds, corners) = (false, map.CornersOf(building));
        var a = plane.Of(map.CornerOf(building, corners - 1));
        for (var i = 0; i < corners; i++)
        {
            var b = plane.Of(map.CornerOf(building, i));
            if (a.North > 0 != b.North > 0 && a.East + a.North / (a.North - b.North) * (b.East - a.East) > 0)
                holds = !holds;
            a = b;
        }

        return holds;
    }

    /// <summary>Metres from the eye to the nearest of a wall.</summary>
    private static double Away(double east, double north, double toEast, double toNorth)
    {
        var (along, across) = (toEast - east, toNorth - north);
        var square = along * along + across * across;
        var share = square == 0 ? 0 : Math.Clamp(-(east * along + north * across) / square, 0, 1);
        var (x, y) = (east + share * along, north + share * across);
        return Math.Sqrt(x * x + y * y);
    }

    private static float SectorOf(double east, double north) => MathF.Atan2((float)east, (float)north) * SectorsPerRadian;

    private static int Wrapped(int sector) => (sector + 2 * Viewshed.Rays) % Viewshed.Rays;

    /// <summary>From one direction to another, the short way round; a remainder would take longer than all the rest.</summary>
    private static float Turn(float sectors) =>
        sectors > Viewshed.Rays / 2 ? sectors - Viewshed.Rays
        : sectors < -Viewshed.Rays / 2 ? sectors + Viewshed.Rays
        : sectors;
}
