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
    /// <param name="also">What else tells answers apart; null where nothing does.</param>
    public static RouteGroupBuilder CacheByVersion(this RouteGroupBuilder group, Func<HttpContext, string>? also = null)
    {
        // Whoever gets a pass, or loses it, must not be told that what they have is still the same. Kept, but asked about each time: a
        // publish shows at once.
        return group.Cache(
            context => context.RequestServices.GetRequiredService<OnsiteGate>().Of(context).Mark + also?.Invoke(context),
            "private, no-cache",
            OnsiteGate.Asks
        );
    }

    /// <summary>As <see cref="CacheByVersion"/>, for answers that are the same for everybody: they may be kept on the way.</summary>
    /// <param name="also">What tells them apart beside the version, such as the day.</param>
    /// <param name="vary">Headers on which they depend; null for none.</param>
    public static RouteGroupBuilder CacheOpenly(
        this RouteGroupBuilder group,
        Func<HttpContext, string>? also = null,
        string? vary = null
    ) => group.Cache(context => "open" + also?.Invoke(context), "public, max-age=60", vary);

    private static RouteGroupBuilder Cache(this RouteGroupBuilder group, Func<HttpContext, string> mark, string cacheControl, string? vary)
    {
        ((IEndpointConventionBuilder)group).Add(endpoint =>
        {
            var inside = endpoint.RequestDelegate!;
            var tags = endpoint.ApplicationServices.GetRequiredService<CatalogTags>();
            var current = endpoint.ApplicationServices.GetRequiredService<CurrentCatalog>();
            var terrain = endpoint.ApplicationServices.GetRequiredService<CurrentTerrain>();
            endpoint.RequestDelegate = context =>
            {
                var tag = tags.Of(context.Take(current), context.Take(terrain), mark(context));
                var headers = context.Response.Headers;
                (headers.ETag, headers.CacheControl) = (tag, cacheControl);
                if (vary is not null)
                    headers.Vary = vary;
                if (!Names(context.Request.Headers.IfNoneMatch, tag))
                    return inside(context);
                context.Response.StatusCode = StatusCodes.Status304NotModified;
                return Task.CompletedTask;
            };
        });
        return group;
    }

    private static bool Names(StringValues known, string tag) =>
        known.Count > 0
        && (
            known.Count == 1 && known[0] == tag
            || EntityTagHeaderValue.TryParseList(known!, out var tags) && tags.Any(one => one.Tag == tag)
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
