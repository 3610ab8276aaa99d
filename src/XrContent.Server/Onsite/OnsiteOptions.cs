namespace XrContent.Server.Onsite;

/// <summary>Whether media and AR open only for people on the spot, and how they show that they are there.</summary>
internal sealed class OnsiteOptions
{
    /// <summary>False: everything is open everywhere.</summary>
    public bool Required { get; set; } = true;

    /// <summary>How long a pass lasts.</summary>
    public TimeSpan PassLifetime { get; set; } = TimeSpan.FromHours(6);

    /// <summary>Tries a minute to get a pass, from one address. A school class may share one.</summary>
    public int TriesPerAddress { get; set; } = 120;

    /// <summary>Tries a minute to get a pass, with one tag.</summary>
    public int TriesPerTag { get; set; } = 300;
}
