using System.ComponentModel.DataAnnotations;
using System.Text.Json.Serialization;
using XrContent.Catalog.Documents;

namespace XrContent.Server.Ingest.Corrections;

/// <summary>What a correction changes of a capture; what is null stays as it is.</summary>
/// <param name="Redactions">Take the place of those in <paramref name="Known"/>.</param>
/// <param name="DraftsOnly">It comes from somebody who may not change what visitors see or will see.</param>
/// <param name="WalkIn">Takes the place of the one that there is.</param>
/// <param name="Known">The redactions that there were when these were sent: what a colleague redacted since stays.</param>
internal sealed record CapturePatch(
    PosePatch? Pose = null,
    IReadOnlyList<Redaction>? Redactions = null,
    bool DraftsOnly = false,
    IReadOnlyList<Redaction>? Known = null,
    WalkIn? WalkIn = null
)
{
    /// <summary>The item with the correction, whatever else was changed in it meanwhile.</summary>
    public Item Apply(Item item)
    {
        if (item.Document is not Capture capture)
            return item;
        if (Pose is not null)
            capture = capture with { Pose = Pose.Apply(capture.Pose) };
        // What visitors see may be a still although the newest draft is a film.
        if (Redactions is not null && capture.Film is null)
            capture = capture with { Redactions = [.. Redactions.Union(capture.Redactions.Except(Known ?? capture.Redactions))] };
        if (WalkIn is not null)
            capture = capture with { WalkIn = Placed(capture.WalkIn) };
        // What is hidden in the picture would be seen in the record.
        if (capture.Redactions.Count > 0 || Redactions is { Count: > 0 })
            capture = capture with { WalkIn = null };
        return item with { Document = capture };
    }

    /// <summary>A better record of the same place stands where the former one was put.</summary>
    private WalkIn Placed(WalkIn? before) => before is null ? WalkIn! : before with { Original = WalkIn!.Original, Pieces = WalkIn.Pieces };

    /// <summary>Whether it hides something of an item that is not hidden in it.</summary>
    public bool Hides(Item item) =>
        item.Document is Capture before && Apply(item).Document is Capture after && after.Redactions.Except(before.Redactions).Any();

    /// <summary>Whether it would show again some of what a newer list hides.</summary>
    public bool Uncovers(IReadOnlyList<Redaction> hidden) =>
        Redactions is not null && hidden.Except(Redactions).Intersect(Known ?? hidden).Any();

    /// <summary>Names it in the audit log.</summary>
    [JsonIgnore]
    public string What =>
        WalkIn is not null ? "walk-in record"
        : Redactions is null ? "pose"
        : Pose is null ? "redactions"
        : "pose and redactions";
}

/// <summary>How a pose is corrected; what is not named stays.</summary>
/// <param name="NamesHeading">The heading is named, and may be unknown from now on.</param>
internal sealed record PosePatch(double? Heading = null, bool NamesHeading = false, double? Pitch = null, double? Roll = null)
{
    public Pose Apply(Pose pose) =>
        pose with
        {
            Heading = NamesHeading ? Heading : Heading ?? pose.Heading,
            // Somebody looked, which no compass did.
            HeadingAccuracy = NamesHeading || Heading is not null ? null : pose.HeadingAccuracy,
            Pitch = Pitch ?? pose.Pitch,
            Roll = Roll ?? pose.Roll,
        };
}

/// <summary>A corrected pose as it is sent: a member that is left out stays as it is.</summary>
public sealed class PoseEdit
{
    private double? heading;

    /// <summary>Azimuth of the centre, degrees from true north, 0 to 360; null when unknown.</summary>
    public double? Heading
    {
        get => heading;
        set => (heading, NamesHeading) = (value, true);
    }

    /// <summary>Degrees, as GPano means it.</summary>
    [Range(-90.0, 90.0)]
    public double? Pitch { get; set; }

    /// <summary>Degrees, as GPano means it.</summary>
    [Range(-180.0, 180.0)]
    public double? Roll { get; set; }

    /// <summary>Null was sent, which is not the same as nothing.</summary>
    [JsonIgnore]
    internal bool NamesHeading { get; private set; }

    internal PosePatch ToPatch() => new(Heading, NamesHeading, Pitch, Roll);
}
