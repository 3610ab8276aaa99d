using System.Text.Json;
using System.Text.Json.Serialization;

namespace XrContent.Server.Hosting;

/// <summary>Whose server this is.</summary>
internal sealed class SiteOptions
{
    /// <summary>The clock of its places, by its name in the IANA time zone database, such as "Asia/Tokyo".</summary>
    public string TimeZone { get; set; } = "UTC";

    /// <summary>What stands over its first page, by language; where one is missing the program says something of its own.</summary>
    public Dictionary<string, string> Title { get; set; } = [];

    /// <summary>Who publishes its open data.</summary>
    [JsonIgnore]
    public Municipality Municipality { get; set; } = new();

    /// <summary>Metres by which the geoid, from which heights above sea level count, lies above the ellipsoid of WGS 84 here.</summary>
    [JsonIgnore]
    public double GeoidHeight { get; set; }

    public bool IsValid() => TimeZoneInfo.TryFindSystemTimeZoneById(TimeZone, out _);

    /// <summary>As pages are told from the start.</summary>
    public PageBlock Block() => new("site", _ => Task.FromResult<string?>(JsonSerializer.Serialize(this, HostingJson.Default.SiteOptions)));
}

/// <summary>The local government whose places these are.</summary>
internal sealed class Municipality
{
    /// <summary>Its code of six digits, such as 422011.</summary>
    public string? Code { get; set; }

    public string? Prefecture { get; set; }

    public string? City { get; set; }

    /// <summary>Prefecture and city as addresses begin with them; null where neither is set.</summary>
    public string? Name => Prefecture is null && City is null ? null : Prefecture + City;
}
