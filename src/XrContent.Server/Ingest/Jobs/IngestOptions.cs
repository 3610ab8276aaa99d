namespace XrContent.Server.Ingest.Jobs;

/// <summary>How files are taken in.</summary>
internal sealed class IngestOptions
{
    /// <summary>How long a node that fell silent keeps the file that it worked on.</summary>
    public TimeSpan Lease { get; set; } = TimeSpan.FromSeconds(15);

    /// <summary>How long a file waits that this machine has no room for, before it is tried again.</summary>
    public TimeSpan Wait { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>How long the bytes of a refused file are kept, so that it can be tried again with other words.</summary>
    public TimeSpan KeepRefused { get; set; } = TimeSpan.FromDays(14);

    /// <summary>False: this node takes uploads, but leaves the work to others.</summary>
    public bool Works { get; set; } = true;
}
