using Microsoft.AspNetCore.DataProtection.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Design;
using Microsoft.EntityFrameworkCore.Storage.ValueConversion;

namespace XrContent.Server.Onsite.Tags;

/// <summary>Tags, their chips, and the keys that sign passes; in the catalogue's own database, with tables of its own. Nothing of visitors.</summary>
internal sealed class OnsiteDb(DbContextOptions<OnsiteDb> options) : DbContext(options), IDataProtectionKeyContext
{
    /// <summary>Keeps its own record of migrations beside the catalogue's.</summary>
    public const string History = "__OnsiteMigrations";

    public DbSet<TagRow> Tags => Set<TagRow>();

    public DbSet<ChipRow> Chips => Set<ChipRow>();

    public DbSet<DataProtectionKey> DataProtectionKeys => Set<DataProtectionKey>();

    protected override void OnModelCreating(ModelBuilder modelBuilder)
    {
        modelBuilder.Entity<TagRow>(row =>
        {
            row.ToTable("Tags").HasKey(tag => tag.Id);
            row.Property(tag => tag.Strength).HasConversion<string>();
            row.HasIndex(tag => tag.Place);
            row.HasIndex(tag => tag.PairingHash);
        });
        modelBuilder.Entity<ChipRow>(row =>
        {
            row.ToTable("Chips").HasKey(chip => new { chip.Tag, chip.Uid });
            row.HasOne<TagRow>().WithMany().HasForeignKey(chip => chip.Tag);
        });
        modelBuilder.Entity<DataProtectionKey>().ToTable("Keys");
    }

    // Moments as milliseconds: text with offsets cannot be compared in the database.
    protected override void ConfigureConventions(ModelConfigurationBuilder configurationBuilder) =>
        configurationBuilder.Properties<DateTimeOffset>().HaveConversion<Milliseconds>();

    private sealed class Milliseconds() : ValueConverter<DateTimeOffset, long>(time => time.ToUnixTimeMilliseconds(), ms => DateTimeOffset.FromUnixTimeMilliseconds(ms));
}

/// <summary>Lets `dotnet ef migrations add` make the model without a server.</summary>
internal sealed class DesignTime : IDesignTimeDbContextFactory<OnsiteDb>
{
    public OnsiteDb CreateDbContext(string[] args) =>
        new(new DbContextOptionsBuilder<OnsiteDb>().UseSqlite("Data Source=:memory:", sqlite => sqlite.MigrationsHistoryTable(OnsiteDb.History)).Options);
}

/// <summary>How much a tag proves.</summary>
internal enum Strength
{
    /// <summary>An address as QR code or on a plain NFC chip. Anybody may copy it, so the phone's position must agree.</summary>
    Printed,
    /// <summary>A screen shows a code that changes (RFC 6238); who has it stands before the screen.</summary>
    Rotating,
    /// <summary>Chips of the type NTAG 424 DNA sign each tap; who has it holds a phone to the chip.</summary>
    Signed,
}

/// <summary>What a visitor taps or scans at a place.</summary>
internal sealed class TagRow
{
    /// <summary>26 letters and digits, 128 random bits; stands in the tag's address.</summary>
    public required string Id { get; init; }

    /// <summary>Id of the place.</summary>
    public required string Place { get; init; }

    public required Strength Strength { get; init; }

    /// <summary>What staff call it, such as "lobby, left of the desk".</summary>
    public required string Name { get; set; }

    /// <summary>Rotating: the secret of the codes, 20 bytes; signed: the master key of the chips, 16 bytes. Encrypted.</summary>
    public byte[]? Secret { get; init; }

    /// <summary>Rotating: seconds that a code is shown.</summary>
    public int Period { get; init; }

    /// <summary>Rotating: SHA-256 of the code by which staff pair a screen; null when none is waiting.</summary>
    public string? PairingHash { get; set; }

    public DateTimeOffset? PairingUntil { get; set; }

    /// <summary>Rotating: SHA-256 of the key that the paired screen holds; null while none is paired.</summary>
    public string? DeviceHash { get; set; }

    public DateTimeOffset? Paired { get; set; }

    public required DateTimeOffset Created { get; init; }

    public required string CreatedBy { get; init; }

    /// <summary>From then on it gives no passes.</summary>
    public DateTimeOffset? Revoked { get; set; }
}

/// <summary>One chip of a signed tag.</summary>
internal sealed class ChipRow
{
    public required string Tag { get; init; }

    /// <summary>14 upper-case hexadecimal digits.</summary>
    public required string Uid { get; init; }

    /// <summary>The highest tap counter that was accepted.</summary>
    public int Counter { get; set; }

    /// <summary>Which of the 64 counters up to the highest were accepted: bit 0 is the highest.</summary>
    public long Seen { get; set; }

    public required DateTimeOffset Added { get; init; }
}
