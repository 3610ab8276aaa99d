using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using XrContent.Catalog.Audit;
using XrContent.Catalog.Workflow;

namespace XrContent.Catalog.Storage;

internal sealed class ItemTable : IEntityTypeConfiguration<ItemRow>
{
    public void Configure(EntityTypeBuilder<ItemRow> builder)
    {
        builder.ToTable("Items").HasKey(row => row.Id);
        builder.Property(row => row.Kind).HasConversion<string>();
        builder.HasIndex(row => row.PublishedRevision);
        builder.HasIndex(row => row.Edit);
        // What is due is asked for each second, and next to no item is planned.
        builder.HasIndex(row => row.ShowFrom).HasFilter("\"ShowFrom\" IS NOT NULL");
        builder.HasIndex(row => row.ShowUntil).HasFilter("\"ShowUntil\" IS NOT NULL");
    }
}

internal sealed class RevisionTable : IEntityTypeConfiguration<RevisionRow>
{
    public void Configure(EntityTypeBuilder<RevisionRow> builder)
    {
        builder.ToTable("Revisions").HasKey(row => new { row.ItemId, row.Number });
        builder.HasOne<ItemRow>().WithMany().HasForeignKey(row => row.ItemId);
        builder.Property(row => row.State).HasConversion<string>();
        builder.HasIndex(row => row.Author);
        builder.HasIndex(row => row.Submission).HasFilter("\"Submission\" IS NOT NULL");
    }
}

internal sealed class ReferenceTable : IEntityTypeConfiguration<ReferenceRow>
{
    public void Configure(EntityTypeBuilder<ReferenceRow> builder)
    {
        builder
            .ToTable("References")
            .HasKey(row => new
            {
                row.ItemId,
                row.Number,
                row.To,
            });
        builder.HasOne<RevisionRow>().WithMany().HasForeignKey(row => new { row.ItemId, row.Number });
        builder.HasIndex(row => row.To);
    }
}

internal sealed class OriginalTable : IEntityTypeConfiguration<OriginalRow>
{
    public void Configure(EntityTypeBuilder<OriginalRow> builder)
    {
        builder
            .ToTable("Originals")
            .HasKey(row => new
            {
                row.ItemId,
                row.Number,
                row.Sha256,
            });
        builder.HasOne<RevisionRow>().WithMany().HasForeignKey(row => new { row.ItemId, row.Number });
        builder.HasIndex(row => row.Sha256);
    }
}

internal sealed class FormerRenditionTable : IEntityTypeConfiguration<FormerRenditionRow>
{
    public void Configure(EntityTypeBuilder<FormerRenditionRow> builder) => builder.ToTable("FormerRenditions").HasKey(row => row.Name);
}

internal sealed class PublicationTable : IEntityTypeConfiguration<PublicationRow>
{
    public void Configure(EntityTypeBuilder<PublicationRow> builder)
    {
        builder.ToTable("Publications").HasKey(row => row.Version);
        builder.Property(row => row.Version).ValueGeneratedNever();
    }
}

internal sealed class ChangeTable : IEntityTypeConfiguration<ChangeRow>
{
    public void Configure(EntityTypeBuilder<ChangeRow> builder)
    {
        builder.ToTable("Changes").HasKey(row => new { row.Version, row.ItemId });
        builder.HasOne<PublicationRow>().WithMany().HasForeignKey(row => row.Version);
        builder.Property(row => row.Kind).HasConversion<string>();
        builder.Property(row => row.Change).HasConversion<string>();
    }
}

internal sealed class StepTable : IEntityTypeConfiguration<StepRow>
{
    public void Configure(EntityTypeBuilder<StepRow> builder)
    {
        builder.ToTable("Steps").HasKey(row => row.Id);
        builder.HasIndex(row => row.ItemId);
        builder.Property(row => row.Kind).HasConversion<string>();
    }
}

internal sealed class AuditTable : IEntityTypeConfiguration<AuditRow>
{
    public void Configure(EntityTypeBuilder<AuditRow> builder)
    {
        builder.ToTable("Audit").HasKey(row => row.Number);
        builder.Property(row => row.Number).ValueGeneratedNever();
        builder.HasIndex(row => row.Item);
        builder.HasIndex(row => row.Concerns);
    }
}
