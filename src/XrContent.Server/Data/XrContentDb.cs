using Microsoft.AspNetCore.DataProtection.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Design;
using XrContent.Catalog.Storage;
using XrContent.Catalog.Workflow;

namespace XrContent.Server.Data;

/// <summary>
/// The one database context. Each room describes its own tables beside what uses them; here they only come together, with the keys that
/// sign passes and cookies. Nothing of visitors is in it. In SQLite, unless it is the one for PostgreSQL.
/// </summary>
internal class XrContentDb(DbContextOptions options) : DbContext(options), IDataProtectionKeyContext
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

/// <summary>The same tables in PostgreSQL, with migrations of their own.</summary>
internal sealed class PostgresDb(DbContextOptions<PostgresDb> options) : XrContentDb(options)
{
    protected override void ConfigureConventions(ModelConfigurationBuilder configurationBuilder)
    {
        base.ConfigureConventions(configurationBuilder);
        // Names compare by their bytes, as they do in SQLite and in the program, whatever the language of the database.
        configurationBuilder.Properties<string>().UseCollation("C");
    }
}

/// <summary>Lets `dotnet ef migrations add NAME --context XrContentDb` make the model without a server.</summary>
internal sealed class DesignTime : IDesignTimeDbContextFactory<XrContentDb>
{
    public XrContentDb CreateDbContext(string[] args) => Contexts.Sqlite("Data Source=:memory:").CreateDbContext();
}

/// <summary>As <see cref="DesignTime"/>, with `--context PostgresDb --output-dir Data/Migrations/Postgres`.</summary>
internal sealed class PostgresDesignTime : IDesignTimeDbContextFactory<PostgresDb>
{
    public PostgresDb CreateDbContext(string[] args) =>
        new(new DbContextOptionsBuilder<PostgresDb>().UseNpgsql(npgsql => npgsql.MigrationsHistoryTable(XrContentDb.History)).Options);
}
