using System.ComponentModel.DataAnnotations;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using XrContent.Catalog.Audit;
using XrContent.Catalog.Storage;
using XrContent.Server.Data;
using XrContent.Server.Hosting;

namespace XrContent.Server.Accounts;

/// <summary>Who is of the staff: administrators invite, give roles, and end accounts. Each look is on record.</summary>
internal static class PeopleApi
{
    /// <param name="Left">When their account ended.</param>
    internal sealed record PersonAnswer(
        string Id,
        string Name,
        string Email,
        Role Role,
        DateTimeOffset Joined,
        DateTimeOffset? Left,
        bool LockedOut
    );

    /// <param name="Id">By which it can be ended.</param>
    internal sealed record OpenInvitation(string Id, string Email, Role Role, string By, DateTimeOffset Until);

    internal sealed record StaffAnswer(IReadOnlyList<PersonAnswer> People, IReadOnlyList<OpenInvitation> Invitations);

    internal sealed record InviteRequest([property: Required, EmailAddress, StringLength(254)] string Email, Role Role);

    /// <param name="Link">To send to them; told only now.</param>
    internal sealed record InviteAnswer(string Link, DateTimeOffset Until);

    /// <param name="Left">True ends the account, false opens it again.</param>
    internal sealed record PersonChange(Role? Role = null, bool? Left = null);

    public static void MapPeople(this WebApplication app)
    {
        var administrators = app.MapGroup("/api/v1/studio/staff")
            .WithTags("Accounts")
            .RequireStaff(Role.Administrator)
            .ProducesValidationProblem();
        administrators
            .MapGet("", ListAsync)
            .WithName("Staff")
            .WithSummary("Everybody with an account, and open invitations; the look is on record");
        administrators
            .MapPost("/invitations", InviteAsync)
            .WithName("Invite")
            .WithSummary("Makes a link by which somebody joins: 7 days, once");
        administrators
            .MapDelete("/invitations/{id}", UninviteAsync)
            .WithName("Uninvite")
            .WithSummary("Ends an open invitation")
            .ProducesProblem(StatusCodes.Status404NotFound);
        administrators
            .MapPatch("/{id}", ChangeAsync)
            .WithName("ChangePerson")
            .WithSummary("Gives somebody another role, or ends their account")
            .ProducesProblem(StatusCodes.Status404NotFound);
    }

    private static async Task<Ok<StaffAnswer>> ListAsync(
        HttpContext context,
        UserManager<StaffMember> people,
        Invitations invitations,
        AuditLog audit,
        TimeProvider clock
    )
    {
        await audit.RecordAsync(
            new(context.User.PersonName(), AuditActions.StaffSeen, Concerns: AuditActions.Everybody),
            context.RequestAborted
        );
        context.Response.Headers.CacheControl = "no-store";
        var (now, all) = (
            clock.GetUtcNow(),
            await people.Users.AsNoTracking().OrderBy(member => member.UserName).ToListAsync(context.RequestAborted)
        );
        return TypedResults.Ok(
            new StaffAnswer(
                [
                    .. all.Select(member => new PersonAnswer(
                        member.Id,
                        member.UserName!,
                        member.Email!,
                        member.Role,
                        member.Joined,
                        member.Left,
                        member.LockoutEnd > now
                    )),
                ],
                [
                    .. (await invitations.OpenAsync(context.RequestAborted)).Select(row => new OpenInvitation(
                        row.Hash,
                        row.Email!,
                        row.Role,
                        row.By,
                        row.Until
                    )),
                ]
            )
        );
    }

    private static async Task<Results<Ok<InviteAnswer>, ProblemHttpResult>> InviteAsync(
        HttpContext context,
        UserManager<StaffMember> people,
        Invitations invitations,
        InviteRequest request
    )
    {
        if (await people.FindByEmailAsync(request.Email) is { } member)
            return TypedResults.Problem(Problems.Parameter("email", $"{member.UserName} has an account with this address already."));
        var (secret, until) = await invitations.AddAsync(request.Email, request.Role, context.User.PersonName(), context.RequestAborted);
        return TypedResults.Ok(new InviteAnswer(invitations.LinkTo(secret), until));
    }

    private static async Task<Results<NoContent, ProblemHttpResult>> UninviteAsync(HttpContext context, Invitations invitations, string id)
    {
        return await invitations.RemoveAsync(id, context.User.PersonName(), context.RequestAborted)
            ? TypedResults.NoContent()
            : TypedResults.Problem(Problems.NoItem(id, "open invitation"));
    }

    private static async Task<Results<NoContent, ProblemHttpResult>> ChangeAsync(
        HttpContext context,
        XrContentDb db,
        Database database,
        UserManager<StaffMember> people,
        AuditLog audit,
        TimeProvider clock,
        string id,
        PersonChange change
    )
    {
        // Held from here on, so that of two administrators who demote each other one stays.
        await using var work = await database.BeginWriteAsync(db, context.RequestAborted);
        if (await people.FindByIdAsync(id) is not { } member)
            return TypedResults.Problem(Problems.NoItem(id, "person"));
        var fields = new List<FieldChange>();
        if (change.Role is { } role && role != member.Role)
        {
            fields.Add(new("role", member.Role.Name(), role.Name()));
            member.Role = role;
        }

        if (change.Left is { } left && left != member.Left is not null)
        {
            fields.Add(new("account", left ? "open" : "ended", left ? "ended" : "open"));
            member.Left = left ? clock.GetUtcNow() : null;
        }

        if (fields.Count == 0)
            return TypedResults.NoContent();
        var others = await people.Users.AnyAsync(
            other => other.Id != id && other.Role == Role.Administrator && other.Left == null,
            context.RequestAborted
        );
        if (!others && (member.Role != Role.Administrator || member.Left is not null))
            return TypedResults.Problem(Problems.Parameter("role", "Somebody must be administrator; make a colleague one first."));
        // A new stamp ends the sessions that hold the old role.
        if (await people.UpdateSecurityStampAsync(member) is { Succeeded: false } failed)
            return TypedResults.Problem(Passkeys.Explain(failed));
        var entry = new AuditEntry(context.User.PersonName(), AuditActions.StaffChanged, Concerns: member.UserName, Fields: fields);
        await audit.AppendAsync(db, [entry], context.RequestAborted);
        await db.SaveChangesAsync(context.RequestAborted);
        await work.CommitAsync(context.RequestAborted);
        return TypedResults.NoContent();
    }
}
