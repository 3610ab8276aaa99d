using Microsoft.EntityFrameworkCore;
using XrContent.Catalog.Storage;

namespace XrContent.Catalog.Workflow;

/// <summary>The row of versions that phones count by.</summary>
public sealed class History(Database database, PublicationSignal signal, TimeProvider clock)
{
    /// <summary>More publications than happen between two backups.</summary>
    private const long Far = 1_000_000;

    /// <summary>
    /// Begins a new row after another database took the place of this one: its versions say nothing to who knows earlier ones.
    /// </summary>
    /// <param name="former">The newest version that anybody may know; null where nobody can say: then it is far from any.</param>
    public async Task StartOverAsync(long? former, string person, CancellationToken cancel)
    {
        await database.WriteAsync(
            async db =>
            {
                var restored = await db.Set<PublicationRow>().MaxAsync(row => (long?)row.Version, cancel) ?? 0;
                db.Add(
                    new PublicationRow
                    {
                        Version = Math.Max(former ?? restored + Far, restored) + 1,
                        PublicationId = Guid.NewGuid(),
                        Author = person,
                        At = clock.GetUtcNow(),
                        StartsOver = true,
                    }
                );
                await db.SaveChangesAsync(cancel);
            },
            cancel
        );
        signal.Raise();
    }
}
