using Microsoft.AspNetCore.Identity;
using Microsoft.AspNetCore.Identity.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Design;
using Microsoft.EntityFrameworkCore.Storage.ValueConversion;

namespace XrContent.Server.Accounts;

/// <summary>A member of the staff. The user name is what colleagues call them, and what the record says; it stays.</summary>
internal sealed class StaffMember : IdentityUser
{
    public Role Role { get; set; }

    public DateTimeOffset Joined { get; init; }

    /// <summary>May sign in no more; what they did stays on record.</summary>
    public DateTimeOffset? Left { get; set; }
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

/// <summary>A word of the visitors' pages that the museum says differently.</summary>
internal sealed class WordRow
{
    public required string Language { get; init; }

    /// <summary>Its name in the pages' own list, such as "arAligned.panel".</summary>
    public required string Key { get; init; }

    public required string Text { get; set; }
}

/// <summary>The staff, their keys, invitations, and the words they chose; in the catalogue's own database, with tables of its own.</summary>
internal sealed class StaffDb(DbContextOptions<StaffDb> options) : IdentityUserContext<StaffMember>(options)
{
    /// <summary>Keeps its own record of migrations beside the catalogue's.</summary>
    public const string History = "__StaffMigrations";

    public DbSet<InvitationRow> Invitations => Set<InvitationRow>();

    public DbSet<WordRow> Words => Set<WordRow>();

    protected override void OnModelCreating(ModelBuilder builder)
    {
        base.OnModelCreating(builder);
        builder.Entity<StaffMember>(member =>
        {
            member.ToTable("Staff");
            member.Property(row => row.Role).HasConversion<string>();
        });
        builder.Entity<IdentityUserClaim<string>>().ToTable("StaffClaims");
        builder.Entity<IdentityUserLogin<string>>().ToTable("StaffLogins");
        builder.Entity<IdentityUserToken<string>>().ToTable("StaffTokens");
        builder.Entity<IdentityUserPasskey<string>>().ToTable("StaffPasskeys");
        builder.Entity<InvitationRow>(invitation =>
        {
            invitation.ToTable("Invitations").HasKey(row => row.Hash);
            invitation.Property(row => row.Role).HasConversion<string>();
            // Whoever comes second finds that the link was used.
            invitation.Property(row => row.UsedBy).IsConcurrencyToken();
        });
        builder.Entity<WordRow>().ToTable("Words").HasKey(row => new { row.Language, row.Key });
    }

    // Moments as milliseconds: text with offsets cannot be compared in the database.
    protected override void ConfigureConventions(ModelConfigurationBuilder configurationBuilder) =>
        configurationBuilder.Properties<DateTimeOffset>().HaveConversion<Milliseconds>();

    private sealed class Milliseconds() : ValueConverter<DateTimeOffset, long>(time => time.ToUnixTimeMilliseconds(), ms => DateTimeOffset.FromUnixTimeMilliseconds(ms));
}

/// <summary>Lets `dotnet ef migrations add` make the model without a server.</summary>
internal sealed class DesignTime : IDesignTimeDbContextFactory<StaffDb>
{
    public StaffDb CreateDbContext(string[] args) => new(new DbContextOptionsBuilder<StaffDb>()
        // The model depends on these options.
        .UseApplicationServiceProvider(new ServiceCollection().Configure<IdentityOptions>(options => options.Stores.SchemaVersion = IdentitySchemaVersions.Version3).BuildServiceProvider())
        .UseSqlite("Data Source=:memory:", sqlite => sqlite.MigrationsHistoryTable(StaffDb.History)).Options);
}
