namespace XrContent.Geo.Buildings;

/// <summary>A building as a prism: its outline, drawn up to one height.</summary>
/// <param name="Name">What its source calls it; the same name again replaces it.</param>
/// <param name="Footprint">Outline without the first point again; courtyards are not kept.</param>
/// <param name="Base">Metres above mean sea level of its foot; null where it stands on the ground of the terrain.</param>
/// <param name="Height">Metres from its foot to its top.</param>
/// <param name="Since">The first year in which it is known to stand.</param>
/// <param name="Until">The last year in which it stood; null while it stands.</param>
/// <param name="IsCover">A piece of what a survey from the air saw, roof or tree: one may be able to look under it.</param>
public sealed record Building(
    string Name,
    IReadOnlyList<LatLon> Footprint,
    double? Base,
    double Height,
    int Since,
    int? Until,
    bool IsCover = false
)
{
    /// <summary>The tallest that is believed, metres; the tallest there is has 828.</summary>
    public const double MostHeight = 1_000;

    /// <summary>Metres across, at most.</summary>
    public const double MostSide = 2_000;

    public const int MostCorners = 4_000;

    /// <summary>What is wrong with it, as a sentence; null for a building that can be kept.</summary>
    public string? Fault()
    {
        if (Footprint.Count is < 3 or > MostCorners)
            return $"its outline has {Footprint.Count} corners; 3 to {MostCorners} are taken";
        if (Footprint.Any(corner => !(Math.Abs(corner.Latitude) <= 90 && Math.Abs(corner.Longitude) <= 180)))
            return "its outline is not in degrees of latitude and longitude";
        if (!(Height is > 0 and <= MostHeight))
            return FormattableString.Invariant($"its height of {Height:0.##} m is none; above 0 to {MostHeight} m are taken");
        if (Base is not null and not (> -500 and < 9000))
            return FormattableString.Invariant($"its foot at {Base:0.##} m above the sea cannot be right");
        if (Until < Since)
            return $"it ends in {Until}, before it began in {Since}: say since when it stood, in the file or by --since";
        var (south, north) = (Footprint.Min(corner => corner.Latitude), Footprint.Max(corner => corner.Latitude));
        var (west, east) = (Footprint.Min(corner => corner.Longitude), Footprint.Max(corner => corner.Longitude));
        var up = (north - south) * Wgs84.MetresPerDegreeLatitude(south);
        var across = (east - west) * Wgs84.MetresPerDegreeLongitude(south);
        return Math.Max(up, across) > MostSide ? FormattableString.Invariant($"its outline is {Math.Max(up, across):F0} m across") : null;
    }
}
