using System.Collections.Concurrent;
using System.Security.Cryptography;
using Microsoft.AspNetCore.DataProtection;

namespace XrContent.Server.Live;

/// <summary>What a guide shows.</summary>
/// <param name="Scene">Id of the scene.</param>
/// <param name="State">
/// What the guide's program says of it. The web part and the Unity package write JSON with `azimuth` and `elevation` of the look, degrees,
/// `position` on the slider between captures, and `pointer` with an azimuth and an elevation of its own.
/// </param>
public sealed record GuideStep(string Scene, string? State = null);

/// <summary>A group as its guide begins it.</summary>
/// <param name="Code">What followers scan or type: six letters and digits.</param>
/// <param name="Secret">By which the guide comes back as the guide; nobody else is told.</param>
public sealed record BegunGroup(string Code, string Secret);

/// <summary>A group that its guide came back to.</summary>
/// <param name="Last">What was shown last; null when nothing was.</param>
public sealed record ResumedGroup(bool IsLocked, GuideStep? Last);

/// <summary>What came of following a group.</summary>
/// <param name="Outcome">
/// "following"; "waiting" where its guide must come back first; "unknown" where no group of this code is led, "closed" where it takes no
/// newcomers.
/// </param>
/// <param name="Key">By which this follower comes back into a group that was closed meanwhile.</param>
public sealed record Followed(string Outcome, string? Key = null)
{
    public const string Following = "following";
    public const string Waiting = "waiting";
    public static readonly Followed Unknown = new("unknown");
    public static readonly Followed Closed = new("closed");
}

/// <summary>A group while it lasts.</summary>
/// <param name="SecretHash">Null where whoever led the code first made it, by a program without secrets.</param>
/// <param name="Leader">The guide's connection; null while the guide is away.</param>
/// <param name="IsOver">Its guide ended it: kept so that no other screen of the guide begins it again.</param>
internal sealed record LedGroup(string? SecretHash, string? Leader, bool IsLocked, GuideStep? Last, bool IsOver = false);

/// <summary>Where groups are known while they last: on this node, or by all nodes.</summary>
internal interface IGroupStore
{
    /// <summary>False where there is a group of this code.</summary>
    Task<bool> TryAddAsync(string code, LedGroup group);

    Task<LedGroup?> FindAsync(string code);

    /// <summary>Changes what is known of a group, whoever else does at that moment, and lets it last.</summary>
    /// <param name="change">Null leaves it as it is. May be asked more than once.</param>
    /// <returns>What it became; null where there is no such group, or it was left.</returns>
    Task<LedGroup?> UpdateAsync(string code, Func<LedGroup, LedGroup?> change);

    Task RemoveAsync(string code);
}

/// <summary>
/// Groups that a guide leads: who leads, and what was shown last. Nothing of it is kept once it has ended, and nobody is asked for a name.
/// A guide's secret carries the server's seal, so that a group which a store forgot, as a restart does, is its guide's still.
/// </summary>
internal sealed class LedGroups(IGroupStore store, IDataProtectionProvider protection)
{
    public const int LongestState = 2000;

    /// <summary>A group of which nothing was heard for so long has ended.</summary>
    public static readonly TimeSpan Life = TimeSpan.FromHours(4);

    // A seal lasts as long as what is known of a group that ended: nobody begins an ended one again.
    private readonly ITimeLimitedDataProtector secrets = protection.CreateProtector("led group").ToTimeLimitedDataProtector();
    private readonly ITimeLimitedDataProtector keys = protection.CreateProtector("led follower").ToTimeLimitedDataProtector();

    public static string HubGroup(string code) => $"led {code}";

    /// <summary>Begins a group of a new code.</summary>
    /// <param name="leader">The guide's connection.</param>
    public async Task<BegunGroup> BeginAsync(string leader)
    {
        while (true)
        {
            var code = GroupCode.New();
            var secret = secrets.Protect(code, Life);
            if (await store.TryAddAsync(code, new(Hash(secret), leader, false, null)))
                return new(code, secret);
        }
    }

    /// <summary>The group of a code, unless it has ended.</summary>
    public async Task<LedGroup?> FindAsync(string code) => await store.FindAsync(code) is { IsOver: false } group ? group : null;

    public async Task<bool> IsOverAsync(string code) => await store.FindAsync(code) is { IsOver: true };

    /// <summary>The group, which is this connection's from now on, where this is its guide's secret; null otherwise.</summary>
    public async Task<LedGroup?> ResumeAsync(string code, string secret, string leader)
    {
        var hash = Hash(secret);
        if (await UpdateAsync(code, hash, leader, group => group with { Leader = leader }) is { } known)
            return known;
        var forgotten = new LedGroup(hash, leader, false, null);
        return IsSealed(secrets, code, secret) && await store.TryAddAsync(code, forgotten) ? forgotten : null;
    }

    /// <summary>Makes a code this connection's, for programs that begin no group; false when somebody else leads it, or may.</summary>
    public async Task<bool> ClaimAsync(string code, string leader) =>
        !GroupCode.IsBegun(code)
        && (
            await store.TryAddAsync(code, new(null, leader, false, null))
            || await store.FindAsync(code) is { SecretHash: null } group && group.Leader == leader
        );

    /// <summary>Keeps what is shown for those who come late; false when the group has ended.</summary>
    /// <param name="secretHash">Of the guide's secret; null for a code that was claimed without one.</param>
    /// <param name="isLocked">As the guide left it, for a store that forgot the group.</param>
    public async Task<bool> ShowAsync(string code, GuideStep step, string? secretHash, string leader, bool isLocked = false)
    {
        if (await UpdateAsync(code, secretHash, leader, group => group with { Last = step, Leader = leader }) is not null)
            return true;
        // Forgotten, as by a Redis that was restarted, while its guide went on.
        return await store.TryAddAsync(code, new(secretHash, leader, isLocked, step));
    }

    /// <summary>
    /// Tells one who just joined what was shown before. It is read again after it was told: what the guide showed meanwhile came earlier
    /// than that.
    /// </summary>
    public async Task CatchUpAsync(string code, Func<GuideStep, Task> tell)
    {
        GuideStep? told = null;
        while ((await FindAsync(code))?.Last is { } step && step != told)
            await tell(told = step);
    }

    /// <summary>Closes a group to newcomers or opens it; false when it has ended.</summary>
    public async Task<bool> LockAsync(string code, string? secretHash, string leader, bool locked) =>
        await UpdateAsync(code, secretHash, leader, group => group with { IsLocked = locked }) is not null
        || await store.TryAddAsync(code, new(secretHash, leader, locked, null));

    /// <summary>The guide's connection is gone; false where another one of theirs leads by now.</summary>
    public async Task<bool> IsAwayAsync(string code, string leader) =>
        await store.UpdateAsync(code, group => group.Leader == leader && !group.IsOver ? group with { Leader = null } : null) is not null;

    /// <summary>Ends a group; false where it is somebody else's by now.</summary>
    public async Task<bool> EndAsync(string code, string? secretHash, string leader)
    {
        if (secretHash is null)
        {
            if (await store.FindAsync(code) is not { } group)
                return true;
            if (group.SecretHash is not null || group.Leader != leader)
                return false;
            await store.RemoveAsync(code);
            return true;
        }

        var over = new LedGroup(secretHash, null, false, null, IsOver: true);
        if (await UpdateAsync(code, secretHash, leader, _ => over) is null)
            await store.TryAddAsync(code, over);
        return true;
    }

    /// <summary>What followers of a group know and others do not; null where its guide has no secret either.</summary>
    public string? KeyOf(string code, LedGroup group) => group.SecretHash is null ? null : keys.Protect(code, Life);

    /// <summary>Whether somebody followed this group before.</summary>
    public bool IsKey(string code, string? key) => key is not null && IsSealed(keys, code, key);

    /// <summary>By which a secret is known.</summary>
    public static string Hash(string secret) => Convert.ToHexStringLower(SHA256.HashData(System.Text.Encoding.UTF8.GetBytes(secret)));

    /// <summary>Only its guide changes a group: who has the secret, or claimed the code.</summary>
    private Task<LedGroup?> UpdateAsync(string code, string? secretHash, string leader, Func<LedGroup, LedGroup> change) =>
        store.UpdateAsync(
            code,
            group =>
                group.SecretHash == secretHash && !group.IsOver && (secretHash is not null || group.Leader == leader) ? change(group) : null
        );

    private static bool IsSealed(ITimeLimitedDataProtector seal, string code, string text)
    {
        try
        {
            return seal.Unprotect(text) == code;
        }
        catch (CryptographicException)
        {
            return false;
        }
    }
}

/// <summary>Groups of this node alone, in its memory.</summary>
internal sealed class GroupsHere(TimeProvider clock) : IGroupStore
{
    /// <summary>More than a city leads at once; who makes more is up to something else.</summary>
    private const int Most = 10_000;

    private readonly ConcurrentDictionary<string, (LedGroup Group, DateTimeOffset Until)> groups = [];

    public Task<bool> TryAddAsync(string code, LedGroup group)
    {
        if (Find(code) is not null)
            return Task.FromResult(false);
        if (groups.Count >= Most)
            Forget();
        if (groups.Count >= Most)
            throw new GroupsGoneException("So many groups are led at this moment that no other can begin.");
        // One whose time is over makes room; one that somebody else just added does not.
        if (groups.TryGetValue(code, out var known) && known.Until <= clock.GetUtcNow())
            groups.TryRemove(new(code, known));
        return Task.FromResult(groups.TryAdd(code, (group, Until())));
    }

    public Task<LedGroup?> FindAsync(string code) => Task.FromResult(Find(code));

    public Task<LedGroup?> UpdateAsync(string code, Func<LedGroup, LedGroup?> change)
    {
        while (groups.TryGetValue(code, out var known) && known.Until > clock.GetUtcNow() && change(known.Group) is { } changed)
            if (groups.TryUpdate(code, (changed, Until()), known))
                return Task.FromResult<LedGroup?>(changed);
        return Task.FromResult<LedGroup?>(null);
    }

    public Task RemoveAsync(string code)
    {
        groups.TryRemove(code, out _);
        return Task.CompletedTask;
    }

    private LedGroup? Find(string code) => groups.TryGetValue(code, out var known) && known.Until > clock.GetUtcNow() ? known.Group : null;

    private DateTimeOffset Until() => clock.GetUtcNow() + LedGroups.Life;

    private void Forget()
    {
        foreach (var (code, (_, until)) in groups)
            if (until <= clock.GetUtcNow())
                groups.TryRemove(code, out _);
    }
}

/// <summary>Groups cannot be led at this moment.</summary>
internal sealed class GroupsGoneException(string reason, Exception? cause = null) : Exception(reason, cause)
{
    public const string TryAgain = "Groups cannot be led at this moment; try again in some seconds.";
}
