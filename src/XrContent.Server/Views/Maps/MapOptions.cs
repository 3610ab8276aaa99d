using System.ComponentModel.DataAnnotations;

namespace XrContent.Server.Views.Maps;

/// <summary>What lies below the pins of the map.</summary>
internal sealed class MapOptions : IValidatableObject
{
    private static readonly string[] AddressParts = ["{z}", "{x}", "{y}"];
    private const string GsiPale = "https://cyberjapandata.gsi.go.jp/xyz/pale/{z}/{x}/{y}.png";
    private const string GsiCredit = "国土地理院 地理院タイル / Geospatial Information Authority of Japan";

    /// <summary>
    /// A PMTiles file (vector tiles in Protomaps' basemap schema, or pictures), or the address of picture tiles with {z}, {x} and {y}; the
    /// map of our own data where this is empty.
    /// </summary>
    public string? Base { get; set; }

    /// <summary>What must be shown with it; that of the PMTiles file where this is empty.</summary>
    public string? Attribution { get; set; }

    /// <summary>The pale map of the Geospatial Information Authority of Japan, where no other is named.</summary>
    public bool GsiTiles { get; set; }

    /// <summary>The file, when the base map is one.</summary>
    public string? File => IsAddress || string.IsNullOrWhiteSpace(Base) ? null : Path.GetFullPath(Base);

    /// <summary>The address, when the base map lies on another server.</summary>
    public string? Address =>
        IsAddress ? Base
        : GsiTiles && string.IsNullOrWhiteSpace(Base) ? GsiPale
        : null;

    /// <summary>What must be shown with the base map, as far as the settings say it.</summary>
    public string? Credit =>
        !string.IsNullOrWhiteSpace(Attribution) ? Attribution
        : Address == GsiPale ? GsiCredit
        : null;

    private bool IsAddress => Base?.Contains("://", StringComparison.Ordinal) == true;

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (IsAddress && !(Uri.TryCreate(Base, UriKind.Absolute, out var address) && address.Scheme is "https" or "http"))
            yield return new($"Map:Base: \"{Base}\" is no address of http or https.", [nameof(Base)]);
        if (IsAddress && !AddressParts.All(part => Base!.Contains(part, StringComparison.Ordinal)))
            yield return new("Map:Base: the address of tiles needs {z}, {x} and {y}.", [nameof(Base)]);
        if (File is { } file && !System.IO.File.Exists(file))
            yield return new($"Map:Base: there is no file {file}.", [nameof(Base)]);
        else if (File is { } pmtiles && !IsPmTiles(pmtiles))
            yield return new($"Map:Base: {pmtiles} is no PMTiles file of version 3.", [nameof(Base)]);
    }

    /// <summary>Begins as the PMTiles specification, version 3, says.</summary>
    private static bool IsPmTiles(string file)
    {
        Span<byte> head = stackalloc byte[8];
        using var stream = System.IO.File.OpenRead(file);
        return stream.ReadAtLeast(head, head.Length, throwOnEndOfStream: false) == head.Length
            && head[..7].SequenceEqual("PMTiles"u8)
            && head[7] == 3;
    }
}
