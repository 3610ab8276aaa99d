using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Identity;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using XrContent.Catalog.Audit;
using XrContent.Server.Hosting;

namespace XrContent.Server.Accounts;

/// <summary>Links by which people join: random, once, for some days. Only their hashes are kept.</summary>
internal sealed class Invitations(
    IDbContextFactory<StaffDb> databases, AuditLog audit, IOptions<PublicOptions> address, IServiceProvider services, IConfiguration configuration, TimeProvider clock)
{
    private const string FirstStart = "first start";
    private static readonly TimeSpan Life = TimeSpan.FromDays(7);
    private static readonly TimeSpan FirstLife = TimeSpan.FromDays(1);

    /// <summary>Invites somebody.</summary>
    /// <returns>The link's secret, which is told only now, and until when it works.</returns>
    public async Task<(string Secret, DateTimeOffset Until)> AddAsync(string email, Role role, string by, CancellationToken cancel)
    {
        await audit.AppendAsync(new(by, AuditActions.StaffInvited, Note: $"{role.Name()}: {email}"), cancel);
        return await AddAsync(email, role, by, Life, cancel);
    }

    /// <summary>The link of a server on which nobody has an account; the one before works no more.</summary>
    public async Task<string> AddFirstAsync(CancellationToken cancel)
    {
        await using (var db = await databases.CreateDbContextAsync(cancel))
            await db.Invitations.Where(row => row.By == FirstStart && row.UsedBy == null).ExecuteDeleteAsync(cancel);
        return (await AddAsync(null, Role.Administrator, FirstStart, FirstLife, cancel)).Item1;
    }

    /// <summary>The invitation of a link that still works.</summary>
    public async Task<InvitationRow?> FindAsync(string secret, CancellationToken cancel)
    {
        await using var db = await databases.CreateDbContextAsync(cancel);
        var (hash, now) = (Hash(secret), clock.GetUtcNow());
        return await db.Invitations.AsNoTracking().FirstOrDefaultAsync(row => row.Hash == hash && row.UsedBy == null && row.Until > now, cancel);
    }

    /// <summary>An invitation to this address that still works.</summary>
    public async Task<InvitationRow?> FindByEmailAsync(string email, CancellationToken cancel) =>
        (await OpenAsync(cancel)).FirstOrDefault(row => string.Equals(row.Email, email, StringComparison.OrdinalIgnoreCase));

    /// <summary>Those that still work.</summary>
    public async Task<IReadOnlyList<InvitationRow>> OpenAsync(CancellationToken cancel)
    {
        await using var db = await databases.CreateDbContextAsync(cancel);
        var now = clock.GetUtcNow();
        return await db.Invitations.AsNoTracking().Where(row => row.UsedBy == null && row.Until > now && row.Email != null).OrderBy(row => row.Until).ToListAsync(cancel);
    }

    /// <summary>Ends an invitation. False when none of that hash is open.</summary>
    public async Task<bool> RemoveAsync(string hash, CancellationToken cancel)
    {
        await using var db = await databases.CreateDbContextAsync(cancel);
        return await db.Invitations.Where(row => row.Hash == hash && row.UsedBy == null).ExecuteDeleteAsync(cancel) == 1;
    }

    /// <summary>Makes the account of whoever was invited, and uses the invitation up.</summary>
    /// <param name="create">Saves the account with its key, its password or its sign-in elsewhere.</param>
    public async Task<IdentityResult> JoinAsync(InvitationRow invitation, StaffMember member, Func<Task<IdentityResult>> create, CancellationToken cancel)
    {
        await using var db = await databases.CreateDbContextAsync(cancel);
        var (hash, name) = (invitation.Hash, member.UserName);
        if (await db.Invitations.Where(row => row.Hash == hash && row.UsedBy == null).ExecuteUpdateAsync(set => set.SetProperty(row => row.UsedBy, name), cancel) != 1)
            return IdentityResult.Failed(new IdentityError { Code = "Used", Description = "This invitation was used already." });
        var result = await create();
        if (result.Succeeded) await audit.AppendAsync(new(member.UserName!, AuditActions.StaffJoined, Concerns: member.UserName, Note: $"{member.Role.Name()}, invited by {invitation.By}"), cancel);
        // Whoever chose a name that is taken may try again.
        else await db.Invitations.Where(row => row.Hash == hash).ExecuteUpdateAsync(set => set.SetProperty(row => row.UsedBy, (string?)null), cancel);
        return result;
    }

    /// <summary>What to open in a browser to join.</summary>
    public string LinkTo(string secret)
    {
        var listening = services.GetService<IServer>()?.Features.Get<IServerAddressesFeature>()?.Addresses.FirstOrDefault();
        var root = address.Value.BaseUrl ?? listening ?? configuration["Urls"]?.Split(';')[0] ?? "http://localhost:5080";
        return $"{root.TrimEnd('/')}/studio/join/{secret}";
    }

    private async Task<(string, DateTimeOffset)> AddAsync(string? email, Role role, string by, TimeSpan life, CancellationToken cancel)
    {
        await using var db = await databases.CreateDbContextAsync(cancel);
        var (secret, now) = (WebEncoders.Base64UrlEncode(RandomNumberGenerator.GetBytes(24)), clock.GetUtcNow());
        db.Invitations.Add(new() { Hash = Hash(secret), Email = email, Role = role, By = by, Created = now, Until = now + life });
        await db.SaveChangesAsync(cancel);
        return (secret, now + life);
    }

    private static string Hash(string secret) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(secret)));
}
