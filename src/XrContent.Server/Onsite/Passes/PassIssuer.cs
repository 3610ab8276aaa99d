using Microsoft.AspNetCore.Mvc;
using Microsoft.Extensions.Options;
using XrContent.Catalog.Documents;
using XrContent.Catalog.Published;
using XrContent.Server.Catalogue;
using XrContent.Server.Onsite.Tags;

namespace XrContent.Server.Onsite.Passes;

/// <summary>What the issuer says: a pass, or why not.</summary>
/// <param name="Place">The tag's place, where the tag is known.</param>
internal sealed record Issued(PublishedItem? Place, Pass? Pass, string? Token, DateTimeOffset Until, ProblemDetails? Problem);

/// <summary>Hears that a tag gave a pass: a room above counts it.</summary>
internal delegate void PassGiven(HttpContext context, TagRow tag);

/// <summary>Where a tag, a code and sometimes a position become a pass. Positions are looked at here and go nowhere else.</summary>
internal sealed class PassIssuer(
    TagStore tags,
    TagCodes codes,
    PassKeys keys,
    PassMetrics metrics,
    IEnumerable<PassGiven> listeners,
    IOptions<OnsiteOptions> options,
    TimeProvider clock
)
{
    /// <param name="tagOrAddress">A tag's name, or the whole address that a scanner read.</param>
    /// <param name="code">What the tag shows beside its name; in an address it stands there already.</param>
    /// <param name="position">Null while the visitor has not been asked.</param>
    public async Task<Issued> AskAsync(HttpContext context, string tagOrAddress, string? code, Position? position)
    {
        var issued = await IssueAsync(context, tagOrAddress, code, position);
        metrics.Asked(issued.Problem?.Type);
        return issued;
    }

    private async Task<Issued> IssueAsync(HttpContext context, string tagOrAddress, string? code, Position? position)
    {
        var (id, inAddress) = TagAddress.Parse(tagOrAddress);
        var catalog = context.Catalog();
        if (
            id is null
            || await tags.FindAsync(id, context.RequestAborted) is not { Revoked: null } tag
            || catalog.Find(tag.Place) is not { Kind: Kind.Place } place
        )
            return Refuse(null, Refusals.NoTag());

        var teaser = Refusals.Teaser(place.Id, catalog)!;
        switch (await codes.CheckAsync(tag, code ?? inAddress, context.RequestAborted))
        {
            // Who reloads the page, or taps twice, is there already.
            case CodeOutcome.Wrong
            or CodeOutcome.Used when keys.Read(context.Request) is { } held && OnsiteGate.Of(held, catalog).Opens([place.Id]):
                return new(place, held, keys.Write(held), held.Grants.Max(stay => stay.Until), null);
            case CodeOutcome.Wrong:
                return Refuse(place, Refusals.WrongCode(teaser));
            case CodeOutcome.Used:
                return Refuse(place, Refusals.UsedTap(teaser));
        }

        if (tag.Kind == TagKind.Printed)
        {
            if (position is not { } where)
                return Refuse(place, Refusals.NeedsPosition(teaser));
            switch (Geofence.Check(place.Item, where))
            {
                case (Standing.TooVague, _):
                    return Refuse(place, Refusals.Vague(teaser));
                case (Standing.Outside, var distance):
                    return Refuse(place, Refusals.Far(teaser, distance));
            }
        }

        // Who is there already and taps again comes no second time.
        if (keys.Read(context.Request) is not { } own || !OnsiteGate.Of(own, catalog).Opens([place.Id]))
        {
            foreach (var given in listeners)
                given(context, tag);
        }

        return Grant(context, place);
    }

    private Issued Grant(HttpContext context, PublishedItem place)
    {
        var until = clock.GetUtcNow() + options.Value.PassLifetime;
        var pass = (keys.Read(context.Request) ?? new Pass([])).With(new(place.Id, until, Walk: true));
        return new(place, pass, keys.Write(pass), until, null);
    }

    private static Issued Refuse(PublishedItem? place, ProblemDetails problem) => new(place, null, null, default, problem);
}
