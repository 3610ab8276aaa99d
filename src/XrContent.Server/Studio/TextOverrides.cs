using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using XrContent.Catalog.Audit;
using XrContent.Catalog.Storage;

namespace XrContent.Server.Studio;

/// <summary>A text of the visitors' pages that the museum says differently.</summary>
internal sealed class TextOverrideRow
{
    public required string Language { get; init; }

    /// <summary>Its name in the pages' own list, such as "arAligned.panel".</summary>
    public required string Key { get; init; }

    public required string Text { get; set; }
}

internal sealed class TextOverrideTable : IEntityTypeConfiguration<TextOverrideRow>
{
    public void Configure(EntityTypeBuilder<TextOverrideRow> builder) =>
        builder.ToTable("TextOverrides").HasKey(row => new { row.Language, row.Key });
}

/// <summary>Keeps them, and hands them to pages without asking the database each time.</summary>
internal sealed class TextOverrides(Database database, AuditLog audit, TimeProvider clock)
{
    /// <summary>How long another node's change may go unseen.</summary>
    private static readonly TimeSpan Fresh = TimeSpan.FromSeconds(1);

    private volatile Known? known;

    /// <summary>By language and name.</summary>
    public async Task<IReadOnlyDictionary<string, IReadOnlyDictionary<string, string>>> ReadAsync(CancellationToken cancel)
    {
        var now = clock.GetUtcNow();
        if (known is { } recent && now - recent.At < Fresh && now >= recent.At)
            return recent.Texts;
        var rows = await database.ReadAsync(db => db.Set<TextOverrideRow>().AsNoTracking().ToListAsync(cancel));
        var texts = rows.GroupBy(row => row.Language)
            .ToDictionary(
                group => group.Key,
                group => (IReadOnlyDictionary<string, string>)group.ToDictionary(row => row.Key, row => row.Text)
            );
        known = new(now, texts);
        return texts;
    }

    /// <summary>As a block of a page; null where nothing is said differently.</summary>
    public async Task<string?> WriteAsync(CancellationToken cancel) =>
        await ReadAsync(cancel) is { Count: > 0 } own
            ? JsonSerializer.Serialize(own, StudioJson.Default.IReadOnlyDictionaryStringIReadOnlyDictionaryStringString)
            : null;

    public async Task SetAsync(string language, IReadOnlyDictionary<string, string?> changes, string person, CancellationToken cancel)
    {
        await database.WriteAsync(
            async db =>
            {
                var fields = new List<FieldChange>();
                foreach (var (key, text) in changes)
                {
                    var row = await db.Set<TextOverrideRow>().FindAsync([language, key], cancel);
                    if (row?.Text == text)
                        continue;
                    fields.Add(new($"{language}.{key}", row?.Text, text));
                    if (row is null)
                        db.Add(
                            new TextOverrideRow
                            {
                                Language = language,
                                Key = key,
                                Text = text!,
                            }
                        );
                    else if (text is null)
                        db.Remove(row);
                    else
                        row.Text = text;
                }

                if (fields.Count == 0)
                    return;
                await audit.AppendAsync(db, [new(person, AuditActions.WordsChanged, Fields: fields)], cancel);
                await db.SaveChangesAsync(cancel);
            },
            cancel
        );
        known = null;
    }

    private sealed record Known(DateTimeOffset At, IReadOnlyDictionary<string, IReadOnlyDictionary<string, string>> Texts);
}
