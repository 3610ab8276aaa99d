using Microsoft.AspNetCore.Http.HttpResults;

namespace XrContent.Server.Insight;

/// <summary>How often somebody looked at personal data.</summary>
/// <param name="Month">Such as "2026-08", UTC.</param>
/// <param name="Role">
/// contributor, curator, administrator, former (who left since), or program (with the service token, or on the machine).
/// </param>
/// <param name="Look">The kind of look, such as "staff-seen".</param>
internal sealed record LookCount(string Month, string Role, string Look, long Count);

/// <summary>What anybody may know of how this server treats data.</summary>
/// <param name="Counting">Whether acts of visitors are counted.</param>
/// <param name="Measures">What is counted, and by what each is told apart.</param>
/// <param name="Looks">Looks at personal data in the last 24 months.</param>
/// <param name="Ends">The end of the record as each day began (UTC), newest first.</param>
/// <param name="Responsible">Who answers for it, as the settings name them; null where nobody is named.</param>
/// <param name="Broken">The first day whose end does not fit the record any more; null where all do.</param>
internal sealed record Transparency(
    bool Counting,
    int KeepYears,
    int Least,
    IReadOnlyDictionary<string, IReadOnlyList<string>> Measures,
    IReadOnlyList<LookCount> Looks,
    IReadOnlyList<ChainEnd> Ends,
    string? Broken,
    string? Responsible = null
);

/// <summary>What is counted, who looked at what, and the end of the record.</summary>
internal static class TransparencyApi
{
    public static void MapTransparency(this WebApplication app) =>
        app.MapGet("/api/v1/transparency", ReadAsync)
            .WithName("Transparency")
            .WithTags("Insight")
            .WithSummary("What is counted, how often staff looked at personal data, and the end of the record, day by day");

    private static async Task<Ok<Transparency>> ReadAsync(HttpContext context, TransparencyReader reader)
    {
        context.Response.Headers.CacheControl = "public, max-age=60";
        return TypedResults.Ok(await reader.ReadAsync(context.RequestAborted));
    }
}
