using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace XrContent.Server.Data;

/// <summary>Opens contexts of one database, whichever program keeps it.</summary>
internal sealed class Contexts(Func<XrContentDb> open) : IDbContextFactory<XrContentDb>
{
    public XrContentDb CreateDbContext() => open();

    /// <param name="services">Of the server, for what is logged; null for a database beside its own.</param>
    public static Contexts Sqlite(string connection, IServiceProvider? services = null)
    {
        var options = new DbContextOptionsBuilder<XrContentDb>()
            .UseSqlite(connection, sqlite => sqlite.MigrationsHistoryTable(XrContentDb.History))
            .UseApplicationServiceProvider(services)
            .Options;
        return new(() => new XrContentDb(options));
    }

    /// <inheritdoc cref="Sqlite"/>
    public static Contexts Postgres(NpgsqlDataSource source, IServiceProvider? services = null)
    {
        var options = new DbContextOptionsBuilder<PostgresDb>()
            .UseNpgsql(source, npgsql => npgsql.MigrationsHistoryTable(XrContentDb.History))
            .UseApplicationServiceProvider(services)
            .Options;
        return new(() => new PostgresDb(options));
    }
}
