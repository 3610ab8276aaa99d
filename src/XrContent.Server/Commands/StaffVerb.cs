using Microsoft.EntityFrameworkCore;
using XrContent.Catalog.Store;
using XrContent.Server.Accounts;

namespace XrContent.Server.Commands;

/// <summary>`staff invite`: the way in for the first people, and for who lost theirs.</summary>
internal sealed class StaffVerb(IServiceProvider services)
{
    public async Task<int> InviteAsync(string email, Role role, CancellationToken cancel)
    {
        await services.GetRequiredService<CatalogStore>().MigrateAsync(cancel);
        await using (var db = await services.GetRequiredService<IDbContextFactory<StaffDb>>().CreateDbContextAsync(cancel)) await db.Database.MigrateAsync(cancel);
        var invitations = services.GetRequiredService<Invitations>();
        var (secret, until) = await invitations.AddAsync(email, role, $"operator {Environment.UserName}", cancel);
        Console.WriteLine($"{email} joins as {role.Name()} by this link, once, until {until:yyyy-MM-dd HH:mm} UTC:");
        Console.WriteLine(invitations.LinkTo(secret));
        return 0;
    }
}
