using NetTopologySuite.Geometries;
using XrContent.Catalog.Documents;
using XrContent.Catalog.Published;
using XrContent.Geo;
using XrContent.Geo.Magnetism;
using XrContent.Geo.Terrain;
using XrContent.Geo.Views;
using XrContent.Server.Catalogue;
using Place = XrContent.Catalog.Documents.Place;

namespace XrContent.Server.Views;

/// <summary>Resolves a scene's overlays for one eye: each point, line and area becomes directions.</summary>
internal sealed class ViewWriter(Footing footing, Observer eye, Viewshed? viewshed)
{
    private static readonly ViewTint Tint = new(RasterPainter.Lit.ToString(), RasterPainter.Shadow.ToString());

    private readonly CatalogSnapshot all = footing.Catalog;
    private readonly TerrainMap map = footing.Map;

    /// <summary>The items that a scene's view is made of: as long as they stay, it does.</summary>
    public static IReadOnlyList<PublishedItem> ReadsOf(PublishedItem item, CatalogSnapshot all)
    {
        var scene = (Scene)item.Document;
        var named = scene.Hotspots.Select(spot => spot.To).Concat(scene.Labels);
        var shown = named.Concat(named.SelectMany(all.ScenesOf)).Concat(scene.Overlays).Concat(scene.Captures).Append(scene.Place);
        return [.. StoodOn([.. shown.Select(all.Find).OfType<PublishedItem>().Prepend(item)], all), .. all.Summits];
    }

    /// <summary>Items with the places on whose ground they stand.</summary>
    public static IReadOnlyList<PublishedItem> StoodOn(IReadOnlyList<PublishedItem> items, CatalogSnapshot all)
    {
        var places = items.Select(item =>
            item.Document switch
            {
                Scene scene => scene.Place,
                Overlay overlay => overlay.About,
                _ => null,
            }
        );
        return [.. items, .. places.OfType<string>().Select(all.Find).OfType<PublishedItem>()];
    }

    /// <summary>When something of a scene begins or ends to be shown, in order.</summary>
    public static List<DateTimeOffset> MomentsOf(Scene scene, CatalogSnapshot all) =>
        [
            .. scene
                .Overlays.Select(id => all.Find<Overlay>(id)?.Shown)
                .SelectMany(shown => new[] { shown?.From, shown?.To })
                .OfType<DateTimeOffset>()
                .Distinct()
                .Order(),
        ];

    public ViewAnswer Scene(PublishedItem item, DateTimeOffset now, Func<ViewRaster?> raster)
    {
        var scene = (Scene)item.Document;
        var overlays = scene.Overlays.Select(id => Overlay(all.Find(id)!)).ToList();
        var labels = scene
            .Hotspots.Where(spot => spot.Azimuth is null && all.Find(spot.To)?.Kind != Kind.Overlay)
            .Select(spot => spot.To)
            .Concat(scene.Labels)
            .Distinct()
            .Select(Label)
            .ToList();
        var panel = all.Find<Place>(scene.Place)?.Panel;
        return new(
            item.Id,
            EyeAnswer,
            Declination(now),
            Quality,
            map.Credits,
            eye.Year,
            SkylineAnswer,
            overlays,
            labels,
            Summits(),
            MomentsOf(scene, all),
            scene.Overlays.Any(id => RasterPainter.Tints(all.Find(id)!)) ? raster() : null,
            panel is null ? null : new(panel.Facing, panel.Tilt, panel.Accuracy)
        );
    }

    public SkylineAnswer Skyline(DateTimeOffset now) => new(EyeAnswer, Declination(now), Quality, map.Credits, SkylineAnswer, Summits());

    private ViewEye EyeAnswer =>
        new(Math.Round(eye.Point.Latitude, 7), Math.Round(eye.Point.Longitude, 7), Math.Round(eye.Ground, 1), Math.Round(eye.Height, 1));

    private double Declination(DateTimeOffset now) => Math.Round(MagneticField.Declination(eye.Point, eye.Height, now), 2);

    private string Quality =>
        viewshed is null ? "none"
        : viewshed.SeesCoarse ? "coarse"
        : "surveyed";

    private ViewSkyline? SkylineAnswer =>
        viewshed is null ? null
        : Geo.Views.Skyline.Of(viewshed) is var line ? new(line.Step, line.Elevation, line.Distance)
        : null;

    private ViewOverlay Overlay(PublishedItem item)
    {
        var overlay = (Overlay)item.Document;
        var point = Footing.PointOf(item);
        var (ground, height) = (footing.FootOf(item) ?? eye.Ground, footing.HeightOf(item, eye.Ground));
        var drape = new Drape(eye.Point, eye.Height, viewshed, map, ground);
        var common = new ViewOverlay(
            item.Id,
            overlay.Shape.ToString().ToLowerInvariant(),
            overlay.Title,
            From: overlay.Shown?.From,
            To: overlay.Shown?.To
        );
        return overlay.Shape switch
        {
            OverlayShape.Rings => At(common, drape, point, ground) with
            {
                Lines = [.. overlay.Rings.Select(ring => new ViewLine(ring.Radius, ring.Label, Parts(drape.Ring(point, ring.Radius))))],
            },
            OverlayShape.Area => common with
            {
                Lines = [.. Outlines(item.Where!).Select(line => new ViewLine(null, null, Parts(drape.Line(line))))],
            },
            OverlayShape.Exposure => At(common, drape, point, height) with { Tint = Tint },
            OverlayShape.Photo => At(common, drape, point, height) with
            {
                Corners = Corners(overlay, point, height),
                Href = MediaLinks.OfOverlay(overlay),
            },
            OverlayShape.Model => At(common, drape, point, height) with
            {
                Pose = new(overlay.Pose!.Heading!.Value, overlay.Pose.Pitch, overlay.Pose.Roll),
                Scale = overlay.Size ?? 1,
                Href = MediaLinks.OfOverlay(overlay),
            },
            _ => At(common, drape, point, height),
        };
    }

    private ViewOverlay Label(string id)
    {
        var target = all.Find(id)!;
        var point = Footing.PointOf(target);
        var ground = footing.FootOf(target) ?? eye.Ground;
        var scene = target.Document is Scene ? target.Id : all.ScenesOf(target.Id).FirstOrDefault();
        // A scene is named by what stands there: its own title says what is told.
        var title = target.Document is Scene there && all.Find<Place>(there.Place) is { } place ? place.Title : target.Document.Title;
        return At(new(target.Id, "label", title, Scene: scene), new(eye.Point, eye.Height, viewshed, map, ground), point, ground);
    }

    private static ViewOverlay At(ViewOverlay overlay, Drape drape, LatLon point, double height)
    {
        var (seen, _) = drape.Point(point, height);
        // Where the terrain lies above what the catalogue says of the place, the terrain decides what hides it.
        var (_, visible) = drape.Point(point, Math.Max(height, drape.Ground(point)) + ViewDefaults.Showing);
        return overlay with
        {
            Az = Math.Round(seen.Azimuth, 3),
            El = Math.Round(seen.Elevation, 3),
            Distance = Math.Round(seen.Distance, 1),
            Height = Math.Round(height, 1),
            Visible = visible,
        };
    }

    private List<ViewSummit> Summits() =>
        [
            .. from item in all.Summits
            let point = Footing.PointOf(item)
            let away = Geodesic.Inverse(eye.Point, point).Distance
            where away is > ViewDefaults.SummitsFrom and < ViewDefaults.SummitsWithin
            let seen = At(
                new(item.Id, "label", item.Document.Title),
                new(eye.Point, eye.Height, viewshed, map, 0),
                point,
                ((Place)item.Document).Height!.Value
            )
            orderby seen.Az
            select new ViewSummit(
                seen.Id,
                seen.Label,
                seen.Az!.Value,
                seen.El!.Value,
                seen.Distance!.Value,
                seen.Height!.Value,
                seen.Visible!.Value
            ),
        ];

    private List<double[]> Corners(Overlay overlay, LatLon point, double height)
    {
        var pose = overlay.Pose!;
        var (right, up, _) = new GeoPose(point, height, pose.Heading!.Value, pose.Pitch, pose.Roll).Axes();
        var (half, aspect) = (overlay.Size!.Value / 2, overlay.Aspect ?? Catalog.Documents.Overlay.UsualAspect);
        // Its face looks along the heading, so who looks at it has its right side on their left.
        return
        [
            .. new[] { (1, 1), (-1, 1), (-1, -1), (1, -1) }.Select(corner =>
            {
                var offset = right * (corner.Item1 * half) + up * (corner.Item2 * half / aspect);
                var at = new LatLon(
                    point.Latitude + offset.North / Wgs84.MetresPerDegreeLatitude(point.Latitude),
                    point.Longitude + offset.East / Wgs84.MetresPerDegreeLongitude(point.Latitude)
                );
                return Rounded(LineOfSight.To(eye.Point, eye.Height, at, height + offset.Up));
            }),
        ];
    }

    private static IEnumerable<List<LatLon>> Outlines(Geometry geometry)
    {
        for (var i = 0; i < geometry.NumGeometries; i++)
        {
            var part = geometry.GetGeometryN(i);
            var lines = part is Polygon polygon ? polygon.InteriorRings.Prepend(polygon.ExteriorRing) : [(LineString)part];
            foreach (var line in lines)
                yield return [.. line.Coordinates.Select(c => new LatLon(c.Y, c.X))];
        }
    }

    private static List<ViewPart> Parts(IReadOnlyList<DrapedPart> parts) =>
        [.. parts.Select(part => new ViewPart(part.Visible, [.. part.Points.Select(Rounded)]))];

    private static double[] Rounded(Direction seen) =>
        [Math.Round(seen.Azimuth, 3), Math.Round(seen.Elevation, 3), Math.Round(seen.Distance, 1)];
}
