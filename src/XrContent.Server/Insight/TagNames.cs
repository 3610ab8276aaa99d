using System.Security.Cryptography;
using System.Text;
using Microsoft.EntityFrameworkCore;
using XrContent.Catalog.Documents;
using XrContent.Catalog.Storage;
using XrContent.Server.Onsite.Tags;

namespace XrContent.Server.Insight;

/// <summary>A tag as the house speaks of it.</summary>
internal sealed record NamedTag(string Id, LocalText Name, bool IsInUse);

/// <summary>
/// Tags in figures. The id of a printed tag is all that a pass at its place asks for, so it stands in no figure: a tag is told there by a
/// handle from which its id does not follow.
/// </summary>
internal sealed class TagNames(Database database)
{
    public static string HandleOf(string id) => $"tag-{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(id)))[..12]}";

    /// <summary>All tags that there are or were, by their handle.</summary>
    public async Task<IReadOnlyDictionary<string, NamedTag>> AllAsync(CancellationToken cancel)
    {
        var tags = await database.ReadAsync(db =>
            db.Set<TagRow>()
                .Select(tag => new
                {
                    tag.Id,
                    tag.Name,
                    tag.Revoked,
                })
                .ToListAsync(cancel)
        );
        return tags.ToDictionary(
            tag => HandleOf(tag.Id),
            // Staff name it in one language, whichever that is.
            tag => new NamedTag(tag.Id, new() { Japanese = tag.Name, English = tag.Name }, tag.Revoked is null)
        );
    }
}
