using System.ComponentModel;
using XrContent.Catalog.Documents;

namespace XrContent.Server.Views;

/// <summary>A scene resolved for an eye point: what is where, in directions.</summary>
/// <param name="Declination">Degrees by which a compass points east of true north there and now.</param>
/// <param name="Terrain">"none", "coarse" (a sketch) or "surveyed": the worst of the ground in sight.</param>
/// <param name="Credits">Whose heights and buildings these are; to be shown with them.</param>
/// <param name="Year">Of the city whose buildings hide things; null where no buildings are known.</param>
/// <param name="Skyline">Null where there is no terrain.</param>
/// <param name="Moments">The steps of the timeline, in order; empty where nothing has a time.</param>
internal sealed record ViewAnswer(
    string Scene,
    ViewEye Eye,
    double Declination,
    string Terrain,
    IReadOnlyList<string> Credits,
    int? Year,
    ViewSkyline? Skyline,
    IReadOnlyList<ViewOverlay> Overlays,
    IReadOnlyList<ViewOverlay> Labels,
    IReadOnlyList<ViewSummit> Summits,
    IReadOnlyList<DateTimeOffset> Moments,
    ViewRaster? Raster,
    ViewPanel? Panel
);

/// <summary>What can be seen of the land from a point.</summary>
internal sealed record SkylineAnswer(
    ViewEye Eye,
    double Declination,
    string Terrain,
    IReadOnlyList<string> Credits,
    ViewSkyline? Skyline,
    IReadOnlyList<ViewSummit> Summits
);

/// <param name="Ground">Metres above mean sea level of the ground or deck.</param>
/// <param name="Height">Metres above mean sea level of the eye.</param>
internal sealed record ViewEye(double Lat, double Lon, double Ground, double Height);

/// <param name="Step">Degrees from value to value, from azimuth 0 on.</param>
/// <param name="Elevation">Degrees.</param>
/// <param name="Distance">Metres.</param>
internal sealed record ViewSkyline(double Step, IReadOnlyList<double> Elevation, IReadOnlyList<double> Distance);

/// <summary>An overlay in directions. Which members stand here depends on the kind.</summary>
/// <param name="Kind">marker, rings, area, label, photo, model or exposure.</param>
/// <param name="Az">Degrees clockwise from true north, of the point.</param>
/// <param name="El">Degrees above the level of the eye, refraction included.</param>
/// <param name="Distance">Metres along the line of sight.</param>
/// <param name="Height">Metres above mean sea level of the point.</param>
/// <param name="Lines">Of rings and areas: what lies on the ground, parted into seen and hidden.</param>
/// <param name="Corners">Of a photo: left top, right top, right bottom, left bottom.</param>
/// <param name="Tint">Of an exposure: the colours of the raster.</param>
/// <param name="Scene">Of a label: the scene to go to.</param>
internal sealed record ViewOverlay(
    string Id,
    string Kind,
    LocalText Label,
    double? Az = null,
    double? El = null,
    double? Distance = null,
    double? Height = null,
    bool? Visible = null,
    IReadOnlyList<ViewLine>? Lines = null,
    [property: Description("[azimuth, elevation, distance] of the four corners.")] IReadOnlyList<double[]>? Corners = null,
    string? Href = null,
    ViewPose? Pose = null,
    double? Scale = null,
    ViewTint? Tint = null,
    DateTimeOffset? From = null,
    DateTimeOffset? To = null,
    string? Scene = null
);

/// <param name="Radius">Of a ring, metres.</param>
internal sealed record ViewLine(double? Radius, LocalText? Label, IReadOnlyList<ViewPart> Parts);

/// <param name="Points">[azimuth, elevation, distance] each.</param>
internal sealed record ViewPart(bool Visible, IReadOnlyList<double[]> Points);

internal sealed record ViewPose(double Heading, double Pitch, double Roll);

/// <param name="Lit">Ground that had a straight line to the burst point.</param>
/// <param name="Shadow">Ground that a hill hid from it.</param>
internal sealed record ViewTint(string Lit, string Shadow);

internal sealed record ViewSummit(string Id, LocalText Name, double Az, double El, double Distance, double Height, bool Visible);

/// <summary>A picture of the tinted ground over all azimuths, equirectangular, with alpha.</summary>
/// <param name="Azimuth">Of the left and right edges.</param>
/// <param name="Elevation">Of the bottom and top edges.</param>
internal sealed record ViewRaster(string Href, double[] Azimuth, double[] Elevation, int Width, int Height);

/// <summary>The panel of the scene's place.</summary>
internal sealed record ViewPanel(double Facing, double Tilt, double Accuracy);
