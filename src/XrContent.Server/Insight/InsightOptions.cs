namespace XrContent.Server.Insight;

internal sealed class InsightOptions
{
    /// <summary>False: nothing is counted.</summary>
    public bool Counting { get; set; } = true;

    /// <summary>Whole years that daily numbers are kept beside the running one.</summary>
    public int KeepYears { get; set; } = 5;

    /// <summary>Acts a minute that are counted from one address. Those of a whole mobile network may share one.</summary>
    public int ActsPerAddress { get; set; } = 1200;

    /// <summary>How often what was counted is added to the database: so much is lost of a node that is killed.</summary>
    public TimeSpan WriteEvery { get; set; } = TimeSpan.FromMinutes(1);

    public bool IsValid() =>
        KeepYears is >= 1 and <= 50 && ActsPerAddress > 0 && WriteEvery >= TimeSpan.FromSeconds(1) && WriteEvery <= TimeSpan.FromMinutes(1);
}
