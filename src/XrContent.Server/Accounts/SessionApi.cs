using System.ComponentModel.DataAnnotations;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Identity;
using XrContent.Catalog.Audit;
using XrContent.Server.Hosting;

namespace XrContent.Server.Accounts;

/// <summary>Signing in by passkey or password, and out.</summary>
internal static class SessionApi
{
    internal sealed record PasswordSignIn(
        [property: Required, EmailAddress, StringLength(254)] string Email,
        [property: Required, StringLength(500)] string Password
    );

    /// <summary>
    /// How often it is tried to end sessions while something else of the account changes, such as the count of wrong tries.
    /// </summary>
    private const int MostRounds = 5;

    /// <summary>How one can sign in here.</summary>
    /// <param name="House">What the house's own sign-in is called; null where there is none.</param>
    internal sealed record SessionAnswer(bool SignedIn, string? House);

    public static void MapSession(this WebApplication app)
    {
        var open = app.MapGroup("/api/v1/studio/session")
            .WithTags("Accounts")
            .ProducesProblem(StatusCodes.Status401Unauthorized)
            .ProducesValidationProblem();
        open.MapGet(
                "",
                (HttpContext context, HouseSignInOptions house) =>
                    TypedResults.Ok(new SessionAnswer(context.User.IsStaff(), house.IsOn ? house.Name : null))
            )
            .WithName("Session")
            .WithSummary("Whether one is signed in, and how one can be");
        open.MapPost("", PasswordAsync).WithName("SignIn").WithSummary("Signs in by email and password");
        open.MapPost("/passkey/options", PasskeyOptionsAsync)
            .WithName("PasskeySignInOptions")
            .WithSummary("What a browser needs to sign in by passkey (WebAuthn)")
            .Produces<JsonElement>();
        open.MapPost("/passkey", PasskeyAsync)
            .WithName("PasskeySignIn")
            .WithSummary("Signs in by passkey")
            .Accepts<JsonElement>("application/json");
        open.MapDelete("", SignOutAsync).WithName("SignOut").WithSummary("Signs out, in every browser");
    }

    private static async Task<Results<NoContent, ProblemHttpResult>> PasswordAsync(
        HttpContext context,
        StaffSignIn signIn,
        UserManager<StaffMember> people,
        AuditLog audit,
        PasswordSignIn request
    )
    {
        var member = await people.FindByEmailAsync(request.Email);
        // As slow for who is not there as for who is.
        if (member is null)
            _ = people.PasswordHasher.HashPassword(new(), request.Password);
        var result = member is null
            ? SignInResult.Failed
            : await signIn.PasswordSignInAsync(member, request.Password, isPersistent: false, lockoutOnFailure: true);
        if (result.Succeeded)
        {
            await audit.RecordAsync(
                new(member!.UserName!, AuditActions.SignedIn, Concerns: member.UserName, Note: "password"),
                context.RequestAborted
            );
            return TypedResults.NoContent();
        }

        if (member is not null)
            await audit.RecordAsync(
                new(
                    member.UserName!,
                    AuditActions.SignInRefused,
                    Concerns: member.UserName,
                    Note: result.IsLockedOut ? "locked out" : "wrong password"
                ),
                context.RequestAborted
            );
        return TypedResults.Problem(result.IsLockedOut ? LockedOut : WrongPassword);
    }

    private static async Task<ContentHttpResult> PasskeyOptionsAsync(StaffSignIn signIn) =>
        TypedResults.Content(await signIn.MakePasskeyRequestOptionsAsync(null), "application/json");

    private static async Task<Results<NoContent, ProblemHttpResult>> PasskeyAsync(
        HttpContext context,
        StaffSignIn signIn,
        UserManager<StaffMember> people,
        AuditLog audit
    )
    {
        var credential = await Passkeys.BodyAsync(context);
        try
        {
            var assertion = await signIn.PerformPasskeyAssertionAsync(credential);
            if (!assertion.Succeeded || !await signIn.CanSignInAsync(assertion.User) || await people.IsLockedOutAsync(assertion.User))
                return TypedResults.Problem(WrongPasskey);
            await people.AddOrUpdatePasskeyAsync(assertion.User, assertion.Passkey);
            await signIn.SignInAsync(assertion.User, isPersistent: false, "passkey");
            await audit.RecordAsync(
                new(assertion.User.UserName!, AuditActions.SignedIn, Concerns: assertion.User.UserName, Note: "passkey"),
                context.RequestAborted
            );
            return TypedResults.NoContent();
        }
        catch (InvalidOperationException)
        {
            // Nobody asked for options in this browser.
            return TypedResults.Problem(WrongPasskey);
        }
    }

    private static async Task<NoContent> SignOutAsync(HttpContext context, StaffSignIn signIn, UserManager<StaffMember> people)
    {
        // A cookie that was copied, or left in another browser, must not go on.
        var isDone = false;
        for (var round = 0; !isDone && round < MostRounds; round++)
            isDone = await people.GetUserAsync(context.User) is not { } member || (await people.UpdateSecurityStampAsync(member)).Succeeded;
        if (!isDone)
            throw new InvalidOperationException("The sessions could not be ended: the account is being changed all the time.");
        await signIn.SignOutAsync();
        return TypedResults.NoContent();
    }

    private static Microsoft.AspNetCore.Mvc.ProblemDetails WrongPassword =>
        new()
        {
            Type = "/problems/sign-in-refused",
            Title = "Email and password do not go together.",
            Detail = "Check both. After five wrong tries the account is closed for 15 minutes.",
            Status = StatusCodes.Status401Unauthorized,
        };

    private static Microsoft.AspNetCore.Mvc.ProblemDetails LockedOut =>
        new()
        {
            Type = "/problems/locked-out",
            Title = "This account is closed for 15 minutes.",
            Detail = "There were too many wrong tries. Wait, or sign in by passkey later; an administrator sees it in the record.",
            Status = StatusCodes.Status401Unauthorized,
        };

    private static Microsoft.AspNetCore.Mvc.ProblemDetails WrongPasskey =>
        new()
        {
            Type = "/problems/sign-in-refused",
            Title = "This passkey was not accepted.",
            Detail = "It does not belong to an account here, or the request waited too long. Try again, or use your password.",
            Status = StatusCodes.Status401Unauthorized,
        };
}

/// <summary>What both signing in and joining do with WebAuthn's JSON.</summary>
internal static class Passkeys
{
    private const int Longest = 64 << 10;

    /// <summary>The credential as the browser wrote it.</summary>
    /// <exception cref="BadHttpRequestException">It is far longer than any credential.</exception>
    public static async Task<string> BodyAsync(HttpContext context)
    {
        var text = new char[Longest + 1];
        using var reader = new StreamReader(context.Request.Body, Encoding.UTF8);
        var length = await reader.ReadBlockAsync(text, context.RequestAborted);
        if (length > Longest)
            throw new BadHttpRequestException("The credential is too long.", StatusCodes.Status413PayloadTooLarge);
        try
        {
            return JsonNode.Parse(new string(text, 0, length)) is JsonObject credential
                ? credential.ToJsonString()
                : throw new JsonException("A credential is a JSON object.");
        }
        catch (Exception wrong) when (wrong is JsonException or InvalidOperationException or ArgumentException)
        {
            throw new BadHttpRequestException("The credential is no JSON object.", wrong as JsonException ?? new JsonException());
        }
    }

    /// <summary>Problems of an account by the field that they are about.</summary>
    public static HttpValidationProblemDetails Explain(IdentityResult result) =>
        Problems.Fields(
            result.Errors.Select(error => new Catalog.Problem(
                null,
                null,
                FieldOf(error.Code),
                error.Code == nameof(IdentityErrorDescriber.DuplicateUserName)
                    ? "A colleague is called so already: add something by which you are told apart."
                    : error.Description
            ))
        );

    private static string FieldOf(string code) =>
        code switch
        {
            "id" or "credential" => code,
            _ when code.Contains("Password", StringComparison.Ordinal) => "password",
            _ when code.Contains("Email", StringComparison.Ordinal) => "email",
            _ when code.Contains("UserName", StringComparison.Ordinal) => "name",
            _ => "invitation",
        };
}
