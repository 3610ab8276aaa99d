using XrContent.Catalog.Documents;

namespace XrContent.Server.Ingest;

/// <summary>What a person says of a picture or film that they put in; it wins over what the file says.</summary>
/// <param name="Place">Id of the place that it shows.</param>
/// <param name="Event">Id of the event at which it was taken; its areas are checked.</param>
/// <param name="Taken">With offset.</param>
/// <param name="Heading">Azimuth of the centre, degrees from true north, 0 to 360.</param>
/// <param name="Latitude">Degrees; together with the longitude.</param>
/// <param name="Longitude">Degrees.</param>
/// <param name="IsPanorama">It is a full sphere although the file does not say so.</param>
/// <param name="IsTopBottom">It holds two eyes, left above right.</param>
/// <param name="DropAudio">The sound of a film is not served.</param>
/// <param name="Publish">Visitors see it as soon as it is ready, where whose it is and what was done about people is said; from a
/// contributor, a colleague is asked to.</param>
/// <param name="License">SPDX identifier, or all-rights-reserved.</param>
/// <param name="Holder">Whose it is.</param>
/// <param name="Credit">How its maker is named beside it.</param>
/// <param name="People">Whether people can be recognised.</param>
/// <param name="Replaces">Id of a capture whose file this takes the place of: what leads to it goes on leading to it.</param>
/// <param name="WalkIn">Id of a capture, where this is the record that one can walk in from there.</param>
/// <param name="Submit">A colleague is asked to publish it.</param>
internal sealed record CaptureDetails(
    string Place,
    string? Event = null,
    DateTimeOffset? Taken = null,
    double? Heading = null,
    double? Latitude = null,
    double? Longitude = null,
    bool IsPanorama = false,
    bool IsTopBottom = false,
    bool DropAudio = false,
    bool Publish = true,
    string? License = null,
    string? Holder = null,
    string? Credit = null,
    PeopleShown? People = null,
    string? Replaces = null,
    bool Submit = false,
    string? WalkIn = null
)
{
    /// <summary>Publishing is for curators: from others it is a wish.</summary>
    public CaptureDetails From(bool curator) =>
        curator || !Publish ? this with { Submit = false } : this with { Publish = false, Submit = true };
}
