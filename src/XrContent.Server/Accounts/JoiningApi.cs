using System.ComponentModel.DataAnnotations;
using System.Text.Json;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Identity;
using XrContent.Server.Data;
using XrContent.Server.Hosting;

namespace XrContent.Server.Accounts;

/// <summary>From an invitation's link to an account, with a passkey or a password.</summary>
internal static class JoiningApi
{
    private const int LongestName = 60;

    /// <param name="Email">Whom the link was made for; null where the person says their own.</param>
    internal sealed record InvitationAnswer(string? Email, Role Role, string By, DateTimeOffset Until);

    /// <param name="Name">As colleagues and the record will call them; it stays.</param>
    /// <param name="Email">Where the invitation does not say it.</param>
    /// <param name="Password">12 characters or more; or a credential.</param>
    /// <param name="Credential">A passkey, as navigator.credentials.create gives it.</param>
    internal sealed record JoinRequest(
        [property: Required, StringLength(LongestName, MinimumLength = 2)] string Name,
        [property: EmailAddress, StringLength(254)] string? Email = null,
        [property: StringLength(500)] string? Password = null,
        JsonElement? Credential = null
    );

    public static void MapJoining(this WebApplication app)
    {
        var open = app.MapGroup("/api/v1/studio/invitations/{secret}")
            .WithTags("Accounts")
            .ProducesProblem(StatusCodes.Status404NotFound)
            .ProducesValidationProblem();
        open.MapGet("", FindAsync).WithName("Invitation").WithSummary("What an invitation's link is for");
        open.MapPost("/passkey/options", OptionsAsync)
            .WithName("JoinPasskeyOptions")
            .WithSummary("What a browser needs to make a passkey for a new account (WebAuthn)")
            .Produces<JsonElement>();
        open.MapPost("", JoinAsync).WithName("Join").WithSummary("Makes the account and signs in; the invitation is used up");
    }

    private static async Task<Results<Ok<InvitationAnswer>, ProblemHttpResult>> FindAsync(
        Invitations invitations,
        string secret,
        CancellationToken cancel
    ) =>
        await invitations.FindAsync(secret, cancel) is { } found
            ? TypedResults.Ok(new InvitationAnswer(found.Email, found.Role, found.By, found.Until))
            : TypedResults.Problem(NoInvitation);

    private static async Task<Results<ContentHttpResult, ProblemHttpResult>> OptionsAsync(
        Invitations invitations,
        StaffSignIn signIn,
        string secret,
        [StringLength(LongestName, MinimumLength = 2)] string name,
        CancellationToken cancel
    ) =>
        await invitations.FindAsync(secret, cancel) is null
            ? TypedResults.Problem(NoInvitation)
            : TypedResults.Content(
                await signIn.MakePasskeyCreationOptionsAsync(
                    new()
                    {
                        Id = Guid.NewGuid().ToString(),
                        Name = name,
                        DisplayName = name,
                    }
                ),
                "application/json"
            );

    private static async Task<Results<NoContent, ProblemHttpResult>> JoinAsync(
        XrContentDb db,
        Invitations invitations,
        StaffSignIn signIn,
        UserManager<StaffMember> people,
        TimeProvider clock,
        string secret,
        JoinRequest request,
        CancellationToken cancel
    )
    {
        if (await invitations.FindAsync(secret, cancel) is not { } invitation)
            return TypedResults.Problem(NoInvitation);
        if ((invitation.Email ?? request.Email) is not { } email)
            return TypedResults.Problem(Problems.Parameter("email", "Is required: where you can be reached."));
        if (request is { Password: null, Credential: null })
            return TypedResults.Problem(Problems.Parameter("password", "Choose a passkey or a password."));
        var (id, passkey) = (Guid.NewGuid().ToString(), (UserPasskeyInfo?)null);
        if (request.Credential is { } credential)
        {
            if (await AttestAsync(signIn, credential.GetRawText()) is not { } made)
                return TypedResults.Problem(
                    Problems.Parameter("credential", "This passkey was not accepted; try again, or choose a password.")
                );
            (id, passkey) = (made.Id, made.Passkey);
        }

        var member = new StaffMember
        {
            Id = id,
            UserName = StaffMember.NameFrom(request.Name),
            Email = email,
            EmailConfirmed = invitation.Email is not null,
            Role = invitation.Role,
            Joined = clock.GetUtcNow(),
        };
        var result = await invitations.JoinAsync(
            db,
            invitation,
            member,
            async () =>
            {
                var created = request.Password is { } password
                    ? await people.CreateAsync(member, password)
                    : await people.CreateAsync(member);
                return created.Succeeded && passkey is not null ? await people.AddOrUpdatePasskeyAsync(member, passkey) : created;
            },
            cancel
        );
        if (!result.Succeeded)
            return TypedResults.Problem(Passkeys.Explain(result));
        await signIn.SignInAsync(member, isPersistent: false);
        return TypedResults.NoContent();
    }

    /// <summary>A passkey that this server asked for in this browser; null when it is none.</summary>
    internal static async Task<(string Id, UserPasskeyInfo Passkey)?> AttestAsync(StaffSignIn signIn, string credential)
    {
        try
        {
            return await signIn.PerformPasskeyAttestationAsync(credential) is { UserEntity: { } owner, Passkey: { } passkey }
                ? (owner.Id, passkey)
                : null;
        }
        catch (InvalidOperationException)
        {
            return null;
        }
    }

    private static Microsoft.AspNetCore.Mvc.ProblemDetails NoInvitation =>
        new()
        {
            Type = "/problems/no-invitation",
            Title = "This invitation does not work.",
            Detail = "It was used already, or it waited too long. Ask an administrator for a new one.",
            Status = StatusCodes.Status404NotFound,
        };
}
