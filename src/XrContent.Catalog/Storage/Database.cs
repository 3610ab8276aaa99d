using System.Data;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage;

namespace XrContent.Catalog.Storage;

/// <summary>
/// The one database of all rooms. Reads never take the write lock; writes of this process wait for one another here, without a thread,
/// and for other processes in the database.
/// </summary>
/// <param name="open">Opens a context, whose owner disposes it.</param>
public sealed class Database(Func<DbContext> open) : IDisposable
{
    /// <summary>Number of PostgreSQL's advisory lock that whoever writes holds, on whichever node; any number will do.</summary>
    private const long WriteLock = 0x5872436f6e74;

    private readonly SemaphoreSlim writer = new(1);

    /// <summary>Reads one thing.</summary>
    public async Task<T> ReadAsync<T>(Func<DbContext, Task<T>> read)
    {
        await using var db = open();
        return await read(db);
    }

    /// <summary>Reads several things as they were in one moment.</summary>
    public async Task<T> ReadMomentAsync<T>(Func<DbContext, Task<T>> read, CancellationToken cancel)
    {
        await using var db = open();
        await db.Database.OpenConnectionAsync(cancel);
        // SQLite's usual transaction is one that writes; a deferred one sees a moment and locks nothing.
        await using var moment = db.Database.GetDbConnection() is SqliteConnection sqlite
            ? sqlite.BeginTransaction(deferred: true)
            : await db.Database.GetDbConnection().BeginTransactionAsync(IsolationLevel.RepeatableRead, cancel);
        await db.Database.UseTransactionAsync(moment, cancel);
        return await read(db);
    }

    /// <summary>Writes: all that <paramref name="write"/> saves, or nothing where it throws.</summary>
    public async Task<T> WriteAsync<T>(Func<DbContext, Task<T>> write, CancellationToken cancel)
    {
        await using var db = open();
        await using var work = await BeginWriteAsync(db, cancel);
        var result = await write(db);
        await work.CommitAsync(cancel);
        return result;
    }

    /// <inheritdoc cref="WriteAsync{T}"/>
    public Task WriteAsync(Func<DbContext, Task> write, CancellationToken cancel) =>
        WriteAsync(
            async db =>
            {
                await write(db);
                return true;
            },
            cancel
        );

    /// <summary>
    /// What of its file cannot be right, in SQLite's words, at most twenty lines; PostgreSQL looks at its own pages as it reads them.
    /// </summary>
    public async Task<IReadOnlyList<string>> DamageAsync(CancellationToken cancel)
    {
        await using var db = open();
        if (db.Database.GetDbConnection() is not SqliteConnection sqlite)
            return [];
        try
        {
            await sqlite.OpenAsync(cancel);
            await using var command = sqlite.CreateCommand();
            command.CommandText = "PRAGMA integrity_check(20)";
            await using var reader = await command.ExecuteReaderAsync(cancel);
            var lines = new List<string>();
            while (await reader.ReadAsync(cancel))
                lines.Add(reader.GetString(0));
            return lines is ["ok"] ? [] : lines;
        }
        catch (SqliteException error) when (error.SqliteErrorCode is SQLitePCL.raw.SQLITE_CORRUPT or SQLitePCL.raw.SQLITE_NOTADB)
        {
            return [error.Message];
        }
    }

    /// <summary>
    /// Begins to write with a context that somebody else owns. Nothing of this process writes until the answer is disposed.
    /// </summary>
    public async Task<WriteTransaction> BeginWriteAsync(DbContext db, CancellationToken cancel)
    {
        await writer.WaitAsync(cancel);
        try
        {
            return new(await LockAsync(db, cancel), writer);
        }
        catch
        {
            writer.Release();
            throw;
        }
    }

    /// <summary>
    /// Takes the write lock before anything is read: whoever reads first and writes later may have read what is old by then. In SQLite the
    /// transaction is the lock.
    /// </summary>
    private static async Task<IDbContextTransaction> LockAsync(DbContext db, CancellationToken cancel)
    {
        var transaction = await db.Database.BeginTransactionAsync(cancel);
        if (!db.Database.IsNpgsql())
            return transaction;
        try
        {
            await db.Database.ExecuteSqlAsync($"SELECT pg_advisory_xact_lock({WriteLock})", cancel);
            return transaction;
        }
        catch
        {
            await transaction.DisposeAsync();
            throw;
        }
    }

    public void Dispose() => writer.Dispose();
}

/// <summary>A transaction that holds the write lock until it is disposed; what was not committed by then never was.</summary>
public sealed class WriteTransaction(IDbContextTransaction transaction, SemaphoreSlim writer) : IAsyncDisposable
{
    public Task CommitAsync(CancellationToken cancel) => transaction.CommitAsync(cancel);

    public async ValueTask DisposeAsync()
    {
        try
        {
            await transaction.DisposeAsync();
        }
        finally
        {
            writer.Release();
        }
    }
}
