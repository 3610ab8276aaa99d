using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Storage;
using Microsoft.Extensions.Options;
using Npgsql;

namespace XrContent.Server.Data;

/// <summary>Creates a database or brings it to the newest form, whichever form it has.</summary>
internal sealed class DatabaseMigration(IDbContextFactory<XrContentDb> contexts, FourDatabases former)
{
    /// <summary>The server's own.</summary>
    public Task RunAsync(CancellationToken cancel) => RunAsync(contexts, cancel);

    /// <exception cref="InvalidOperationException">Somebody must bring it to the newest form first.</exception>
    public async Task RequireNewestAsync(CancellationToken cancel)
    {
        await using var db = await contexts.CreateDbContextAsync(cancel);
        var missing = (await db.Database.GetPendingMigrationsAsync(cancel)).ToList();
        if (missing.Count > 0)
            throw new InvalidOperationException(
                $"The database is not in its newest form ({string.Join(", ", missing)}): run the verb `migrate`, or set "
                    + "Database:MigrateAtStart to true."
            );
    }

    public async Task RunAsync(IDbContextFactory<XrContentDb> which, CancellationToken cancel)
    {
        await using var db = await which.CreateDbContextAsync(cancel);
        if (db.Database.IsNpgsql())
        {
            await using var turn = await which.CreateDbContextAsync(cancel);
            await OneAfterAnotherAsync(
                turn,
                async () =>
                {
                    await db.Database.MigrateAsync(cancel);
                    await db.Database.ExecuteSqlRawAsync(PublishedView, cancel);
                },
                cancel
            );
            return;
        }

        await former.SetAsideAsync(db, cancel);
        await db.Database.MigrateAsync(cancel);
        await db.Database.ExecuteSqlRawAsync("PRAGMA journal_mode = WAL", cancel);
        await former.TakeOverAsync(db, cancel);
    }

    /// <summary>Number of the advisory lock that whoever migrates holds; any number will do.</summary>
    private const long MigrationLock = 97253441728117;

    /// <summary>By then a large database has its newest form.</summary>
    private static readonly TimeSpan LongestTurn = TimeSpan.FromMinutes(30);

    /// <summary>
    /// Nodes that start at once migrate one after another: the framework's own lock ends with each migration, and who looked before that
    /// would make what another one made.
    /// </summary>
    private static async Task OneAfterAnotherAsync(XrContentDb turn, Func<Task> migrate, CancellationToken cancel)
    {
        turn.Database.SetCommandTimeout(LongestTurn);
        await OpenAsync(turn, cancel);
        await turn.Database.ExecuteSqlAsync($"SELECT pg_advisory_lock({MigrationLock})", cancel);
        try
        {
            await migrate();
        }
        finally
        {
            await turn.Database.ExecuteSqlAsync($"SELECT pg_advisory_unlock({MigrationLock})", CancellationToken.None);
        }
    }

    /// <summary>Opens it, and creates it first where there is none; of two who do one is too late, and opens that of the other.</summary>
    private static async Task OpenAsync(XrContentDb db, CancellationToken cancel)
    {
        try
        {
            await db.Database.OpenConnectionAsync(cancel);
        }
        catch (PostgresException missing) when (missing.SqlState == PostgresErrorCodes.InvalidCatalogName)
        {
            try
            {
                await db.GetService<IRelationalDatabaseCreator>().CreateAsync(cancel);
            }
            catch (PostgresException made)
                when (made.SqlState is PostgresErrorCodes.DuplicateDatabase or PostgresErrorCodes.UniqueViolation)
            {
                // The other one made it.
            }

            await db.Database.OpenConnectionAsync(cancel);
        }
    }

    /// <summary>
    /// For those who work with geographic information systems, where PostGIS is installed: what is published, with geometry.
    /// </summary>
    private const string PublishedView = """
        DO $do$ BEGIN
          IF EXISTS (SELECT FROM pg_extension WHERE extname = 'postgis') THEN
            CREATE OR REPLACE VIEW published_items AS
              SELECT item."Id" AS id, item."Kind" AS kind, feature -> 'properties' -> 'title' ->> 'ja' AS title_ja,
                feature -> 'properties' -> 'title' ->> 'en' AS title_en, feature -> 'properties' AS properties,
                ST_SetSRID(ST_GeomFromGeoJSON(feature ->> 'geometry'), 4326) AS geometry
              FROM "Items" item
              JOIN "Revisions" revision ON revision."ItemId" = item."Id" AND revision."Number" = item."PublishedRevision"
              CROSS JOIN LATERAL (SELECT convert_from(revision."Feature", 'UTF8')::jsonb AS feature) AS parsed;
          END IF;
        END $do$
        """;
}

/// <summary>Before anything else of the server starts. A database that is not up yet is waited for.</summary>
internal sealed partial class MigrateAtStart(
    DatabaseMigration migration,
    IOptions<StorageOptions> storage,
    TimeProvider clock,
    ILogger<MigrateAtStart> logger
) : IHostedService
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        if (!storage.Value.DatabaseMigrateAtStart)
        {
            await migration.RequireNewestAsync(cancellationToken);
            return;
        }

        var begun = clock.GetTimestamp();
        while (true)
        {
            try
            {
                await migration.RunAsync(cancellationToken);
                return;
            }
            catch (Exception error) when (DatabaseFaults.IsGone(error) && clock.GetElapsedTime(begun) < Patience)
            {
                LogWaiting(error.Message);
            }

            await Task.Delay(Pause, clock, cancellationToken);
        }
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    [LoggerMessage(LogLevel.Warning, "The database cannot be reached yet: {Why}")]
    private partial void LogWaiting(string why);
}
