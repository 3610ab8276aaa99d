using Microsoft.Extensions.Primitives;
using Microsoft.Net.Http.Headers;
using XrContent.Catalog.Published;
using XrContent.Geo.Terrain;
using XrContent.Server.Catalogue;
using XrContent.Server.Hosting;
using XrContent.Server.Onsite;
using XrContent.Server.Views.Terrain;

namespace XrContent.Server.Views;

/// <summary>
/// Everything that comes from a snapshot is as new as the snapshot and the terrain: one ETag serves all, and a client that has it already
/// gets 304 before any work is done.
/// </summary>
internal static class CatalogCaching
{
    public static string TagOf(CatalogSnapshot catalog, TerrainMap terrain) =>
        $"\"{catalog.Version}-{catalog.PublicationId.ToString("N")[..8]}-"
        + $"{(terrain.Version.Length == 0 ? "none" : terrain.Version)}-{HostingSetup.Build}\"";

    /// <summary>Stands before anything of the request is read.</summary>
    public static RouteGroupBuilder CacheByVersion(this RouteGroupBuilder group)
    {
        ((IEndpointConventionBuilder)group).Add(endpoint =>
        {
            var inside = endpoint.RequestDelegate!;
            var gate = endpoint.ApplicationServices.GetRequiredService<OnsiteGate>();
            var tags = endpoint.ApplicationServices.GetRequiredService<CatalogTags>();
            var current = endpoint.ApplicationServices.GetRequiredService<CurrentCatalog>();
            var terrain = endpoint.ApplicationServices.GetRequiredService<CurrentTerrain>();
            endpoint.RequestDelegate = context =>
            {
                // Whoever gets a pass, or loses it, must not be told that what they have is still the same.
                var tag = tags.Of(context.Take(current), context.Take(terrain), gate.Of(context).Mark);
                return Knows(context, tag) ? Task.CompletedTask : inside(context);
            };
        });
        return group;
    }

    /// <summary>As <see cref="CacheByVersion"/>, for answers that are the same for everybody: they may be kept on the way.</summary>
    /// <param name="day">Some answers are others on the next day.</param>
    public static RouteGroupBuilder CacheOpenly(this RouteGroupBuilder group, Func<IServiceProvider, DateOnly> day)
    {
        ((IEndpointConventionBuilder)group).Add(endpoint =>
        {
            var inside = endpoint.RequestDelegate!;
            var tags = endpoint.ApplicationServices.GetRequiredService<CatalogTags>();
            var current = endpoint.ApplicationServices.GetRequiredService<CurrentCatalog>();
            var terrain = endpoint.ApplicationServices.GetRequiredService<CurrentTerrain>();
            endpoint.RequestDelegate = context =>
            {
                if (Knows(context, tags.Of(context.Take(current), context.Take(terrain), $"open-{day(context.RequestServices).DayNumber}")))
                    return Task.CompletedTask;
                context.Response.Headers.CacheControl = "public, max-age=60";
                context.Response.Headers.Vary = "Accept, Accept-Language";
                return inside(context);
            };
        });
        return group;
    }

    /// <summary>Whether the client has the answer already, which it is told then; else the answer will carry its tag.</summary>
    private static bool Knows(HttpContext context, string tag)
    {
        var (request, response) = (context.Request, context.Response);
        response.Headers.ETag = tag;
        if (Names(request.Headers.IfNoneMatch, tag))
        {
            response.StatusCode = StatusCodes.Status304NotModified;
            return true;
        }

        // Kept, but asked about each time: a publish shows at once.
        response.Headers.CacheControl = "private, no-cache";
        response.Headers.Vary = OnsiteGate.Asks;
        return false;
    }

    private static bool Names(StringValues known, string tag) =>
        known.Count > 0
        && (
            known.Count == 1 && known[0] == tag
            || EntityTagHeaderValue.TryParseList(known!, out var tags) && tags.Any(one => one.Tag == "*" || one.Tag == tag)
        );
}

/// <summary>The tag of the snapshot and the terrain that are served now, made once.</summary>
internal sealed class CatalogTags
{
    private volatile Made? last;

    /// <param name="mark">What tells answers apart that differ by what may be seen.</param>
    public string Of(CatalogSnapshot catalog, TerrainMap terrain, string mark)
    {
        var of = (catalog.Version, catalog.PublicationId, terrain.Version, mark);
        if (last is not { } made || made.Key != of)
            last = made = new(of, $"{CatalogCaching.TagOf(catalog, terrain)[..^1]}-{mark}\"");
        return made.Tag;
    }

    private sealed record Made((long, Guid, string, string) Key, string Tag);
}
