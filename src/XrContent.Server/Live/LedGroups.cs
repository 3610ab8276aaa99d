using System.Collections.Concurrent;
using System.Security.Cryptography;

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
/// <param name="Outcome">"following", "unknown" where no group of this code is led, "closed" where it takes no newcomers.</param>
/// <param name="Key">By which this follower comes back into a group that was closed meanwhile.</param>
public sealed record Followed(string Outcome, string? Key = null)
{
    public const string Following = "following";
    public static readonly Followed Unknown = new("unknown");
    public static readonly Followed Closed = new("closed");
}

/// <summary>A group while it lasts.</summary>
/// <param name="SecretHash">Null where whoever led the code first made it, by a program without secrets.</param>
internal sealed record LedGroup(string? SecretHash, string? Leader, bool IsLocked, GuideStep? Last);

/// <summary>Where groups are known while they last: on this node, or by all nodes.</summary>
internal interface IGroupStore
{
    /// <summary>False where there is a group of this code.</summary>
    Task<bool> TryAddAsync(string code, LedGroup group);

    Task<LedGroup?> FindAsync(string code);

    /// <summary>Replaces what is known of a group that is there, and lets it last.</summary>
    Task SetAsync(string code, LedGroup group);

    Task RemoveAsync(string code);
}

/// <summary>
/// Groups that a guide leads: who leads, and what was shown last. Nothing of it is kept once it has ended, and nobody is asked for a name.
/// </summary>
internal sealed class LedGroups(IGroupStore store)
{
    public const int LongestState = 2000;

    /// <summary>A group of which nothing was heard for so long has ended.</summary>
    public static readonly TimeSpan Life = TimeSpan.FromHours(4);

    private const int CodeLength = 6;

    /// <summary>Letters and digits that are not taken for one another when read aloud or from afar.</summary>
    private const string Letters = "ABCDEFGHJKMNPQRSTUVWXYZ23456789";

    /// <summary>A code as groups are known by it; null when it is none.</summary>
    public static string? Parse(string? code) =>
        code?.Trim() is { Length: >= 4 and <= 12 } text && text.All(char.IsAsciiLetterOrDigit) ? text.ToUpperInvariant() : null;

    public static string HubGroup(string code) => $"led {code}";

    /// <summary>Begins a group of a new code.</summary>
    public async Task<BegunGroup> BeginAsync()
    {
        var secret = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(16));
        while (true)
        {
            var code = RandomNumberGenerator.GetString(Letters, CodeLength);
            if (await store.TryAddAsync(code, new(Hash(secret), null, false, null)))
                return new(code, secret);
        }
    }

    public Task<LedGroup?> FindAsync(string code) => store.FindAsync(code);

    /// <summary>The group, where this is its guide's secret; null otherwise.</summary>
    public async Task<LedGroup?> ResumeAsync(string code, string secret) =>
        await store.FindAsync(code) is { SecretHash: { } hash } group && hash == Hash(secret) ? group : null;

    /// <summary>Makes a code this connection's, for programs that begin no group; false when somebody else leads it.</summary>
    public async Task<bool> ClaimAsync(string code, string connection) =>
        await store.TryAddAsync(code, new(null, connection, false, null))
        || await store.FindAsync(code) is { SecretHash: null } group && group.Leader == connection;

    /// <summary>
    /// Keeps what is shown for those who come late; false when the group has ended. One that the store forgot, as Redis does when it is
    /// restarted, is its guide's still.
    /// </summary>
    /// <param name="secretHash">Of the guide's secret; null for a code that was claimed without one.</param>
    public async Task<bool> ShowAsync(string code, GuideStep step, string? secretHash)
    {
        if (await store.FindAsync(code) is not { } group)
            return secretHash is not null && await store.TryAddAsync(code, new(secretHash, null, false, step));
        if (group.SecretHash != secretHash)
            return false;
        await store.SetAsync(code, group with { Last = step });
        return true;
    }

    public async Task LockAsync(string code, bool locked)
    {
        if (await store.FindAsync(code) is { } group)
            await store.SetAsync(code, group with { IsLocked = locked });
    }

    public Task EndAsync(string code) => store.RemoveAsync(code);

    /// <summary>What followers of a group know and others do not; null where its guide has no secret either.</summary>
    public static string? KeyOf(LedGroup group) => group.SecretHash is { } hash ? Hash($"follower {hash}")[..16] : null;

    /// <summary>By which a secret is known.</summary>
    public static string Hash(string secret) => Convert.ToHexStringLower(SHA256.HashData(System.Text.Encoding.UTF8.GetBytes(secret)));
}

/// <summary>Groups of this node alone, in its memory.</summary>
internal sealed class GroupsHere(TimeProvider clock) : IGroupStore
{
    /// <summary>More than a city leads at once; who makes more is up to something else.</summary>
    private const int Most = 10_000;

    private readonly ConcurrentDictionary<string, (LedGroup Group, DateTimeOffset Until)> groups = [];

    public Task<bool> TryAddAsync(string code, LedGroup group)
    {
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

    public Task SetAsync(string code, LedGroup group)
    {
        if (groups.TryGetValue(code, out var known))
            groups.TryUpdate(code, (group, Until()), known);
        return Task.CompletedTask;
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
