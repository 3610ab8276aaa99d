using System.Text.Json.Serialization;

namespace XrContent.Catalog.Documents;

/// <summary>Something that happens at places at certain times.</summary>
public sealed record Event : Document
{
    [JsonIgnore]
    public override Kind Kind => Kind.Event;

    public required IReadOnlyList<string> Places { get; init; }

    /// <summary>When it is held, in words.</summary>
    public required LocalText When { get; init; }

    /// <summary>The same days every year, month and day ("10-07" to "10-09").</summary>
    public YearlySpan? Yearly { get; init; }

    /// <summary>Days that have been announced or that it was held on.</summary>
    public IReadOnlyList<DateSpan> Dates
    {
        get => field ?? [];
        init;
    }

    /// <summary>Where pictures of it are wanted or forbidden.</summary>
    public IReadOnlyList<PictureArea> Areas
    {
        get => field ?? [];
        init;
    }

    public override IEnumerable<Reference> References() => Places.Select((id, i) => new Reference($"places[{i}]", id, Kind.Place));
}

/// <param name="First">MM-DD.</param>
/// <param name="Last">MM-DD, included.</param>
public sealed record YearlySpan(string First, string Last);

/// <param name="Last">Included.</param>
/// <param name="From">When it begins on each of these days, HH:MM by the clock of its places; null where nobody said.</param>
/// <param name="Until">When it ends on each of them; before <paramref name="From"/>, on the day after.</param>
public sealed record DateSpan(DateOnly First, DateOnly Last, string? From = null, string? Until = null);
