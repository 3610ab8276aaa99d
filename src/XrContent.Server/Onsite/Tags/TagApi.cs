using System.ComponentModel.DataAnnotations;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Extensions.Options;
using OtpNet;
using XrContent.Catalog.Documents;
using XrContent.Server.Accounts;
using XrContent.Server.Catalogue;
using XrContent.Server.Hosting;

namespace XrContent.Server.Onsite.Tags;

/// <summary>Asks for a new tag.</summary>
/// <param name="Place">Id of the place.</param>
/// <param name="Strength">printed, rotating or signed.</param>
/// <param name="Name">What staff call it, such as "lobby, left of the desk".</param>
/// <param name="Period">Rotating: seconds that a code is shown, 30 to 60.</param>
public sealed record TagRequest(
    [property: Required] string Place,
    [property: Required, AllowedValues("printed", "rotating", "signed")] string Strength,
    [property: StringLength(80)] string? Name = null,
    [property: Range(30, 60)] int Period = 30
);

/// <summary>Notes a chip of a signed tag.</summary>
/// <param name="Uid">14 hexadecimal digits, as any NFC reader shows them.</param>
public sealed record ChipRequest(
    [property: Required, RegularExpression("^[0-9A-Fa-f]{14}$", ErrorMessage = "Is 14 hexadecimal digits: the chip's UID.")] string Uid
);

/// <summary>Staff make tags, print them, write chips, pair screens, and end what was lost or copied.</summary>
internal static class TagApi
{
    /// <param name="Code">Eight digits to type into the screen.</param>
    /// <param name="Page">What to open on the screen.</param>
    internal sealed record PairingAnswer(string Code, DateTimeOffset Until, string Page);

    /// <param name="Uri">As authenticator programs and e-paper frames read it (otpauth).</param>
    internal sealed record SecretAnswer(string Uri);

    /// <param name="Taps">The highest tap counter accepted, rounded down to fives; -1 before the first.</param>
    /// <param name="Ended">When it was ended, as lost.</param>
    internal sealed record ChipAnswer(string Uid, int Taps, DateTimeOffset Added, DateTimeOffset? Ended);

    /// <summary>A tag.</summary>
    /// <param name="Address">What its QR code or chip holds; a rotating one adds ?c= and its code.</param>
    /// <param name="Paired">When its screen was paired.</param>
    /// <param name="Revoked">When it ended.</param>
    internal sealed record TagAnswer(
        string Id,
        string Place,
        LocalText? Title,
        string Strength,
        string Name,
        string Address,
        int? Period,
        DateTimeOffset Created,
        string CreatedBy,
        DateTimeOffset? Paired,
        DateTimeOffset? Revoked,
        IReadOnlyList<ChipAnswer> Chips
    );

    internal sealed record TagList(IReadOnlyList<TagAnswer> Tags);

    /// <param name="Address">Where its code leads, without what changes in it.</param>
    internal sealed record HangingTag(string Address);

    public static void MapTags(this WebApplication app)
    {
        app.MapGet("/api/v1/places/{place}/tags/{tag}", HangsAtAsync)
            .WithName("TagOfPlace")
            .WithTags("On site")
            .WithSummary("Whether a tag that was read hangs at a place; opens nothing")
            .ProducesProblem(StatusCodes.Status404NotFound);
        var staff = app.MapGroup("/api/v1/studio/tags")
            .WithTags("On site")
            .RequireStaff(Role.Administrator)
            .ProducesProblem(StatusCodes.Status404NotFound)
            .ProducesValidationProblem();
        staff.MapGet("/", ListAsync).WithName("Tags").WithSummary("All tags, ended ones too");
        staff.MapGet("/{id}", GetAsync).WithName("TagById").WithSummary("One tag");
        staff.MapPost("/", AddAsync).WithName("AddTag").WithSummary("A new tag for a place: printed, rotating or signed");
        staff.MapDelete("/{id}", RevokeAsync).WithName("RevokeTag").WithSummary("Ends a tag: from now on it gives no passes");
        staff
            .MapPost("/{id}/pairing", PairingAsync)
            .WithName("OfferPairing")
            .WithSummary("A code by which a screen becomes the tag's: 15 minutes, once");
        staff
            .MapGet("/{id}/secret", SecretAsync)
            .WithName("TagSecret")
            .WithSummary("The secret of a rotating tag, for an e-paper frame or another program that shows its codes");
        staff
            .MapPost("/{id}/chips", AddChipAsync)
            .WithName("AddChip")
            .WithSummary("The keys and settings to write into one chip of a signed tag; one that was ended is in use again");
        staff
            .MapDelete("/{id}/chips/{uid}", EndChipAsync)
            .WithName("EndChip")
            .WithSummary("Ends a chip that was lost: from now on its taps give no passes; the others go on");
    }

    private static async Task<Results<Ok<HangingTag>, ProblemHttpResult>> HangsAtAsync(
        HttpContext context,
        TagStore tags,
        TagAnswers answers,
        string place,
        string tag
    )
    {
        context.Response.Headers.CacheControl = "no-store";
        // Its name is of 26 random characters: who knows it has read it.
        return
            TagAddress.Parse(tag).Id is { } id
            && await tags.FindAsync(id, context.RequestAborted) is { Revoked: null } row
            && row.Place == place
            ? TypedResults.Ok(new HangingTag(answers.AddressOf(context, row)))
            : TypedResults.Problem(Problems.NoItem(tag, "tag of this place"));
    }

    private static async Task<Ok<TagList>> ListAsync(HttpContext context, TagStore tags, TagAnswers answers) =>
        TypedResults.Ok(
            new TagList([.. (await tags.ListAsync(null, context.RequestAborted)).Select(row => answers.Of(context, row.Tag, row.Chips))])
        );

    private static async Task<Results<Ok<TagAnswer>, ProblemHttpResult>> GetAsync(
        HttpContext context,
        TagStore tags,
        TagAnswers answers,
        string id
    ) =>
        await tags.ListAsync(id, context.RequestAborted) is [var (tag, chips)]
            ? TypedResults.Ok(answers.Of(context, tag, chips))
            : TypedResults.Problem(Problems.NoItem(id, "tag"));

    private static async Task<Results<Ok<TagAnswer>, ProblemHttpResult>> AddAsync(
        HttpContext context,
        TagStore tags,
        TagAnswers answers,
        TagRequest request
    )
    {
        if (context.Catalog().Find<Place>(request.Place) is null)
            return TypedResults.Problem(Problems.Parameter("place", $"No published place has the id \"{request.Place}\"."));
        var kind = Enum.Parse<TagKind>(request.Strength, ignoreCase: true);
        var name = request.Name?.Trim() ?? "";
        var tag = await tags.AddAsync(request.Place, kind, name, request.Period, context.User.PersonName(), context.RequestAborted);
        return TypedResults.Ok(answers.Of(context, tag, []));
    }

    private static async Task<Results<NoContent, ProblemHttpResult>> RevokeAsync(HttpContext context, TagStore tags, string id) =>
        await tags.RevokeAsync(id, context.User.PersonName(), context.RequestAborted) is null
            ? TypedResults.Problem(Problems.NoItem(id, "tag in use"))
            : TypedResults.NoContent();

    private static async Task<Results<Ok<PairingAnswer>, ProblemHttpResult>> PairingAsync(HttpContext context, TagStore tags, string id) =>
        await tags.OfferPairingAsync(id, context.User.PersonName(), context.RequestAborted) is var (tag, code, until)
            ? TypedResults.Ok(new PairingAnswer(code, until, $"/kiosk/{tag.Place}"))
            : TypedResults.Problem(Problems.NoItem(id, "rotating tag in use"));

    private static async Task<Results<Ok<SecretAnswer>, ProblemHttpResult>> SecretAsync(HttpContext context, TagStore tags, string id)
    {
        if (await tags.ShowSecretAsync(id, context.User.PersonName(), context.RequestAborted) is not { } tag)
            return TypedResults.Problem(Problems.NoItem(id, "rotating tag in use"));
        var uri = new OtpUri(OtpType.Totp, tags.SecretOf(tag), tag.Place, "XrContent", digits: TagCodes.RotatingDigits, period: tag.Period);
        return TypedResults.Ok(new SecretAnswer(uri.ToString()));
    }

    private static async Task<Results<NoContent, ProblemHttpResult>> EndChipAsync(
        HttpContext context,
        TagStore tags,
        string id,
        string uid
    ) =>
        await tags.EndChipAsync(id, uid.ToUpperInvariant(), context.User.PersonName(), context.RequestAborted) is null
            ? TypedResults.Problem(Problems.NoItem(uid, "chip in use"))
            : TypedResults.NoContent();

    private static async Task<Results<Ok<ChipSheet>, ProblemHttpResult>> AddChipAsync(
        HttpContext context,
        TagStore tags,
        TagAnswers answers,
        string id,
        ChipRequest request
    )
    {
        if (await tags.FindAsync(id, context.RequestAborted) is not { Kind: TagKind.Signed, Revoked: null } tag)
            return TypedResults.Problem(Problems.NoItem(id, "signed tag in use"));
        var uid = request.Uid.ToUpperInvariant();
        try
        {
            // Made before anything is noted: an address may be too long for a chip.
            var sheet = ChipSheet.Of(answers.AddressOf(context, tag), uid, ChipKeys.Of(tags.SecretOf(tag), uid));
            return await tags.AddChipAsync(id, uid, context.User.PersonName(), context.RequestAborted) is null
                ? TypedResults.Problem(Problems.NoItem(id, "signed tag in use"))
                : TypedResults.Ok(sheet);
        }
        catch (ArgumentException tooLong)
        {
            return TypedResults.Problem(Problems.Parameter("id", $"{tooLong.Message} Set a shorter Public:BaseUrl."));
        }
    }
}

/// <summary>Tags as staff read them.</summary>
internal sealed class TagAnswers(IOptions<PublicOptions> address)
{
    public TagApi.TagAnswer Of(HttpContext context, TagRow tag, IReadOnlyList<ChipRow> chips) =>
        new(
            tag.Id,
            tag.Place,
            context.Catalog().Find<Place>(tag.Place)?.Title,
            tag.Kind.ToString().ToLowerInvariant(),
            tag.Name,
            AddressOf(context, tag),
            tag.Kind == TagKind.Rotating ? tag.Period : null,
            tag.Created,
            tag.CreatedBy,
            tag.Paired,
            tag.Revoked,
            [
                .. chips.Select(chip => new TagApi.ChipAnswer(
                    chip.Uid,
                    chip.Counter < 0 ? chip.Counter : chip.Counter - chip.Counter % 5,
                    chip.Added,
                    chip.Ended
                )),
            ]
        );

    public string AddressOf(HttpContext context, TagRow tag) => TagAddress.Of(address.Value.RootOf(context.Request), tag.Id);
}
