using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace XrContent.Server.Ingest.Jobs;

internal sealed class IngestJobTable : IEntityTypeConfiguration<IngestJob>
{
    public void Configure(EntityTypeBuilder<IngestJob> builder)
    {
        builder.ToTable("IngestJobs").HasKey(job => job.Id);
        builder.Property(job => job.Stage).HasConversion<string>();
        builder.Property(job => job.Kind).HasConversion<string>();
        builder.HasIndex(job => job.Stage);
        builder.HasIndex(job => job.Changed);
        builder.HasIndex(job => job.Batch);
        builder.HasIndex(job => job.Sha256);
        builder.HasIndex(job => job.Capture);
    }
}

/// <summary>What a job is for.</summary>
internal enum JobKind
{
    /// <summary>A file becomes a capture, or takes another file's place in one.</summary>
    Upload,

    /// <summary>
    /// Something of a capture is corrected for which pictures are made anew. A record that one can walk in becomes one when it is known.
    /// </summary>
    Correction,
}

/// <summary>Where a file stands on its way.</summary>
internal enum Stage
{
    /// <summary>Bytes are still coming.</summary>
    Uploading,

    /// <summary>All bytes are here.</summary>
    Received,

    /// <summary>It is being found out what the file is.</summary>
    Probing,

    /// <summary>Tiles or film sizes are being made.</summary>
    Rendering,

    /// <summary>It is in the catalogue.</summary>
    Ready,

    /// <summary>It is not taken in; the reason says what to do.</summary>
    Refused,
}

/// <summary>
/// One file on its way into the catalogue, or one correction whose pictures are being made. It holds ids and what it is about, and never a
/// document: that is read when the job runs, and changed when it ends.
/// </summary>
internal sealed class IngestJob
{
    /// <summary>32 hexadecimal digits; for an upload also the name of its file on disk.</summary>
    public required string Id { get; init; }

    public JobKind Kind { get; set; } = JobKind.Upload;

    /// <summary>Who sent it.</summary>
    public required string Person { get; init; }

    /// <summary>What was sent together, as the sender names it.</summary>
    public string? Batch { get; init; }

    /// <summary>What its sender called the file; never a path.</summary>
    public required string FileName { get; init; }

    public required long Bytes { get; init; }

    public required DateTimeOffset Created { get; init; }

    /// <summary>When anything of this row last changed.</summary>
    public required DateTimeOffset Changed { get; set; }

    public required Stage Stage { get; set; }

    /// <summary>Of the stage, 0 to 100.</summary>
    public int Percent { get; set; }

    /// <summary>Why it was refused, as a stable short name.</summary>
    public string? Code { get; set; }

    /// <summary>Why it was refused, in words.</summary>
    public string? Reason { get; set; }

    /// <summary><see cref="CaptureDetails"/> as JSON.</summary>
    public required string Details { get; set; }

    /// <summary>What staff should know of it, as a JSON list of <see cref="Note"/>.</summary>
    public string? Notes { get; set; }

    public string? Sha256 { get; set; }

    /// <summary>Id of the capture that it becomes, or that it corrects.</summary>
    public string? Capture { get; set; }

    /// <summary>Of a correction: <see cref="Corrections.CapturePatch"/> as JSON.</summary>
    public string? Patch { get; set; }

    /// <summary>Of an upload: <see cref="ProbedFacts"/> as JSON, from when they are known.</summary>
    public string? Facts { get; set; }

    /// <summary>A film takes long to render, and must not keep pictures waiting.</summary>
    public bool IsFilm { get; set; }

    /// <summary>Times that this stage was begun.</summary>
    public int Attempts { get; set; }

    /// <summary>Times that this stage failed, not counting that the process was ended from outside.</summary>
    public int Failures { get; set; }

    public string? LeaseOwner { get; set; }

    public DateTimeOffset? LeaseUntil { get; set; }
}
