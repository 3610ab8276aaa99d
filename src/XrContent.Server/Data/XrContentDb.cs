using Microsoft.AspNetCore.DataProtection.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Design;
using XrContent.Catalog.Storage;
using XrContent.Catalog.Workflow;

namespace XrContent.Server.Data;

/// <summary>
/// The one database context. Each room describes its own tables beside what uses them; here they only come together, with the keys that
/// sign passes and cookies. Nothing of visitors is in it.
/// </summary>
internal sealed class XrContentDb(DbContextOptions<XrContentDb> options) : DbContext(options), IDataProtectionKeyContext
{
    /// <summary>Where the database notes which migrations it has had.</summary>
    public const string History = "__Migrations";

    public DbSet<DataProtectionKey> DataProtectionKeys => Set<DataProtectionKey>();

    protected override void OnModelCreating(ModelBuilder modelBuilder)
    {
        modelBuilder.ApplyConfigurationsFromAssembly(typeof(CatalogWriter).Assembly);
        modelBuilder.ApplyConfigurationsFromAssembly(typeof(XrContentDb).Assembly);
        modelBuilder.Entity<DataProtectionKey>().ToTable("Keys");
    }

    protected override void ConfigureConventions(ModelConfigurationBuilder configurationBuilder) =>
        configurationBuilder.Properties<DateTimeOffset>().HaveConversion<Milliseconds>();
}

/// <summary>Lets `dotnet ef migrations add` make the model without a server.</summary>
internal sealed class DesignTime : IDesignTimeDbContextFactory<XrContentDb>
{
    public XrContentDb CreateDbContext(string[] args) =>
        new(
            new DbContextOptionsBuilder<XrContentDb>()
                .UseSqlite("Data Source=:memory:", sqlite => sqlite.MigrationsHistoryTable(XrContentDb.History))
                .Options
        );
}
