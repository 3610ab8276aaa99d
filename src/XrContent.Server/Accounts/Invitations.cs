using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Identity;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using XrContent.Catalog.Audit;
using XrContent.Catalog.Storage;
using XrContent.Server.Data;
using XrContent.Server.Hosting;

namespace XrContent.Server.Accounts;

/// <summary>Links by which people join: random, once, for some days. Only their hashes are kept.</summary>
internal sealed class Invitations(
    Database database,
    AuditLog audit,
    IOptions<PublicOptions> address,
    IServiceProvider services,
    IConfiguration configuration,
    TimeProvider clock
)
{
    private static readonly TimeSpan Life = TimeSpan.FromDays(7);
    private static readonly TimeSpan FirstLife = TimeSpan.FromDays(1);

    /// <summary>Invites somebody. An earlier invitation to the same address works no more.</summary>
    /// <returns>The link's secret, which is told only now, and until when it works.</returns>
    public Task<(string Secret, DateTimeOffset Until)> AddAsync(string email, Role role, string by, CancellationToken cancel) =>
        database.WriteAsync(
            async db =>
            {
                var open = await db.Set<InvitationRow>().Where(row => row.UsedBy == null && row.Email != null).ToListAsync(cancel);
                db.RemoveRange(open.Where(row => string.Equals(row.Email, email, StringComparison.OrdinalIgnoreCase)));
                var (secret, row) = Make(email, role, by, Life);
                db.Add(row);
                await audit.AppendAsync(db, [new(by, AuditActions.StaffInvited, Note: $"{role.Name()}: {email}")], cancel);
                await db.SaveChangesAsync(cancel);
                return (secret, row.Until);
            },
            cancel
        );

    /// <summary>The link of a server on which nobody has an account; the one before works no more.</summary>
    public Task<string> AddFirstAsync(CancellationToken cancel) =>
        database.WriteAsync(
            async db =>
            {
                await db.Set<InvitationRow>()
                    .Where(row => row.By == ReservedNames.FirstStart && row.UsedBy == null)
                    .ExecuteDeleteAsync(cancel);
                var (secret, row) = Make(null, Role.Administrator, ReservedNames.FirstStart, FirstLife);
                db.Add(row);
                await db.SaveChangesAsync(cancel);
                return secret;
            },
            cancel
        );

    /// <summary>The invitation of a link that still works.</summary>
    public Task<InvitationRow?> FindAsync(string secret, CancellationToken cancel)
    {
        var (hash, now) = (Hash(secret), clock.GetUtcNow());
        return database.ReadAsync(db =>
            db.Set<InvitationRow>()
                .AsNoTracking()
                .FirstOrDefaultAsync(row => row.Hash == hash && row.UsedBy == null && row.Until > now, cancel)
        );
    }

    /// <summary>An invitation to this address that still works.</summary>
    public async Task<InvitationRow?> FindByEmailAsync(string email, CancellationToken cancel) =>
        (await OpenAsync(cancel)).FirstOrDefault(row => string.Equals(row.Email, email, StringComparison.OrdinalIgnoreCase));

    /// <summary>Those that still work.</summary>
    public Task<List<InvitationRow>> OpenAsync(CancellationToken cancel)
    {
        var now = clock.GetUtcNow();
        return database.ReadAsync(db =>
            db.Set<InvitationRow>()
                .AsNoTracking()
                .Where(row => row.UsedBy == null && row.Until > now && row.Email != null)
                .OrderBy(row => row.Until)
                .ToListAsync(cancel)
        );
    }

    /// <summary>Ends an invitation. False when none of that hash is open.</summary>
    public Task<bool> RemoveAsync(string hash, string by, CancellationToken cancel) =>
        database.WriteAsync(
            async db =>
            {
                if (await db.Set<InvitationRow>().Where(row => row.Hash == hash && row.UsedBy == null).ExecuteDeleteAsync(cancel) != 1)
                    return false;
                await audit.AppendAsync(db, [new(by, AuditActions.StaffChanged, Note: "invitation ended")], cancel);
                await db.SaveChangesAsync(cancel);
                return true;
            },
            cancel
        );

    /// <summary>Makes the account of whoever was invited, and uses the invitation up: both or neither.</summary>
    /// <param name="db">The context with which the account is saved.</param>
    /// <param name="create">Saves the account with its key, its password or its sign-in elsewhere.</param>
    public async Task<IdentityResult> JoinAsync(
        XrContentDb db,
        InvitationRow invitation,
        StaffMember member,
        Func<Task<IdentityResult>> create,
        CancellationToken cancel
    )
    {
        if (ReservedNames.Includes(member.UserName!))
            return IdentityResult.Failed(NameIsReserved);
        await using var work = await database.BeginWriteAsync(db, cancel);
        var (hash, name) = (invitation.Hash, member.UserName);
        var used = await db.Set<InvitationRow>()
            .Where(row => row.Hash == hash && row.UsedBy == null)
            .ExecuteUpdateAsync(set => set.SetProperty(row => row.UsedBy, name), cancel);
        if (used != 1)
            return IdentityResult.Failed(new IdentityError { Code = "Used", Description = "This invitation was used already." });
        var result = await create();
        // Whoever chose a name that is taken may try again: without a commit the invitation is as it was.
        if (!result.Succeeded)
            return result;
        var note = $"{member.Role.Name()}, invited by {invitation.By}";
        await audit.AppendAsync(db, [new(member.UserName!, AuditActions.StaffJoined, Concerns: member.UserName, Note: note)], cancel);
        await db.SaveChangesAsync(cancel);
        await work.CommitAsync(cancel);
        return result;
    }

    private static IdentityError NameIsReserved =>
        new() { Code = "UserNameReserved", Description = "The audit log calls the server itself so; choose another name." };

    /// <summary>What to open in a browser to join.</summary>
    public string LinkTo(string secret)
    {
        var listening = services.GetService<IServer>()?.Features.Get<IServerAddressesFeature>()?.Addresses.FirstOrDefault();
        var root = address.Value.BaseUrl ?? listening ?? configuration["Urls"]?.Split(';')[0] ?? "http://localhost:5080";
        return $"{root.TrimEnd('/')}/studio/join/{secret}";
    }

    private (string Secret, InvitationRow Row) Make(string? email, Role role, string by, TimeSpan life)
    {
        var (secret, now) = (WebEncoders.Base64UrlEncode(RandomNumberGenerator.GetBytes(24)), clock.GetUtcNow());
        return (
            secret,
            new()
            {
                Hash = Hash(secret),
                Email = email,
                Role = role,
                By = by,
                Created = now,
                Until = now + life,
            }
        );
    }

    private static string Hash(string secret) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(secret)));
}
