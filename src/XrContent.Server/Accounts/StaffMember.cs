using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace XrContent.Server.Accounts;

/// <summary>A member of the staff. The user name is what colleagues call them, and what the record says; it stays.</summary>
internal sealed class StaffMember : IdentityUser
{
    public Role Role { get; set; }

    public DateTimeOffset Joined { get; init; }

    /// <summary>May sign in no more; what they did stays on record.</summary>
    public DateTimeOffset? Left { get; set; }

    /// <summary>A name with single spaces between its words: others would look like it and be another's.</summary>
    public static string NameFrom(string said) => string.Join(' ', said.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
}

/// <summary>A link by which somebody joins the staff, once.</summary>
internal sealed class InvitationRow
{
    /// <summary>SHA-256 of the link's secret.</summary>
    public required string Hash { get; init; }

    /// <summary>Null on the first link of an empty server: whoever holds it says their own.</summary>
    public string? Email { get; init; }

    public required Role Role { get; init; }

    public required string By { get; init; }

    public required DateTimeOffset Created { get; init; }

    public required DateTimeOffset Until { get; init; }

    /// <summary>Name of who joined by it.</summary>
    public string? UsedBy { get; set; }
}

/// <summary>Members and what the framework keeps of each (ASP.NET Core Identity, schema version 3, without roles).</summary>
internal sealed class StaffTable : IEntityTypeConfiguration<StaffMember>
{
    private const int LongestName = 256;

    public void Configure(EntityTypeBuilder<StaffMember> builder)
    {
        builder.ToTable("Staff").HasKey(member => member.Id);
        builder.Property(member => member.Role).HasConversion<string>();
        builder.Property(member => member.ConcurrencyStamp).IsConcurrencyToken();
        builder.Property(member => member.UserName).HasMaxLength(LongestName);
        builder.Property(member => member.NormalizedUserName).HasMaxLength(LongestName);
        builder.Property(member => member.Email).HasMaxLength(LongestName);
        builder.Property(member => member.NormalizedEmail).HasMaxLength(LongestName);
        builder.HasIndex(member => member.NormalizedUserName).HasDatabaseName("UserNameIndex").IsUnique();
        builder.HasIndex(member => member.NormalizedEmail).HasDatabaseName("EmailIndex");
        builder.HasMany<IdentityUserClaim<string>>().WithOne().HasForeignKey(claim => claim.UserId).IsRequired();
        builder.HasMany<IdentityUserLogin<string>>().WithOne().HasForeignKey(login => login.UserId).IsRequired();
        builder.HasMany<IdentityUserToken<string>>().WithOne().HasForeignKey(token => token.UserId).IsRequired();
        builder.HasMany<IdentityUserPasskey<string>>().WithOne().HasForeignKey(passkey => passkey.UserId).IsRequired();
    }
}

internal sealed class StaffClaimTable : IEntityTypeConfiguration<IdentityUserClaim<string>>
{
    public void Configure(EntityTypeBuilder<IdentityUserClaim<string>> builder) => builder.ToTable("StaffClaims").HasKey(claim => claim.Id);
}

internal sealed class StaffLoginTable : IEntityTypeConfiguration<IdentityUserLogin<string>>
{
    public void Configure(EntityTypeBuilder<IdentityUserLogin<string>> builder) =>
        builder.ToTable("StaffLogins").HasKey(login => new { login.LoginProvider, login.ProviderKey });
}

internal sealed class StaffTokenTable : IEntityTypeConfiguration<IdentityUserToken<string>>
{
    public void Configure(EntityTypeBuilder<IdentityUserToken<string>> builder) =>
        builder
            .ToTable("StaffTokens")
            .HasKey(token => new
            {
                token.UserId,
                token.LoginProvider,
                token.Name,
            });
}

internal sealed class StaffPasskeyTable : IEntityTypeConfiguration<IdentityUserPasskey<string>>
{
    public void Configure(EntityTypeBuilder<IdentityUserPasskey<string>> builder)
    {
        builder.ToTable("StaffPasskeys").HasKey(passkey => passkey.CredentialId);
        builder.OwnsOne(passkey => passkey.Data, data => data.ToJson());
    }
}

internal sealed class InvitationTable : IEntityTypeConfiguration<InvitationRow>
{
    public void Configure(EntityTypeBuilder<InvitationRow> builder)
    {
        builder.ToTable("Invitations").HasKey(row => row.Hash);
        builder.Property(row => row.Role).HasConversion<string>();
    }
}
