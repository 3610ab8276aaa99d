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
        $"\"{catalog.Version}-{catalog.PublicationId.ToString("N")[..8]}-{(terrain.Version.Length == 0 ? "none" : terrain.Version)}-{HostingSetup.Build}\"";

    public static RouteGroupBuilder CacheByVersion(this RouteGroupBuilder group)
    {
        group.AddEndpointFilter(async (context, next) =>
        {
            var (request, response) = (context.HttpContext.Request, context.HttpContext.Response);
            var services = context.HttpContext.RequestServices;
            var presence = services.GetRequiredService<OnsiteGate>().Of(context.HttpContext);
            // Whoever gets a pass, or loses it, must not be told that what they have is still the same.
            var tag = $"{TagOf(context.HttpContext.Catalog(), services.GetRequiredService<CurrentTerrain>().Map)[..^1]}-{presence.Mark}\"";
            if (request.GetTypedHeaders().IfNoneMatch.Any(known => known.Tag == "*" || known.Tag == tag))
            {
                response.Headers.ETag = tag;
                return TypedResults.StatusCode(StatusCodes.Status304NotModified);
            }

            response.OnStarting(() =>
            {
                if (response.StatusCode != StatusCodes.Status200OK) return Task.CompletedTask;
                response.Headers.ETag = tag;
                // Kept, but asked about each time: a publish shows at once.
                response.Headers.CacheControl = "private, no-cache";
                response.Headers.Vary = "Cookie, Authorization";
                return Task.CompletedTask;
            });
            return await next(context);
        });
        return group;
    }
}
