using System.Text.Json;

namespace XrContent.Server.Hosting;

/// <summary>Whose server this is.</summary>
internal sealed class SiteOptions
{
    /// <summary>The clock of its places, by its name in the IANA time zone database, such as "Asia/Tokyo".</summary>
    public string TimeZone { get; set; } = "UTC";

    /// <summary>What stands over its first page, by language; where one is missing the program says something of its own.</summary>
    public Dictionary<string, string> Title { get; set; } = [];

    public bool IsValid() => TimeZoneInfo.TryFindSystemTimeZoneById(TimeZone, out _);

    /// <summary>As pages are told from the start.</summary>
    public PageBlock Block() => new("site", _ => Task.FromResult<string?>(JsonSerializer.Serialize(this, HostingJson.Default.SiteOptions)));
}
