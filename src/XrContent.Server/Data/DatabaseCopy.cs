using System.Data;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using XrContent.Catalog.Storage;

namespace XrContent.Server.Data;

/// <summary>
/// The whole database as one SQLite file, and back, whichever program keeps it: a backup of one installation can be restored into another.
/// </summary>
internal sealed class DatabaseCopy(
    IServiceProvider services,
    IOptions<StorageOptions> storage,
    Database database,
    DatabaseMigration migration,
    TimeProvider clock
)
{
    /// <summary>Writes all of it, as it is in one moment, to a file that is not there yet.</summary>
    public async Task SaveAsync(string file, CancellationToken cancel)
    {
        if (!storage.Value.IsPostgres)
        {
            await using var source = new SqliteConnection(Storage.ConnectionOf(services));
            await source.OpenAsync(cancel);
            await using var copy = source.CreateCommand();
            copy.CommandText = "VACUUM INTO $file";
            copy.Parameters.AddWithValue("$file", file);
            await copy.ExecuteNonQueryAsync(cancel);
            return;
        }

        var target = ContextsOf(file);
        await migration.RunAsync(target, cancel);
        await using (var db = target.CreateDbContext())
        {
            await using var work = await db.Database.BeginTransactionAsync(cancel);
            await database.ReadMomentAsync(from => new TableCopy((XrContentDb)from, db).RunAsync(cancel), cancel);
            await work.CommitAsync(cancel);
        }

        await CloseAsync(file, cancel);
    }

    /// <summary>Moves the file of the database, which is damaged, to another name.</summary>
    /// <returns>The path of that name.</returns>
    public string SetAside()
    {
        SqliteConnection.ClearAllPools();
        var file = new SqliteConnectionStringBuilder(Storage.ConnectionOf(services)).DataSource;
        var aside = $"{file}.damaged-{clock.GetUtcNow():yyyyMMdd-HHmmss}";
        // Its log goes along: without it, it would be another one, and over the restored one it would be a wrong one.
        foreach (var part in new[] { "-wal", "-shm", "" })
            if (File.Exists(file + part))
                File.Move(file + part, aside + part);
        return aside;
    }

    /// <summary>Puts what a file holds, of this version or an earlier one, in the place of all that is there: in one transaction.</summary>
    public async Task RestoreAsync(string file, CancellationToken cancel)
    {
        if (!storage.Value.IsPostgres)
        {
            await using (var source = new SqliteConnection(ConnectionOf(file)))
            {
                await source.OpenAsync(cancel);
                await using var target = new SqliteConnection(Storage.ConnectionOf(services));
                await target.OpenAsync(cancel);
                source.BackupDatabase(target);
            }

            await migration.RunAsync(cancel);
            return;
        }

        var kept = ContextsOf(file);
        await migration.RunAsync(kept, cancel);
        await using var from = kept.CreateDbContext();
        await database.WriteAsync(
            async to =>
            {
                await TableCopy.ClearAsync((XrContentDb)to, cancel);
                await new TableCopy(from, (XrContentDb)to).RunAsync(cancel);
            },
            cancel
        );
    }

    /// <summary>Copies all of this server's database into an empty one in PostgreSQL, and compares what arrived.</summary>
    public async Task<IReadOnlyList<CopiedTable>> CopyToAsync(Contexts target, CancellationToken cancel)
    {
        await migration.RunAsync(target, cancel);
        await using var to = target.CreateDbContext();
        await using var work = await to.Database.BeginTransactionAsync(IsolationLevel.RepeatableRead, cancel);
        if (await IsUsedAsync(to, cancel))
            throw new InvalidOperationException("The database is not empty. Copy into one that nobody has worked with.");
        await TableCopy.ClearAsync(to, cancel);
        var tables = await database.ReadMomentAsync(from => new TableCopy((XrContentDb)from, to).RunAsync(cancel), cancel);
        await work.CommitAsync(cancel);
        return tables;
    }

    /// <summary>A server that only started there made keys and an invitation, of which nothing is lost.</summary>
    private static Task<bool> IsUsedAsync(XrContentDb db, CancellationToken cancel) =>
        db
            .Database.SqlQuery<bool>($"""SELECT EXISTS (SELECT FROM "Items") OR EXISTS (SELECT FROM "Staff") AS "Value" """)
            .SingleAsync(cancel);

    private static string ConnectionOf(string file) => new SqliteConnectionStringBuilder { DataSource = file, Pooling = false }.ToString();

    private static Contexts ContextsOf(string file) => Contexts.Sqlite(ConnectionOf(file));

    /// <summary>Makes one file of it: no log lies beside.</summary>
    private static async Task CloseAsync(string file, CancellationToken cancel)
    {
        await using var connection = new SqliteConnection(ConnectionOf(file));
        await connection.OpenAsync(cancel);
        await using var close = connection.CreateCommand();
        close.CommandText = "PRAGMA journal_mode = DELETE";
        await close.ExecuteNonQueryAsync(cancel);
    }
}
