using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Http.HttpResults;
using XrContent.Catalog.Documents;
using XrContent.Server.Accounts;
using XrContent.Server.Hosting;

namespace XrContent.Server.Studio;

/// <summary>The words of the visitors' pages that the museum says differently; pages carry them from the start.</summary>
internal static partial class TextOverridesApi
{
    private const int LongestText = 1000;
    private const int LongestKey = 60;

    public static void MapTextOverrides(this WebApplication app)
    {
        var staff = app.MapGroup("/api/v1/studio/words").WithTags("Studio").RequireStaff().ProducesValidationProblem();
        staff
            .MapGet("", async (TextOverrides words, CancellationToken cancel) => TypedResults.Ok(await words.ReadAsync(cancel)))
            .WithName("Words")
            .WithSummary("The words that the museum says differently, by language and name");
        staff
            .MapPut("/{language}", SetAsync)
            .RequireRole(Role.Curator)
            .WithName("SetWords")
            .WithSummary("Says words differently in one language; null says them as they come with the program");
    }

    private static async Task<Results<NoContent, ProblemHttpResult>> SetAsync(
        HttpContext context,
        TextOverrides words,
        string language,
        Dictionary<string, string?> changes
    )
    {
        if (!LocalText.Languages.Contains(language))
            return TypedResults.Problem(Problems.Parameter("language", $"Must be one of {string.Join(", ", LocalText.Languages)}."));
        foreach (var (key, text) in changes)
        {
            if (key.Length > LongestKey || !KeyForm().IsMatch(key))
                return TypedResults.Problem(Problems.Parameter("key", "Is a word's name, such as nearMe or arAligned.panel."));
            if (text is not null && (string.IsNullOrWhiteSpace(text) || text.Length > LongestText))
                return TypedResults.Problem(
                    Problems.Parameter(key, $"Must have 1 to {LongestText} characters; send null to say it as it comes with the program.")
                );
        }

        await words.SetAsync(language, changes, context.User.PersonName(), context.RequestAborted);
        return TypedResults.NoContent();
    }

    [GeneratedRegex("^[A-Za-z0-9]+(\\.[A-Za-z0-9]+)?$", RegexOptions.CultureInvariant)]
    private static partial Regex KeyForm();
}
