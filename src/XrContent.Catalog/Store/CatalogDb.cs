using Microsoft.EntityFrameworkCore;
using XrContent.Catalog.Documents;

namespace XrContent.Catalog.Store;

/// <summary>The catalogue's tables: what items there are, every revision of each, and what each publication changed.</summary>
public sealed class CatalogDb(DbContextOptions<CatalogDb> options) : DbContext(options)
{
    internal DbSet<ItemRow> Items => Set<ItemRow>();

    internal DbSet<RevisionRow> Revisions => Set<RevisionRow>();

    internal DbSet<PublicationRow> Publications => Set<PublicationRow>();

    internal DbSet<ChangeRow> Changes => Set<ChangeRow>();

    protected override void OnModelCreating(ModelBuilder modelBuilder)
    {
        modelBuilder.Entity<ItemRow>(item =>
        {
            item.ToTable("Items").HasKey(row => row.Id);
            item.Property(row => row.Kind).HasConversion<string>();
            item.HasIndex(row => row.PublishedRevision);
        });
        modelBuilder.Entity<RevisionRow>(revision =>
        {
            revision.ToTable("Revisions").HasKey(row => new { row.ItemId, row.Number });
            revision.HasOne<ItemRow>().WithMany().HasForeignKey(row => row.ItemId);
            revision.Property(row => row.State).HasConversion<string>();
        });
        modelBuilder.Entity<PublicationRow>(publication =>
        {
            publication.ToTable("Publications").HasKey(row => row.Version);
            publication.Property(row => row.Version).ValueGeneratedNever();
        });
        modelBuilder.Entity<ChangeRow>(change =>
        {
            change.ToTable("Changes").HasKey(row => new { row.Version, row.ItemId });
            change.HasOne<PublicationRow>().WithMany().HasForeignKey(row => row.Version);
            change.Property(row => row.Kind).HasConversion<string>();
            change.Property(row => row.Change).HasConversion<string>();
        });
    }
}

internal sealed class ItemRow
{
    public required string Id { get; init; }

    public required Kind Kind { get; init; }

    /// <summary>Number of the newest revision.</summary>
    [System.ComponentModel.DataAnnotations.ConcurrencyCheck]
    public int Head { get; set; }

    /// <summary>Number of the revision that visitors see; null when none.</summary>
    public int? PublishedRevision { get; set; }
}

internal sealed class RevisionRow
{
    public required string ItemId { get; init; }

    public required int Number { get; init; }

    public required RevisionState State { get; set; }

    /// <summary>The canonical GeoJSON feature, UTF-8.</summary>
    public required byte[] Feature { get; init; }

    public required string Author { get; init; }

    public required DateTimeOffset At { get; init; }
}

internal sealed class PublicationRow
{
    public required long Version { get; init; }

    /// <summary>Random for each publication, so that two catalogues that share a version number are told apart.</summary>
    public required Guid Mark { get; init; }

    public required string Author { get; init; }

    public required DateTimeOffset At { get; init; }
}

internal sealed class ChangeRow
{
    public required long Version { get; init; }

    public required string ItemId { get; init; }

    public required Kind Kind { get; init; }

    public required Change Change { get; init; }
}

/// <summary>Where a revision stands in the workflow.</summary>
public enum RevisionState
{
    Draft,
    Published,
    /// <summary>Was published; a newer revision took its place.</summary>
    Superseded,
    /// <summary>Was published and taken back.</summary>
    Withdrawn,
}
