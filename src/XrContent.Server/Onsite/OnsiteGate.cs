using Microsoft.Extensions.Options;
using XrContent.Catalog.Published;
using XrContent.Server.Accounts;
using XrContent.Server.Catalogue;
using XrContent.Server.Onsite.Passes;

namespace XrContent.Server.Onsite;

/// <summary>
/// The one place that decides what a request may see: of which places it comes, by pass, by staff's token, or as staff stand in for a
/// visitor.
/// </summary>
internal sealed class OnsiteGate(IOptions<OnsiteOptions> options, PassKeys keys, ViewAs viewAs)
{
    /// <summary>The headers that it asks, as Vary names them.</summary>
    public const string Asks = $"Cookie, Authorization, {ViewAs.Header}";

    /// <summary>Where this request may look; found once for each.</summary>
    public Presence Of(HttpContext context)
    {
        if (context.Features.Get<Presence>() is { } known)
            return known;
        var presence = Find(context);
        context.Features.Set(presence);
        return presence;
    }

    /// <summary>What a pass opens, each place with when that ends.</summary>
    public static Presence Of(Pass pass, CatalogSnapshot catalog)
    {
        var places = new Dictionary<string, DateTimeOffset>();
        foreach (var grant in pass.Grants)
        {
            foreach (var place in grant.Walk ? catalog.WalkFrom(grant.Place) : new HashSet<string> { grant.Place })
                if (!places.TryGetValue(place, out var until) || until < grant.Until)
                    places[place] = grant.Until;
        }

        return Presence.At(places);
    }

    private Presence Find(HttpContext context)
    {
        // Staff who look through a visitor's eyes see no more than the visitor.
        if (ViewAs.IsGiven(context.Request))
            return viewAs.Read(context) is { Onsite: true } stand
                ? Of(new Pass([new(stand.Place, stand.Until, Walk: true)]), context.Catalog())
                : Presence.Nowhere;
        if (context.User.IsStaff())
            return Presence.Staff;
        if (!options.Value.Required)
            return Presence.Anybody;
        if (context.Request.Headers is { Cookie.Count: 0, Authorization.Count: 0 })
            return Presence.Nowhere;
        return keys.Read(context.Request) is { } pass ? Of(pass, context.Catalog()) : Presence.Nowhere;
    }
}

internal static class PresenceOfRequest
{
    /// <summary>Where this request may look.</summary>
    public static Presence Presence(this HttpContext context) =>
        context.Features.Get<Presence>() ?? context.RequestServices.GetRequiredService<OnsiteGate>().Of(context);
}
