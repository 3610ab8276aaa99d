using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace XrContent.Server.Onsite.Tags;

internal sealed class TagTable : IEntityTypeConfiguration<TagRow>
{
    public void Configure(EntityTypeBuilder<TagRow> builder)
    {
        builder.ToTable("Tags").HasKey(tag => tag.Id);
        builder.Property(tag => tag.Kind).HasConversion<string>();
        builder.HasIndex(tag => tag.Place);
        builder.HasIndex(tag => tag.PairingHash);
        builder.HasIndex(tag => tag.DeviceHash);
    }
}

internal sealed class ChipTable : IEntityTypeConfiguration<ChipRow>
{
    public void Configure(EntityTypeBuilder<ChipRow> builder)
    {
        builder.ToTable("Chips").HasKey(chip => new { chip.Tag, chip.Uid });
        builder.HasOne<TagRow>().WithMany().HasForeignKey(chip => chip.Tag);
    }
}

/// <summary>How much a tag proves.</summary>
internal enum TagKind
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

    public required TagKind Kind { get; init; }

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

    /// <summary>It was lost: from then on its taps give no passes.</summary>
    public DateTimeOffset? Ended { get; set; }
}
