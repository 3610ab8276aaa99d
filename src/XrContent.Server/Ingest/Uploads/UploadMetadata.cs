using System.Globalization;
using System.Text;
using XrContent.Catalog.Documents;
using XrContent.Catalog.Rules;
using XrContent.Catalog.Workflow;

namespace XrContent.Server.Ingest.Uploads;

/// <summary>What a sender says with Upload-Metadata: keys and Base64 values, parted by commas.</summary>
internal sealed class UploadMetadata
{
    private const int LongestHeader = 8 << 10;
    private const int LongestName = 200;
    private readonly Dictionary<string, string> values = [];

    /// <summary>Problems by key; empty when all can be read.</summary>
    public Dictionary<string, string[]> Problems { get; } = [];

    public string FileName =>
        Clean(values.GetValueOrDefault("filename") ?? values.GetValueOrDefault("name") ?? "") is { Length: > 0 } name ? name : "unnamed";

    public string? Batch => values.GetValueOrDefault("batch") is { Length: > 0 } batch ? Clean(batch) : null;

    public static UploadMetadata Parse(string header)
    {
        var metadata = new UploadMetadata();
        if (header.Length > LongestHeader)
        {
            metadata.Problems["Upload-Metadata"] = [$"Has {header.Length} characters; at most {LongestHeader} are read."];
            return metadata;
        }

        foreach (var pair in header.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
        {
            var parts = pair.Split(' ', 2);
            var value = parts.Length == 2 ? new byte[parts[1].Length] : [];
            if (!Convert.TryFromBase64String(parts.Length == 2 ? parts[1] : "", value, out var written))
                metadata.Problems[$"Upload-Metadata.{parts[0]}"] = ["Is not Base64."];
            else if (!metadata.values.TryAdd(parts[0], Encoding.UTF8.GetString(value, 0, written)))
                metadata.Problems[$"Upload-Metadata.{parts[0]}"] = ["Stands twice."];
        }

        return metadata;
    }

    /// <summary>What the sender says of the picture; what cannot be is a problem under its key.</summary>
    /// <param name="isCurator">They may change what visitors see.</param>
    public async Task<CaptureDetails> DetailsAsync(DetailRules rules, bool isCurator, CancellationToken cancel)
    {
        var details = new CaptureDetails(
            values.GetValueOrDefault("place") ?? "",
            Text("event"),
            Time("taken"),
            Number("heading", 0, 360),
            Number("lat", -90, 90),
            Number("lon", -180, 180),
            Flag("panorama"),
            Choice("stereo", "mono", "top-bottom") == "top-bottom",
            Choice("audio", "keep", "drop") == "drop",
            Flag("publish"),
            Text("license"),
            Text("holder"),
            Text("credit"),
            Choice("people", "none", "redacted", "agreed") is { } people ? Enum.Parse<PeopleShown>(people, ignoreCase: true) : null,
            Text("replaces"),
            WalkIn: Text("walkIn")
        );
        foreach (var (field, message) in await rules.CheckAsync(details, isCurator, cancel))
            Problems[$"Upload-Metadata.{field}"] = [message];
        return details;
    }

    private string? Text(string key) => values.GetValueOrDefault(key) is { Length: > 0 } text ? text : null;

    private bool Flag(string key) => Choice(key, "false", "true") == "true";

    private string? Choice(string key, params ReadOnlySpan<string> choices)
    {
        if (Text(key) is not { } text)
            return null;
        if (choices.Contains(text))
            return text;
        Problems[$"Upload-Metadata.{key}"] = [$"Must be {string.Join(" or ", choices)}."];
        return null;
    }

    private double? Number(string key, double least, double most)
    {
        if (Text(key) is not { } text)
            return null;
        if (double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var value) && value >= least && value <= most)
            return value;
        Problems[$"Upload-Metadata.{key}"] = [$"Must be a number, {least} to {most}."];
        return null;
    }

    private DateTimeOffset? Time(string key)
    {
        if (Text(key) is not { } text)
            return null;
        if (DetailRules.TryTime(text, out var time))
            return time;
        Problems[$"Upload-Metadata.{key}"] = ["Must be a time with its offset, such as 2026-02-17T19:05:00+09:00."];
        return null;
    }

    /// <summary>A name to show: what would be a folder, or a control character, is gone.</summary>
    private static string Clean(string name)
    {
        var last = name[(name.LastIndexOfAny(['/', '\\']) + 1)..];
        var clean = new string([.. last.Where(c => !char.IsControl(c))]).Trim();
        return clean.Length > LongestName ? clean[..LongestName] : clean;
    }
}

/// <summary>
/// What may be said of a capture. What it names may be a draft, so that a whole scene can be drafted before anybody sees any of it.
/// </summary>
internal sealed class DetailRules(CatalogReader reader)
{
    private const int LongestWords = 200;

    private static readonly string[] Times =
    [
        "yyyy-MM-dd'T'HH:mm:sszzz",
        "yyyy-MM-dd'T'HH:mmzzz",
        "yyyy-MM-dd'T'HH:mm:ss.FFFFFFFzzz",
        "yyyy-MM-dd'T'HH:mm:ss'Z'",
        "yyyy-MM-dd'T'HH:mm:ss.FFFFFFF'Z'",
    ];

    public static bool TryTime(string text, out DateTimeOffset time) =>
        DateTimeOffset.TryParseExact(text, Times, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out time);

    /// <summary>Fields with what is wrong with each.</summary>
    /// <param name="isCurator">Who says it may change what visitors see.</param>
    public async Task<IReadOnlyList<(string Field, string Message)>> CheckAsync(
        CaptureDetails details,
        bool isCurator,
        CancellationToken cancel
    )
    {
        string?[] ids = [details.Place, details.Event, details.Replaces, details.WalkIn];
        var found = await reader.FindAllAsync([.. ids.OfType<string>().Distinct()], cancel);
        if (details.WalkIn is { } walked)
        {
            var live = await reader.LiveAsync(walked, cancel);
            var isRedacted = live.Any(item => item.Document is Capture { Redactions.Count: > 0 });
            return
            [
                .. CheckWalkIn(
                    walked,
                    found.FirstOrDefault(state => state.Item.Id == walked && state.Deleted is null),
                    isRedacted,
                    isCurator
                ),
            ];
        }

        var kinds = found.Where(state => state.Deleted is null).ToDictionary(state => state.Item.Id, state => state.Item.Kind);
        return [.. Check(details, kinds)];
    }

    private static IEnumerable<(string Field, string Message)> CheckWalkIn(string id, ItemState? state, bool isRedacted, bool isCurator)
    {
        if (state?.Item.Document is not Capture)
            yield return ("walkIn", $"There is no capture \"{id}\".");
        else if (isRedacted)
            yield return ("walkIn", FootageRules.NoRedactedWalkIns);
        else if (!isCurator && (state.Published ?? state.Planned) is not null)
            yield return ("walkIn", "Visitors see this capture, or will: a curator gives it its record.");
    }

    private static IEnumerable<(string Field, string Message)> Check(CaptureDetails details, Dictionary<string, Kind> kinds)
    {
        bool Is(string id, Kind kind) => kinds.TryGetValue(id, out var known) && known == kind;
        if (details.Place.Length == 0)
            yield return ("place", "Is required: the id of the place that it shows.");
        else if (!Is(details.Place, Kind.Place))
            yield return ("place", $"There is no place \"{details.Place}\".");
        if (details.Event is { } happening && !Is(happening, Kind.Event))
            yield return ("event", $"There is no event \"{happening}\".");
        if (details.Replaces is { } replaced && !Is(replaced, Kind.Capture))
            yield return ("replaces", $"There is no capture \"{replaced}\".");
        foreach (var (field, text) in new[] { ("license", details.License), ("holder", details.Holder), ("credit", details.Credit) })
            if (text?.Length > LongestWords)
                yield return (field, $"Has more than {LongestWords} characters.");
        if (details.Heading is { } heading && !(heading is >= 0 and < 360))
            yield return ("heading", "Must be degrees from true north, 0 to less than 360.");
        if (details.Latitude is { } latitude && !(Math.Abs(latitude) <= 90))
            yield return ("lat", "Must be degrees, -90 to 90.");
        if (details.Longitude is { } longitude && !(Math.Abs(longitude) <= 180))
            yield return ("lon", "Must be degrees, -180 to 180.");
        if (details.Latitude is null != details.Longitude is null)
            yield return (details.Latitude is null ? "lat" : "lon", "Latitude and longitude go together.");
    }
}
