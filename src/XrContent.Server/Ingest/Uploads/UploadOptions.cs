namespace XrContent.Server.Ingest.Uploads;

/// <summary>What may be sent.</summary>
internal sealed class UploadOptions
{
    /// <summary>Bytes of one file at the most.</summary>
    public long MostBytes { get; set; } = 64L << 30;

    /// <summary>Bytes of one person's files that are on their way at the same time.</summary>
    public long MostBytesPerPerson { get; set; } = 512L << 30;

    /// <summary>Bytes of the disk that uploads leave free.</summary>
    public long KeepFree { get; set; } = 1L << 30;

    /// <summary>How long an unfinished upload waits for its sender.</summary>
    public TimeSpan KeepUnfinished { get; set; } = TimeSpan.FromDays(7);

    /// <summary>An upload from which nothing came for so long gives way to another request for it.</summary>
    public TimeSpan DeadAfter { get; set; } = TimeSpan.FromMilliseconds(500);
}
