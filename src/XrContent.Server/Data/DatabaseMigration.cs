using Microsoft.EntityFrameworkCore;

namespace XrContent.Server.Data;

/// <summary>Creates the database or brings it to the newest form, whichever form it has.</summary>
internal sealed class DatabaseMigration(IDbContextFactory<XrContentDb> contexts, FourDatabases former)
{
    public async Task RunAsync(CancellationToken cancel)
    {
        await using var db = await contexts.CreateDbContextAsync(cancel);
        await former.SetAsideAsync(db, cancel);
        await db.Database.MigrateAsync(cancel);
        await db.Database.ExecuteSqlRawAsync("PRAGMA journal_mode = WAL", cancel);
        await former.TakeOverAsync(db, cancel);
    }
}

/// <summary>Before anything else of the server starts.</summary>
internal sealed class MigrateAtStart(DatabaseMigration migration) : IHostedService
{
    public Task StartAsync(CancellationToken cancellationToken) => migration.RunAsync(cancellationToken);

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
