using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.EntityFrameworkCore;
using OtpNet;
using XrContent.Catalog.Audit;
using XrContent.Catalog.Storage;

namespace XrContent.Server.Onsite.Tags;

/// <summary>What came of a chip's counter.</summary>
internal enum TapOutcome
{
    Accepted,

    /// <summary>The chip does not belong to this tag, or was ended.</summary>
    Unknown,

    /// <summary>The counter was seen before, or is so old that it cannot be told.</summary>
    Used,
}

/// <summary>
/// Tags and chips in the database; their secrets are encrypted with keys that all nodes share. Whatever staff do with one is saved together
/// with its line in the audit log.
/// </summary>
internal sealed class TagStore(Database database, AuditLog audit, IDataProtectionProvider protection, TimeProvider clock)
{
    private const int RotatingSecretBytes = 20;
    private const int MasterKeyBytes = 16;
    private const int PairingDigits = 8;

    /// <summary>How long staff have to type a pairing code into a screen.</summary>
    private static readonly TimeSpan PairingLife = TimeSpan.FromMinutes(15);

    private readonly IDataProtector protector = protection.CreateProtector("XrContent.TagSecret.v1");

    /// <summary>Makes a tag with a random name and, where it needs one, a random secret.</summary>
    public async Task<TagRow> AddAsync(string place, TagKind kind, string name, int period, string person, CancellationToken cancel)
    {
        var secret = kind switch
        {
            TagKind.Rotating => RandomNumberGenerator.GetBytes(RotatingSecretBytes),
            TagKind.Signed => RandomNumberGenerator.GetBytes(MasterKeyBytes),
            _ => null,
        };
        var tag = new TagRow
        {
            Id = NewId(),
            Place = place,
            Kind = kind,
            Name = name,
            Secret = secret is null ? null : protector.Protect(secret),
            Period = kind == TagKind.Rotating ? period : 0,
            Created = clock.GetUtcNow(),
            CreatedBy = person,
        };
        await WriteAsync(
            person,
            AuditActions.TagMade,
            db =>
            {
                db.Add(tag);
                return Task.FromResult<TagRow?>(tag);
            },
            cancel
        );
        return tag;
    }

    /// <summary>The secret of a rotating tag or the master key of a signed one.</summary>
    public byte[] SecretOf(TagRow tag) =>
        protector.Unprotect(tag.Secret ?? throw new InvalidOperationException("A printed tag has no secret."));

    public Task<TagRow?> FindAsync(string id, CancellationToken cancel) =>
        database.ReadAsync(db => db.Set<TagRow>().AsNoTracking().FirstOrDefaultAsync(tag => tag.Id == id, cancel));

    /// <summary>All tags with their chips, by place and age.</summary>
    /// <param name="id">Only this tag; null for all.</param>
    public Task<List<(TagRow Tag, IReadOnlyList<ChipRow> Chips)>> ListAsync(string? id, CancellationToken cancel) =>
        database.ReadMomentAsync(
            async db =>
            {
                var tags = db.Set<TagRow>().AsNoTracking().Where(tag => id == null || tag.Id == id);
                var chips = db.Set<ChipRow>().AsNoTracking().Where(chip => id == null || chip.Tag == id);
                var byTag = (await chips.OrderBy(chip => chip.Added).ToListAsync(cancel)).ToLookup(chip => chip.Tag);
                return (await tags.OrderBy(tag => tag.Place).ThenBy(tag => tag.Created).ToListAsync(cancel)).ConvertAll(tag =>
                    (tag, (IReadOnlyList<ChipRow>)[.. byTag[tag.Id]])
                );
            },
            cancel
        );

    /// <summary>Ends a tag for good: it gives no more passes, and its screen must be paired anew with another.</summary>
    /// <returns>The tag; null when it is not there or ended.</returns>
    public Task<TagRow?> RevokeAsync(string id, string person, CancellationToken cancel) =>
        WriteAsync(
            person,
            AuditActions.TagEnded,
            async db =>
            {
                if (await db.Set<TagRow>().FirstOrDefaultAsync(row => row.Id == id && row.Revoked == null, cancel) is not { } tag)
                    return null;
                (tag.Revoked, tag.DeviceHash, tag.PairingHash) = (clock.GetUtcNow(), null, null);
                return tag;
            },
            cancel
        );

    /// <summary>Notes that staff were shown the secret of a rotating tag.</summary>
    public Task<TagRow?> ShowSecretAsync(string id, string person, CancellationToken cancel) =>
        WriteAsync(
            person,
            AuditActions.TagSecretSeen,
            db => db.Set<TagRow>().FirstOrDefaultAsync(row => row.Id == id && row.Kind == TagKind.Rotating && row.Revoked == null, cancel),
            cancel
        );

    public Task<ChipRow?> FindChipAsync(string tag, string uid, CancellationToken cancel) =>
        database.ReadAsync(db => db.Set<ChipRow>().AsNoTracking().FirstOrDefaultAsync(chip => chip.Tag == tag && chip.Uid == uid, cancel));

    /// <summary>Notes a chip of a signed tag, whose keys are shown for it; one that was ended is in use again.</summary>
    /// <returns>The tag; null when it is no signed tag in use.</returns>
    public Task<TagRow?> AddChipAsync(string id, string uid, string person, CancellationToken cancel) =>
        WriteAsync(
            person,
            AuditActions.ChipKeysSeen,
            async db =>
            {
                var tag = await db.Set<TagRow>()
                    .FirstOrDefaultAsync(row => row.Id == id && row.Kind == TagKind.Signed && row.Revoked == null, cancel);
                if (tag is null)
                    return null;
                if (await db.Set<ChipRow>().FirstOrDefaultAsync(row => row.Tag == id && row.Uid == uid, cancel) is { } known)
                    known.Ended = null;
                else
                    db.Add(
                        new ChipRow
                        {
                            Tag = id,
                            Uid = uid,
                            Counter = -1,
                            Added = clock.GetUtcNow(),
                        }
                    );
                return tag;
            },
            cancel,
            uid
        );

    /// <summary>Ends a chip that was lost or stolen; the others of its tag go on.</summary>
    /// <returns>The tag; null when it has no such chip in use.</returns>
    public Task<TagRow?> EndChipAsync(string id, string uid, string person, CancellationToken cancel) =>
        WriteAsync(
            person,
            AuditActions.ChipEnded,
            async db =>
            {
                var chip = await db.Set<ChipRow>().FirstOrDefaultAsync(row => row.Tag == id && row.Uid == uid && row.Ended == null, cancel);
                if (chip is null)
                    return null;
                chip.Ended = clock.GetUtcNow();
                return await db.Set<TagRow>().FirstAsync(row => row.Id == id, cancel);
            },
            cancel,
            uid
        );

    /// <summary>Takes a counter once, whichever node is asked: taps may arrive a little out of order, as two phones' do.</summary>
    public Task<TapOutcome> TakeAsync(string tag, Tap tap, CancellationToken cancel) =>
        database.WriteAsync(
            async db =>
            {
                if (
                    await db.Set<ChipRow>().FirstOrDefaultAsync(row => row.Tag == tag && row.Uid == tap.Uid, cancel)
                    is not { Ended: null } chip
                )
                    return TapOutcome.Unknown;
                if (ReplayWindow.Take(chip.Counter, chip.Seen, tap.Counter) is not var (counter, seen))
                    return TapOutcome.Used;
                (chip.Counter, chip.Seen) = (counter, seen);
                await db.SaveChangesAsync(cancel);
                return TapOutcome.Accepted;
            },
            cancel
        );

    /// <summary>A code by which a screen becomes this tag's, once and soon; null when the tag does not rotate or has ended.</summary>
    public async Task<(TagRow Tag, string Code, DateTimeOffset Until)?> OfferPairingAsync(
        string id,
        string person,
        CancellationToken cancel
    )
    {
        var most = (int)Math.Pow(10, PairingDigits);
        var code = RandomNumberGenerator.GetInt32(most).ToString($"D{PairingDigits}", CultureInfo.InvariantCulture);
        var until = clock.GetUtcNow() + PairingLife;
        var offered = await WriteAsync(
            person,
            AuditActions.PairingOffered,
            async db =>
            {
                var tag = await db.Set<TagRow>()
                    .FirstOrDefaultAsync(row => row.Id == id && row.Kind == TagKind.Rotating && row.Revoked == null, cancel);
                if (tag is not null)
                    (tag.PairingHash, tag.PairingUntil) = (Hash(code), until);
                return tag;
            },
            cancel
        );
        return offered is null ? null : (offered, code, until);
    }

    /// <summary>Makes a screen the tag's; the one that was paired before is so no more. Null when no such code waits.</summary>
    public async Task<(TagRow Tag, string DeviceKey)?> PairAsync(string code, CancellationToken cancel)
    {
        var (hash, now) = (Hash(code), clock.GetUtcNow());
        var key = WebEncoders.Base64UrlEncode(RandomNumberGenerator.GetBytes(32));
        var paired = await WriteAsync(
            ReservedNames.Screen,
            AuditActions.ScreenPaired,
            async db =>
            {
                var tag = await db.Set<TagRow>()
                    .FirstOrDefaultAsync(row => row.PairingHash == hash && row.PairingUntil > now && row.Revoked == null, cancel);
                if (tag is null)
                    return null;
                (tag.DeviceHash, tag.Paired, tag.PairingHash, tag.PairingUntil) = (Hash(key), now, null, null);
                return tag;
            },
            cancel
        );
        return paired is null ? null : (paired, key);
    }

    /// <summary>The tag whose screen holds this key.</summary>
    public Task<TagRow?> FindByDeviceAsync(string key, CancellationToken cancel)
    {
        var hash = Hash(key);
        return database.ReadAsync(db =>
            db.Set<TagRow>().AsNoTracking().FirstOrDefaultAsync(tag => tag.DeviceHash == hash && tag.Revoked == null, cancel)
        );
    }

    /// <summary>Does something to a tag and records it; nothing where there is no such tag.</summary>
    private Task<TagRow?> WriteAsync(
        string person,
        string action,
        Func<DbContext, Task<TagRow?>> write,
        CancellationToken cancel,
        string? more = null
    ) =>
        database.WriteAsync(
            async db =>
            {
                if (await write(db) is not { } tag)
                    return null;
                var name = action == AuditActions.TagMade ? $"{tag.Kind.ToString().ToLowerInvariant()} {tag.Name}" : tag.Name;
                var note = more is null ? name : $"{name} {more}";
                await audit.AppendAsync(db, [new(person, action, tag.Place, Note: note)], cancel);
                await db.SaveChangesAsync(cancel);
                return tag;
            },
            cancel
        );

    private static string NewId() => Base32Encoding.ToString(RandomNumberGenerator.GetBytes(16)).TrimEnd('=').ToLowerInvariant();

    private static string Hash(string text) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)));
}
