using Microsoft.Extensions.Options;
using XrContent.Server.Accounts;
using XrContent.Server.Onsite.Passes;

namespace XrContent.Server.Onsite;

/// <summary>The one place that decides what a request may see: of which places it comes, by pass, by staff's token, or as staff stand in for a visitor.</summary>
internal sealed class OnsiteGate(IOptions<OnsiteOptions> options, PassKeys keys, StandIn standIn, Belonging belonging)
{
    private static readonly object Known = new();

    /// <summary>Where this request may look.</summary>
    public Presence Of(HttpContext context)
    {
        if (context.Items[Known] is Presence known) return known;
        var presence = Find(context);
        context.Items[Known] = presence;
        return presence;
    }

    /// <summary>Whether this request may see an item whole; else its teaser is for everyone.</summary>
    public bool Opens(HttpContext context, string item) => Of(context) is { IsEverywhere: true } || belonging.OfItem(item) is { } places && Of(context).Opens(places);

    /// <summary>What a pass opens, each place with when that ends.</summary>
    public Presence Of(Pass pass)
    {
        var places = new Dictionary<string, DateTimeOffset>();
        foreach (var stay in pass.Stays)
        {
            foreach (var place in stay.Walk ? belonging.WalkFrom(stay.Place) : new HashSet<string> { stay.Place })
                if (!places.TryGetValue(place, out var until) || until < stay.Until) places[place] = stay.Until;
        }

        return Presence.At(places);
    }

    private Presence Find(HttpContext context)
    {
        // Staff who look through a visitor's eyes see no more than the visitor.
        if (standIn.Read(context.Request) is { } stand) return stand.Onsite ? Of(new Pass([new(stand.Place, stand.Until, Walk: true)])) : Presence.Nowhere;
        if (context.User.IsStaff()) return Presence.Staff;
        if (!options.Value.Required) return Presence.Anybody;
        return keys.Read(context.Request) is { } pass ? Of(pass) : Presence.Nowhere;
    }
}
