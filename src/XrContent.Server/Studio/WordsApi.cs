using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;
using XrContent.Catalog.Audit;
using XrContent.Catalog.Documents;
using XrContent.Server.Accounts;
using XrContent.Server.Hosting;

namespace XrContent.Server.Studio;

/// <summary>The words of the visitors' pages that the museum says differently; pages carry them from the start.</summary>
internal static partial class WordsApi
{
    private const int LongestText = 1000;
    private const int LongestKey = 60;

    public static void MapWords(this WebApplication app)
    {
        var staff = app.MapGroup("/api/v1/studio/words").WithTags("Studio").RequireStaff().ProducesValidationProblem();
        staff.MapGet("", async (OwnWords words, CancellationToken cancel) => TypedResults.Ok(await words.ReadAsync(cancel))).WithName("Words").WithSummary("The words that the museum says differently, by language and name");
        staff.MapPut("/{language}", SetAsync).RequireRole(Role.Curator).WithName("SetWords").WithSummary("Says words differently in one language; null says them as they come with the program");
    }

    private static async Task<Results<NoContent, ProblemHttpResult>> SetAsync(HttpContext context, OwnWords words, string language, Dictionary<string, string?> changes)
    {
        if (!LocalText.Languages.Contains(language)) return TypedResults.Problem(Problems.Parameter("language", $"Must be one of {string.Join(", ", LocalText.Languages)}."));
        foreach (var (key, text) in changes)
        {
            if (key.Length > LongestKey || !KeyForm().IsMatch(key)) return TypedResults.Problem(Problems.Parameter("key", "Is a word's name, such as nearMe or arAligned.panel."));
            if (text is not null && (string.IsNullOrWhiteSpace(text) || text.Length > LongestText)) return TypedResults.Problem(Problems.Parameter(key, $"Must have 1 to {LongestText} characters; send null to say it as it comes with the program."));
        }

        await words.SetAsync(language, changes, context.User.PersonName(), context.RequestAborted);
        return TypedResults.NoContent();
    }

    [GeneratedRegex("^[A-Za-z0-9]+(\\.[A-Za-z0-9]+)?$", RegexOptions.CultureInvariant)]
    private static partial Regex KeyForm();
}

/// <summary>Keeps them, and hands them to pages without asking the database each time.</summary>
internal sealed class OwnWords(IDbContextFactory<StaffDb> databases, AuditLog audit, TimeProvider clock)
{
    /// <summary>How long another node's change may go unseen.</summary>
    private static readonly TimeSpan Fresh = TimeSpan.FromSeconds(1);

    private volatile Known? known;

    /// <summary>By language and name.</summary>
    public async Task<IReadOnlyDictionary<string, IReadOnlyDictionary<string, string>>> ReadAsync(CancellationToken cancel)
    {
        var now = clock.GetUtcNow();
        if (known is { } recent && now - recent.At < Fresh && now >= recent.At) return recent.Words;
        await using var db = await databases.CreateDbContextAsync(cancel);
        var words = (await db.Words.AsNoTracking().ToListAsync(cancel)).GroupBy(row => row.Language)
            .ToDictionary(group => group.Key, group => (IReadOnlyDictionary<string, string>)group.ToDictionary(row => row.Key, row => row.Text));
        known = new(now, words);
        return words;
    }

    public async Task SetAsync(string language, IReadOnlyDictionary<string, string?> changes, string person, CancellationToken cancel)
    {
        await using var db = await databases.CreateDbContextAsync(cancel);
        var fields = new List<FieldChange>();
        foreach (var (key, text) in changes)
        {
            var row = await db.Words.FindAsync([language, key], cancel);
            if (row?.Text == text) continue;
            fields.Add(new($"{language}.{key}", row?.Text, text));
            if (row is null) db.Words.Add(new() { Language = language, Key = key, Text = text! });
            else if (text is null) db.Words.Remove(row);
            else row.Text = text;
        }

        if (fields.Count == 0) return;
        await audit.AppendAsync(new(person, AuditActions.WordsChanged, Fields: fields), cancel);
        await db.SaveChangesAsync(cancel);
        known = null;
    }

    private sealed record Known(DateTimeOffset At, IReadOnlyDictionary<string, IReadOnlyDictionary<string, string>> Words);
}
