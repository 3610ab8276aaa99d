using System.Text.Json.Serialization;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage.ValueConversion;
using XrContent.Catalog.Audit;
using XrContent.Catalog.Documents;
using XrContent.Catalog.Editing;

namespace XrContent.Catalog.Store;

/// <summary>The catalogue's tables: what items there are, every revision of each, and what each publication changed.</summary>
public sealed class CatalogDb(DbContextOptions<CatalogDb> options) : DbContext(options)
{
    internal DbSet<ItemRow> Items => Set<ItemRow>();

    internal DbSet<RevisionRow> Revisions => Set<RevisionRow>();

    internal DbSet<PublicationRow> Publications => Set<PublicationRow>();

    internal DbSet<ChangeRow> Changes => Set<ChangeRow>();

    internal DbSet<StepRow> Steps => Set<StepRow>();

    internal DbSet<AuditRow> Audit => Set<AuditRow>();

    protected override void OnModelCreating(ModelBuilder modelBuilder)
    {
        modelBuilder.Entity<ItemRow>(item =>
        {
            item.ToTable("Items").HasKey(row => row.Id);
            item.Property(row => row.Kind).HasConversion<string>();
            item.HasIndex(row => row.PublishedRevision);
            // Moments that are compared in the database, which cannot compare text with offsets.
            foreach (var moment in new[] { nameof(ItemRow.ShowFrom), nameof(ItemRow.ShowUntil), nameof(ItemRow.Deleted) })
                item.Property(moment).HasConversion(new ValueConverter<DateTimeOffset, long>(time => time.ToUnixTimeMilliseconds(), ms => DateTimeOffset.FromUnixTimeMilliseconds(ms)));
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
        modelBuilder.Entity<StepRow>(step =>
        {
            step.ToTable("Steps").HasKey(row => row.Id);
            step.HasIndex(row => row.ItemId);
            step.Property(row => row.Kind).HasConversion<string>();
        });
        modelBuilder.Entity<AuditRow>(audit =>
        {
            audit.ToTable("Audit").HasKey(row => row.Number);
            audit.Property(row => row.Number).ValueGeneratedNever();
            audit.HasIndex(row => row.Item);
            audit.HasIndex(row => row.Concerns);
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

    /// <summary>When the newest revision is to be shown to visitors; null when that is not planned.</summary>
    public DateTimeOffset? ShowFrom { get; set; }

    /// <summary>When the item is to be taken back; null when that is not planned.</summary>
    public DateTimeOffset? ShowUntil { get; set; }

    /// <summary>When it was put away; lists no longer show it, and restoring a revision brings it back.</summary>
    public DateTimeOffset? Deleted { get; set; }
}

internal sealed class RevisionRow
{
    public required string ItemId { get; init; }

    public required int Number { get; init; }

    public required RevisionState State { get; set; }

    /// <summary>The canonical GeoJSON feature, UTF-8.</summary>
    public required byte[] Feature { get; set; }

    public required string Author { get; init; }

    public required DateTimeOffset At { get; set; }

    /// <summary>It was kept while somebody was still writing: their next words take its place.</summary>
    public bool IsAutosave { get; set; }
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
[JsonConverter(typeof(JsonStringEnumConverter<RevisionState>))]
public enum RevisionState
{
    [JsonStringEnumMemberName("draft")] Draft,
    /// <summary>Waits for a colleague.</summary>
    [JsonStringEnumMemberName("submitted")] Submitted,
    /// <summary>Will be shown at a time that is set.</summary>
    [JsonStringEnumMemberName("scheduled")] Scheduled,
    [JsonStringEnumMemberName("published")] Published,
    /// <summary>Was published; a newer revision took its place.</summary>
    [JsonStringEnumMemberName("superseded")] Superseded,
    /// <summary>Was published and taken back.</summary>
    [JsonStringEnumMemberName("withdrawn")] Withdrawn,
}
