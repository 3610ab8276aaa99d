using XrContent.Geo.Buildings;

namespace XrContent.Geo.Views;

/// <summary>A building as it stands round an eye: a circle in the plane, metres east and north, and its top.</summary>
/// <param name="Top">Metres above mean sea level.</param>
internal readonly record struct Stander(float East, float North, float Radius, float Top, int Building);

/// <summary>
/// The buildings that stand round an eye, sorted by the direction in which they appear: whether one of them hides a target is asked of
/// those in its direction alone, and of these exactly, wall by wall.
/// </summary>
internal sealed class Silhouettes
{
    /// <summary>Metres beyond which a house is no more than a grain of the skyline.</summary>
    public const double Reach = 15_000;

    /// <summary>Metres within which a wall is touched and not looked at.</summary>
    public const double Touch = 0.5;

    /// <summary>Metres from an eye or a thing within which a roof or tree that was seen from the air alone may be overhead.</summary>
    public const double UnderCover = 20;

    /// <summary>Metres along a roof, at least, between two of its points.</summary>
    private const double RoofStep = 2;

    /// <summary>By how much a slope may be wrong that is reckoned from a building's circle alone.</summary>
    private const double Slack = 1e-4;

    private readonly BuildingMap map;
    private readonly EyePlane plane;
    private readonly double eyeHeight;
    private readonly Curvature curvature;
    private readonly Stander[] standers;
    private readonly int[] firstOf;
    private readonly int[] inSectors;

    private Silhouettes(BuildingMap map, LatLon eye, double eyeHeight, StanderGathering gathered)
    {
        (this.map, this.eyeHeight, plane, curvature) = (map, eyeHeight, new(eye), Curvature.Along(eye.Latitude, 45));
        standers = [.. gathered.Standers];
        (firstOf, inSectors) = gathered.BySector();
    }

    /// <summary>Bytes of memory, nearly.</summary>
    public long Bytes => standers.Length * 20L + (inSectors.Length + firstOf.Length) * sizeof(int);

    /// <param name="year">Of the buildings' city.</param>
    /// <param name="highestBefore">The slope of the highest ground that stands before a distance along a ray.</param>
    /// <returns>Null where no building stands within reach.</returns>
    public static Silhouettes? Of(
        BuildingMap map,
        LatLon eye,
        double eyeHeight,
        int year,
        Func<int, float, float> highestBefore,
        CancellationToken cancel
    )
    {
        var gathering = new StanderGathering(map, eye, eyeHeight, highestBefore);
        foreach (var cell in map.Cells.OrderBy(cell => gathering.DistanceTo(cell.Middle)))
        {
            cancel.ThrowIfCancellationRequested();
            gathering.Take(cell, year);
        }

        return gathering.Standers.Count == 0 ? null : new(map, eye, eyeHeight, gathering);
    }

    /// <summary>Whether a building stands in front of a direction.</summary>
    /// <param name="along">Metres along the ground to the target.</param>
    /// <param name="slope">Of the target.</param>
    /// <param name="isThing">The target is a thing that may be part of a building, which then does not hide it.</param>
    public bool Hides(double azimuth, double along, double slope, bool isThing)
    {
        var (east, north) = Math.SinCos(Angles.ToRadians(azimuth));
        var before = along - Viewshed.StepAt(along);
        foreach (var index in InSector((int)(Angles.Normalize360(azimuth) * (Viewshed.Rays / 360.0))))
        {
            ref readonly var stander = ref standers[index];
            if (!IsCrossed(stander, east, north, out var away) || away - stander.Radius >= before || MostOf(stander, away) <= slope)
                continue;
            var end = isThing && map.IsCover(stander.Building) ? Math.Min(before, along - UnderCover) : before;
            var (highest, _, walls) = Follow(stander, east, north, end, along);
            var isWithin = walls % 2 == 1;
            if (
                isThing
                    ? highest > slope && !isWithin
                    : highest > slope || isWithin && curvature.Slope(eyeHeight, stander.Top, along) > slope
            )
                return true;
        }

        return false;
    }

    /// <summary>Slope and distance of the highest top along a ray; null where no building stands.</summary>
    public (float Slope, float Distance)? HighestAlong(int ray)
    {
        var (east, north) = Math.SinCos(Angles.ToRadians(Viewshed.AzimuthOf(ray)));
        var (most, at) = (double.NegativeInfinity, 0.0);
        foreach (var index in InSector(ray))
        {
            ref readonly var stander = ref standers[index];
            if (!IsCrossed(stander, east, north, out var away) || MostOf(stander, away) <= most)
                continue;
            var (highest, distance, _) = Follow(stander, east, north, double.MaxValue, double.MaxValue);
            if (highest > most)
                (most, at) = (highest, distance);
        }

        return double.IsNegativeInfinity(most) ? null : ((float)most, (float)at);
    }

    /// <summary>The tops of buildings along a ray, roofs in steps, that rise above all nearer ones. Reckoned at each call.</summary>
    public SeenGround CrestsAlong(int ray)
    {
        var (east, north) = Math.SinCos(Angles.ToRadians(Viewshed.AzimuthOf(ray)));
        var met = new List<(float Distance, float Slope)>();
        var walls = new List<double>();
        foreach (var index in InSector(ray))
        {
            ref readonly var stander = ref standers[index];
            if (!IsCrossed(stander, east, north, out _))
                continue;
            walls.Clear();
            for (var i = 0; i < map.CornersOf(stander.Building); i++)
                if (DistanceTo(stander.Building, i, east, north) is { } distance && distance > Touch)
                    walls.Add(distance);
            walls.Sort();
            for (var i = 0; i < walls.Count; i++)
            {
                // From each wall by which one comes in to that by which one goes out a roof lies over the ground.
                var (end, step) = (
                    i % 2 == 0 && i + 1 < walls.Count ? walls[i + 1] : walls[i],
                    Math.Max(RoofStep, Viewshed.StepAt(walls[i]))
                );
                for (var distance = walls[i]; distance <= end; distance += step)
                    met.Add(((float)distance, (float)curvature.Slope(eyeHeight, stander.Top, distance)));
            }
        }

        met.Sort();
        var (distances, slopes) = (new List<float>(), new List<float>());
        foreach (var (distance, slope) in met)
        {
            if (slopes.Count > 0 && slope <= slopes[^1])
                continue;
            distances.Add(distance);
            slopes.Add(slope);
        }

        return new([.. distances, .. slopes], 0, distances.Count);
    }

    private ReadOnlySpan<int> InSector(int sector) => inSectors.AsSpan(firstOf[sector], firstOf[sector + 1] - firstOf[sector]);

    private static bool IsCrossed(in Stander stander, double east, double north, out double away)
    {
        away = stander.East * east + stander.North * north;
        return Math.Abs(stander.East * north - stander.North * east) <= stander.Radius && away > -stander.Radius;
    }

    /// <summary>The highest slope under which its top may appear: where it is nearest, or farthest if it lies below the eye.</summary>
    private double MostOf(in Stander stander, double away)
    {
        var at = stander.Top > eyeHeight ? Math.Max(Touch, away - stander.Radius) : away + stander.Radius;
        return curvature.Slope(eyeHeight, stander.Top, at) + Slack;
    }

    /// <summary>Goes along a direction through a building's walls.</summary>
    /// <param name="before">Metres from which on a wall hides nothing.</param>
    /// <param name="along">Metres to the target.</param>
    /// <returns>The highest top before, how far off it is, and how many walls stand before the target: odd within a building.</returns>
    private (double Highest, double Distance, int Walls) Follow(in Stander stander, double east, double north, double before, double along)
    {
        var (highest, at, walls) = (double.NegativeInfinity, 0.0, 0);
        for (var i = 0; i < map.CornersOf(stander.Building); i++)
        {
            if (DistanceTo(stander.Building, i, east, north) is not { } distance || distance >= along)
                continue;
            walls++;
            if (distance > Touch && distance < before && curvature.Slope(eyeHeight, stander.Top, distance) is var slope && slope > highest)
                (highest, at) = (slope, distance);
        }

        return (highest, at, walls);
    }

    /// <summary>Metres to the wall that begins at a corner; null when it does not stand in this direction.</summary>
    private double? DistanceTo(int building, int corner, double east, double north)
    {
        var (a, b) = (
            plane.Of(map.CornerOf(building, corner)),
            plane.Of(map.CornerOf(building, corner + 1 < map.CornersOf(building) ? corner + 1 : 0))
        );
        var (from, to) = (a.East * north - a.North * east, b.East * north - b.North * east);
        if (from < 0 == to < 0)
            return null;
        var share = from / (from - to);
        var away = (a.East + share * (b.East - a.East)) * east + (a.North + share * (b.North - a.North)) * north;
        return away > 0 ? away : null;
    }
}
