using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Identity;
using XrContent.Server.Accounts;
using XrContent.Server.Media;

namespace XrContent.Server.Studio;

/// <summary>Who is asking, and what this server can do.</summary>
internal static class MeApi
{
    /// <summary>Who is asking.</summary>
    /// <param name="Name">As colleagues and the audit log call them.</param>
    /// <param name="Films">This server can take films in.</param>
    /// <param name="Page">To send as X-XrContent-Page with whatever changes something; null for programs, which need none.</param>
    internal sealed record MeAnswer(string Name, Role Role, bool Films, string? Page);

    public static void MapMe(this WebApplication app) =>
        app.MapGroup("/api/v1/studio")
            .WithTags("Accounts")
            .RequireStaff()
            .MapGet("/me", Me)
            .WithName("Me")
            .WithSummary("Who is asking, and what this server can do");

    private static Ok<MeAnswer> Me(HttpContext context, FfmpegTools films)
    {
        var role = Enum.GetValues<Role>().Last(context.User.Is);
        // The word's own headers keep the answer out of caches.
        var page = context.User.Identity?.AuthenticationType == IdentityConstants.ApplicationScheme ? OwnPages.WordFor(context) : null;
        if (page is null)
            context.Response.Headers.CacheControl = "no-store";
        return TypedResults.Ok(new MeAnswer(context.User.PersonName(), role, films.IsThere, page));
    }
}
