using System.Globalization;
using XrContent.Catalog.Documents;
using XrContent.Geo;
using XrContent.Server.Catalogue;

namespace XrContent.Server.Onsite;

/// <summary>To which places what a request asks for belongs; null where there is no such thing.</summary>
internal delegate IReadOnlyCollection<string>? PlacesAsked(HttpContext context);

/// <summary>How endpoints say what is asked for.</summary>
internal static class Where
{
    /// <summary>Metres round a place within which its pass opens the land's own outline.</summary>
    private const double Around = 2000;

    /// <summary>More places than one has passes for.</summary>
    private const int MostAround = 10_000;

    /// <summary>The item that {id} names.</summary>
    public static IReadOnlyCollection<string>? OfItem(HttpContext context) =>
        context.Catalog().Find((string)context.Request.RouteValues["id"]!)?.Places;

    /// <summary>The rendition that {name} names.</summary>
    public static IReadOnlyCollection<string>? OfRendition(HttpContext context) =>
        context.Catalog().PlacesOfRendition((string)context.Request.RouteValues["name"]!);

    /// <summary>The places round lat and lon. A position that cannot be read belongs to none, and the handler says so.</summary>
    public static IReadOnlyCollection<string>? AroundPosition(HttpContext context) =>
        double.TryParse(context.Request.Query["lat"], CultureInfo.InvariantCulture, out var lat)
        && double.TryParse(context.Request.Query["lon"], CultureInfo.InvariantCulture, out var lon)
        && Math.Abs(lat) <= 90
        && Math.Abs(lon) <= 180
            ? context.Catalog().Nearby(new LatLon(lat, lon), Around, Kind.Place, MostAround).Select(near => near.Item.Id).ToHashSet()
            : null;
}

internal static class PresenceRequirement
{
    /// <summary>
    /// Closes a group of routes to whoever is not on the spot, or has a pass for another place. The gate stands before anything of the
    /// request is read, so that an endpoint says nothing else to whom it is closed.
    /// </summary>
    public static RouteGroupBuilder RequirePresence(this RouteGroupBuilder group, PlacesAsked asked)
    {
        ((IEndpointConventionBuilder)group).Add(endpoint =>
        {
            var inside = endpoint.RequestDelegate!;
            endpoint.RequestDelegate = context => Opens(context, asked, out var places) ? inside(context) : RefuseAsync(context, places);
        });
        group.ProducesProblem(StatusCodes.Status403Forbidden);
        return group;
    }

    private static bool Opens(HttpContext context, PlacesAsked asked, out IReadOnlyCollection<string>? places)
    {
        places = null;
        var presence = context.Presence();
        if (presence.IsEverywhere)
            return true;
        places = asked(context);
        // What is not there is said only to whoever might have seen it.
        return !presence.IsNowhere && (places is null || presence.Opens(places));
    }

    private static Task RefuseAsync(HttpContext context, IReadOnlyCollection<string>? places)
    {
        context.Response.Headers.CacheControl = "no-store";
        return TypedResults
            .Problem(Refusals.PassRequired(Refusals.Teaser(places?.FirstOrDefault(), context.Catalog())))
            .ExecuteAsync(context);
    }
}
