using System.Security.Cryptography;
using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata;

namespace XrContent.Server.Data;

/// <summary>How much of one table was copied.</summary>
/// <param name="Sha256">Of all rows, in the order of their keys.</param>
internal sealed record CopiedTable(string Name, long Rows, string Sha256);

/// <summary>
/// Copies all rows from one database into another of the same form, whichever programs keep them, and reads them back: what arrived is
/// compared by number and hash. Both contexts are within transactions of their callers.
/// </summary>
internal sealed class TableCopy(XrContentDb from, XrContentDb to)
{
    private const int Batch = 500;

    /// <exception cref="InvalidDataException">What arrived is not what was sent; the transaction must not be committed.</exception>
    public async Task<IReadOnlyList<CopiedTable>> RunAsync(CancellationToken cancel)
    {
        var tables = new List<CopiedTable>();
        foreach (var table in InOrder())
        {
            tables.Add(await (Task<CopiedTable>)Copier.MakeGenericMethod(table.ClrType).Invoke(this, [table, cancel])!);
            if (to.Database.IsNpgsql())
                await GoOnCountingAsync(table, cancel);
        }

        return tables;
    }

    /// <summary>Removes every row of a PostgreSQL database, within its transaction; the record's guard stands aside for it alone.</summary>
    public static async Task ClearAsync(XrContentDb db, CancellationToken cancel)
    {
        var names = string.Join(", ", Tables(db).Select(table => $"\"{table.GetTableName()}\""));
        // Names are the model's own.
        var clear = $"""ALTER TABLE "Audit" DISABLE TRIGGER USER; TRUNCATE {names} CASCADE; ALTER TABLE "Audit" ENABLE TRIGGER USER""";
        await db.Database.ExecuteSqlRawAsync(clear, cancel);
    }

    private static readonly System.Reflection.MethodInfo Copier = typeof(TableCopy).GetMethod(
        nameof(CopyAsync),
        System.Reflection.BindingFlags.NonPublic | System.Reflection.BindingFlags.Instance
    )!;

    private static List<IEntityType> Tables(XrContentDb db) => [.. db.Model.GetEntityTypes().Where(type => !type.IsOwned())];

    /// <summary>Each after those that its rows name.</summary>
    private List<IEntityType> InOrder()
    {
        var ordered = new List<IEntityType>();
        foreach (var table in Tables(from))
            Add(table);
        return ordered;

        void Add(IEntityType table)
        {
            if (ordered.Contains(table))
                return;
            foreach (var principal in table.GetForeignKeys().Select(key => key.PrincipalEntityType).Where(other => other != table))
                Add(principal);
            ordered.Add(table);
        }
    }

    private async Task<CopiedTable> CopyAsync<T>(IEntityType table, CancellationToken cancel)
        where T : class
    {
        using var sent = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var rows = 0L;
        await foreach (var row in InKeyOrder<T>(from, table).WithCancellation(cancel))
        {
            sent.AppendData(JsonSerializer.SerializeToUtf8Bytes(row));
            to.Add(row);
            if (++rows % Batch == 0)
                await SaveAsync(cancel);
        }

        await SaveAsync(cancel);
        using var arrived = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var count = 0L;
        await foreach (var row in InKeyOrder<T>(to, table).WithCancellation(cancel))
        {
            arrived.AppendData(JsonSerializer.SerializeToUtf8Bytes(row));
            count++;
        }

        var (name, hash) = (table.GetTableName()!, Convert.ToHexStringLower(sent.GetHashAndReset()));
        if (count != rows || hash != Convert.ToHexStringLower(arrived.GetHashAndReset()))
            throw new InvalidDataException($"{name}: {rows} rows were sent, and {count} are there or say something else.");
        return new(name, rows, hash);
    }

    private async Task SaveAsync(CancellationToken cancel)
    {
        await to.SaveChangesAsync(cancel);
        to.ChangeTracker.Clear();
    }

    private static IAsyncEnumerable<T> InKeyOrder<T>(XrContentDb db, IEntityType table)
        where T : class
    {
        var keys = table.FindPrimaryKey()!.Properties.Select(property => property.Name).ToList();
        var rows = db.Set<T>().AsNoTracking().OrderBy(row => EF.Property<object>(row, keys[0]));
        foreach (var key in keys.Skip(1))
            rows = rows.ThenBy(row => EF.Property<object>(row, key));
        return rows.AsAsyncEnumerable();
    }

    /// <summary>Numbers that the database gives go on after the highest that was copied.</summary>
    private async Task GoOnCountingAsync(IEntityType table, CancellationToken cancel)
    {
        if (table.FindPrimaryKey()!.Properties is not [{ ValueGenerated: ValueGenerated.OnAdd } key] || key.ClrType == typeof(string))
            return;
        var (name, column) = (table.GetTableName()!, key.GetColumnName());
        var next = $"""SELECT coalesce(max("{column}"), 0) + 1 FROM "{name}" """;
        var goOn = $"""SELECT setval(pg_get_serial_sequence('"{name}"', '{column}'), ({next}), false)""";
        await to.Database.ExecuteSqlRawAsync(goOn, cancel);
    }
}
