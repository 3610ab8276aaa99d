using System.Text.Json.Serialization;

namespace XrContent.Catalog.Documents;

/// <summary>A way through several scenes.</summary>
public sealed record Tour : Document
{
    [JsonIgnore]
    public override Kind Kind => Kind.Tour;

    public required IReadOnlyList<Stop> Stops { get; init; }

    /// <summary>Minutes it takes with the walking.</summary>
    public int? Minutes { get; init; }

    /// <summary>Ids of the sources of that time.</summary>
    public IReadOnlyList<string> MinutesSources
    {
        get => field ?? [];
        init;
    }

    public override IEnumerable<Reference> References() =>
        Stops.Select((stop, i) => new Reference($"stops[{i}].scene", stop.Scene, Kind.Scene));
}

/// <param name="Note">What to look at, or what to ask a class, at this stop.</param>
public sealed record Stop(string Scene, LocalText? Note = null);
