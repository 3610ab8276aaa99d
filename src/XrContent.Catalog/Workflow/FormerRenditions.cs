using Microsoft.EntityFrameworkCore;
using XrContent.Catalog.Documents;
using XrContent.Catalog.Storage;

namespace XrContent.Catalog.Workflow;

/// <summary>Names of pictures and sound that no live revision shows any more, until they are removed.</summary>
public sealed class FormerRenditions(Database database, CatalogReader reader)
{
    /// <summary>Those that wait to be removed, oldest first.</summary>
    public Task<List<string>> ListAsync(CancellationToken cancel) =>
        database.ReadAsync(db => db.Set<FormerRenditionRow>().OrderBy(row => row.Since).Select(row => row.Name).ToListAsync(cancel));

    /// <summary>The live revision that shows a rendition; null when none does.</summary>
    public async Task<Item?> UserOfAsync(string name, CancellationToken cancel)
    {
        if (name.Length < RenditionNames.HashDigits)
            return null;
        var live = await reader.LiveOfFileAsync(name[..RenditionNames.HashDigits], cancel);
        return live.FirstOrDefault(item => RenditionNames.Of(item.Document).Contains(name));
    }

    public Task ForgetAsync(string name, CancellationToken cancel) =>
        database.WriteAsync(db => db.Set<FormerRenditionRow>().Where(row => row.Name == name).ExecuteDeleteAsync(cancel), cancel);
}
