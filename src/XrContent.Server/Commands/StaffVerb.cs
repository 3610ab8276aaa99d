using XrContent.Server.Accounts;
using XrContent.Server.Data;

namespace XrContent.Server.Commands;

/// <summary>`staff invite`: the way in for the first people, and for who lost theirs.</summary>
internal sealed class StaffVerb(IServiceProvider services)
{
    public async Task<int> InviteAsync(string email, Role role, CancellationToken cancel)
    {
        await services.GetRequiredService<DatabaseMigration>().RunAsync(cancel);
        var invitations = services.GetRequiredService<Invitations>();
        var (secret, until) = await invitations.AddAsync(email, role, Operator.Name, cancel);
        Console.WriteLine($"{email} joins as {role.Name()} by this link, once, until {until:yyyy-MM-dd HH:mm} UTC:");
        Console.WriteLine(invitations.LinkTo(secret));
        return 0;
    }
}
