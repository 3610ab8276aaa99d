using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Design;
using Microsoft.EntityFrameworkCore.Storage.ValueConversion;

namespace XrContent.Server.Footage.Ingest;

/// <summary>How far each file has come. In the catalogue's own database, with tables of its own.</summary>
internal sealed class FootageDb(DbContextOptions<FootageDb> options) : DbContext(options)
{
    /// <summary>Keeps its own record of migrations beside the catalogue's.</summary>
    public const string History = "__FootageMigrations";

    public DbSet<FootageRow> Footage => Set<FootageRow>();

    protected override void OnModelCreating(ModelBuilder modelBuilder) => modelBuilder.Entity<FootageRow>(row =>
    {
        row.ToTable("Footage").HasKey(footage => footage.Id);
        row.Property(footage => footage.Stage).HasConversion<string>();
        row.HasIndex(footage => footage.Stage);
        row.HasIndex(footage => footage.Changed);
        row.HasIndex(footage => footage.Batch);
    });

    // Moments as milliseconds: text with offsets cannot be compared in the database.
    protected override void ConfigureConventions(ModelConfigurationBuilder configurationBuilder) =>
        configurationBuilder.Properties<DateTimeOffset>().HaveConversion<Milliseconds>();

    private sealed class Milliseconds() : ValueConverter<DateTimeOffset, long>(time => time.ToUnixTimeMilliseconds(), ms => DateTimeOffset.FromUnixTimeMilliseconds(ms));
}

/// <summary>Lets `dotnet ef migrations add` make the model without a server.</summary>
internal sealed class DesignTime : IDesignTimeDbContextFactory<FootageDb>
{
    public FootageDb CreateDbContext(string[] args) =>
        new(new DbContextOptionsBuilder<FootageDb>().UseSqlite("Data Source=:memory:", sqlite => sqlite.MigrationsHistoryTable(FootageDb.History)).Options);
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

/// <summary>One file on its way into the catalogue, or one capture whose pictures are being made anew.</summary>
internal sealed class FootageRow
{
    /// <summary>32 hexadecimal digits; for an upload also the name of its file on disk.</summary>
    public required string Id { get; init; }

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

    /// <summary>Id of the capture that it becomes.</summary>
    public string? Capture { get; set; }

    /// <summary>The capture's document, as the catalogue writes it, from when it is known.</summary>
    public byte[]? Feature { get; set; }

    /// <summary>A film takes long to render, and must not keep pictures waiting.</summary>
    public bool IsFilm { get; set; }

    /// <summary>Times that this stage was begun.</summary>
    public int Attempts { get; set; }

    /// <summary>Times that this stage failed, not counting that the process was ended from outside.</summary>
    public int Failures { get; set; }

    public string? LeaseOwner { get; set; }

    public DateTimeOffset? LeaseUntil { get; set; }
}
