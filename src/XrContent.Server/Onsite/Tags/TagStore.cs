using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.EntityFrameworkCore;
using OtpNet;

namespace XrContent.Server.Onsite.Tags;

/// <summary>What came of a chip's counter.</summary>
internal enum TapOutcome
{
    Accepted,
    /// <summary>The chip does not belong to this tag.</summary>
    Unknown,
    /// <summary>The counter was seen before, or is so old that it cannot be told.</summary>
    Used,
}

/// <summary>Tags and chips in the database; their secrets are encrypted with keys that all nodes share.</summary>
internal sealed class TagStore(IDbContextFactory<OnsiteDb> databases, IDataProtectionProvider protection, TimeProvider clock)
{
    private const int RotatingSecretBytes = 20;
    private const int MasterKeyBytes = 16;
    private const int PairingDigits = 8;

    /// <summary>How long staff have to type a pairing code into a screen.</summary>
    private static readonly TimeSpan PairingLife = TimeSpan.FromMinutes(15);

    private readonly IDataProtector protector = protection.CreateProtector("XrContent.TagSecret.v1");

    /// <summary>Makes a tag with a random name and, where it needs one, a random secret.</summary>
    public async Task<TagRow> AddAsync(string place, Strength strength, string name, int period, string person, CancellationToken cancel)
    {
        await using var db = await databases.CreateDbContextAsync(cancel);
        var secret = strength switch
        {
            Strength.Rotating => RandomNumberGenerator.GetBytes(RotatingSecretBytes),
            Strength.Signed => RandomNumberGenerator.GetBytes(MasterKeyBytes),
            _ => null,
        };
        var tag = new TagRow
        {
            Id = NewId(),
            Place = place,
            Strength = strength,
            Name = name,
            Secret = secret is null ? null : protector.Protect(secret),
            Period = strength == Strength.Rotating ? period : 0,
            Created = clock.GetUtcNow(),
            CreatedBy = person,
        };
        db.Tags.Add(tag);
        await db.SaveChangesAsync(cancel);
        return tag;
    }

    /// <summary>The secret of a rotating tag or the master key of a signed one.</summary>
    public byte[] SecretOf(TagRow tag) => protector.Unprotect(tag.Secret ?? throw new InvalidOperationException("A printed tag has no secret."));

    public async Task<TagRow?> FindAsync(string id, CancellationToken cancel)
    {
        await using var db = await databases.CreateDbContextAsync(cancel);
        return await db.Tags.AsNoTracking().FirstOrDefaultAsync(tag => tag.Id == id, cancel);
    }

    /// <summary>All tags with their chips, by place and age.</summary>
    public async Task<IReadOnlyList<(TagRow Tag, IReadOnlyList<ChipRow> Chips)>> ListAsync(CancellationToken cancel)
    {
        await using var db = await databases.CreateDbContextAsync(cancel);
        var chips = (await db.Chips.AsNoTracking().OrderBy(chip => chip.Added).ToListAsync(cancel)).ToLookup(chip => chip.Tag);
        var tags = await db.Tags.AsNoTracking().OrderBy(tag => tag.Place).ThenBy(tag => tag.Created).ToListAsync(cancel);
        return tags.ConvertAll(tag => (tag, (IReadOnlyList<ChipRow>)[.. chips[tag.Id]]));
    }

    /// <summary>Ends a tag for good: it gives no more passes, and its screen must be paired anew with another. False when it is not there or ended.</summary>
    public async Task<bool> RevokeAsync(string id, CancellationToken cancel)
    {
        await using var db = await databases.CreateDbContextAsync(cancel);
        var now = clock.GetUtcNow();
        return await db.Tags.Where(tag => tag.Id == id && tag.Revoked == null)
            .ExecuteUpdateAsync(set => set.SetProperty(tag => tag.Revoked, now).SetProperty(tag => tag.DeviceHash, (string?)null).SetProperty(tag => tag.PairingHash, (string?)null), cancel) == 1;
    }

    public async Task<ChipRow?> FindChipAsync(string tag, string uid, CancellationToken cancel)
    {
        await using var db = await databases.CreateDbContextAsync(cancel);
        return await db.Chips.AsNoTracking().FirstOrDefaultAsync(chip => chip.Tag == tag && chip.Uid == uid, cancel);
    }

    /// <summary>Notes a chip of a signed tag; one that is noted already stays as it is.</summary>
    public async Task AddChipAsync(string tag, string uid, CancellationToken cancel)
    {
        await using var db = await databases.CreateDbContextAsync(cancel);
        if (await db.Chips.AnyAsync(chip => chip.Tag == tag && chip.Uid == uid, cancel)) return;
        db.Chips.Add(new() { Tag = tag, Uid = uid, Counter = -1, Added = clock.GetUtcNow() });
        await db.SaveChangesAsync(cancel);
    }

    /// <summary>Takes a counter once, whichever node is asked: taps may arrive a little out of order, as two phones' do.</summary>
    public async Task<TapOutcome> TakeAsync(string tag, Tap tap, CancellationToken cancel)
    {
        await using var db = await databases.CreateDbContextAsync(cancel);
        while (true)
        {
            if (await db.Chips.AsNoTracking().FirstOrDefaultAsync(chip => chip.Tag == tag && chip.Uid == tap.Uid, cancel) is not { } chip) return TapOutcome.Unknown;
            if (ReplayWindow.Take(chip.Counter, chip.Seen, tap.Counter) is not var (counter, seen)) return TapOutcome.Used;
            // Another node may have taken a counter between: then the row is no longer as it was read.
            var taken = await db.Chips.Where(row => row.Tag == tag && row.Uid == tap.Uid && row.Counter == chip.Counter && row.Seen == chip.Seen)
                .ExecuteUpdateAsync(set => set.SetProperty(row => row.Counter, counter).SetProperty(row => row.Seen, seen), cancel);
            if (taken == 1) return TapOutcome.Accepted;
        }
    }

    /// <summary>A code by which a screen becomes this tag's, once and soon; null when the tag does not rotate or has ended.</summary>
    public async Task<(string Code, DateTimeOffset Until)?> OfferPairingAsync(string id, CancellationToken cancel)
    {
        await using var db = await databases.CreateDbContextAsync(cancel);
        var code = RandomNumberGenerator.GetInt32((int)Math.Pow(10, PairingDigits)).ToString($"D{PairingDigits}", CultureInfo.InvariantCulture);
        var (hash, until) = (Hash(code), clock.GetUtcNow() + PairingLife);
        var offered = await db.Tags.Where(tag => tag.Id == id && tag.Strength == Strength.Rotating && tag.Revoked == null)
            .ExecuteUpdateAsync(set => set.SetProperty(tag => tag.PairingHash, hash).SetProperty(tag => tag.PairingUntil, until), cancel);
        return offered == 1 ? (code, until) : null;
    }

    /// <summary>Makes a screen the tag's; the one that was paired before is so no more. Null when no such code waits.</summary>
    public async Task<(TagRow Tag, string DeviceKey)?> PairAsync(string code, CancellationToken cancel)
    {
        await using var db = await databases.CreateDbContextAsync(cancel);
        var (hash, now) = (Hash(code), clock.GetUtcNow());
        if (await db.Tags.AsNoTracking().FirstOrDefaultAsync(row => row.PairingHash == hash && row.PairingUntil > now && row.Revoked == null, cancel) is not { } tag) return null;
        var key = WebEncoders.Base64UrlEncode(RandomNumberGenerator.GetBytes(32));
        var device = Hash(key);
        var paired = await db.Tags.Where(row => row.Id == tag.Id && row.PairingHash == hash)
            .ExecuteUpdateAsync(set => set.SetProperty(row => row.DeviceHash, device).SetProperty(row => row.Paired, now)
                .SetProperty(row => row.PairingHash, (string?)null).SetProperty(row => row.PairingUntil, (DateTimeOffset?)null), cancel);
        return paired == 1 ? (tag, key) : null;
    }

    /// <summary>The tag whose screen holds this key.</summary>
    public async Task<TagRow?> FindByDeviceAsync(string key, CancellationToken cancel)
    {
        await using var db = await databases.CreateDbContextAsync(cancel);
        var hash = Hash(key);
        return await db.Tags.AsNoTracking().FirstOrDefaultAsync(tag => tag.DeviceHash == hash && tag.Revoked == null, cancel);
    }

    private static string NewId() => Base32Encoding.ToString(RandomNumberGenerator.GetBytes(16)).TrimEnd('=').ToLowerInvariant();

    private static string Hash(string text) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)));
}
