using System.ComponentModel.DataAnnotations;
using System.Text.Json;
using Microsoft.AspNetCore.Identity;
using Microsoft.AspNetCore.WebUtilities;
using XrContent.Catalog.Audit;
using XrContent.Server.Hosting;

namespace XrContent.Server.Accounts;

/// <summary>A person's own passkeys and password.</summary>
internal static class OwnKeysApi
{
    /// <param name="Id">Base64url.</param>
    internal sealed record PasskeyAnswer(string Id, string? Name, DateTimeOffset Created);

    internal sealed record KeysAnswer(bool Password, IReadOnlyList<PasskeyAnswer> Passkeys);

    /// <param name="Current">Where there is a password already.</param>
    internal sealed record PasswordChange([property: Required, StringLength(500)] string Password, [property: StringLength(500)] string? Current = null);

    public static void MapOwnKeys(this WebApplication app)
    {
        var own = app.MapGroup("/api/v1/studio/me/keys").WithTags("Accounts").RequireStaff().ProducesValidationProblem();
        own.MapGet("", KeysAsync).WithName("OwnKeys").WithSummary("By what I can sign in").Produces<KeysAnswer>();
        own.MapPost("/passkeys/options", OptionsAsync).WithName("OwnPasskeyOptions").WithSummary("What a browser needs to make another passkey (WebAuthn)").Produces<JsonElement>();
        own.MapPost("/passkeys", AddPasskeyAsync).WithName("AddPasskey").WithSummary("Adds a passkey").Accepts<JsonElement>("application/json");
        own.MapDelete("/passkeys/{id}", RemovePasskeyAsync).WithName("RemovePasskey").WithSummary("Removes a passkey; the last way in stays");
        own.MapPut("/password", SetPasswordAsync).WithName("SetPassword").WithSummary("Sets or changes the password");
    }

    private static Task<IResult> KeysAsync(HttpContext context, UserManager<StaffMember> people) => OwnAsync(context, people, async me => TypedResults.Ok(new KeysAnswer(
        await people.HasPasswordAsync(me),
        [.. (await people.GetPasskeysAsync(me)).Select(key => new PasskeyAnswer(WebEncoders.Base64UrlEncode(key.CredentialId), key.Name, key.CreatedAt))])));

    private static Task<IResult> OptionsAsync(HttpContext context, UserManager<StaffMember> people, StaffSignIn signIn) => OwnAsync(context, people, async me =>
        TypedResults.Content(await signIn.MakePasskeyCreationOptionsAsync(new() { Id = me.Id, Name = me.UserName!, DisplayName = me.UserName! }), "application/json"));

    private static Task<IResult> AddPasskeyAsync(HttpContext context, UserManager<StaffMember> people, StaffSignIn signIn) => OwnAsync(context, people, async me =>
        await JoiningApi.AttestAsync(signIn, await Passkeys.BodyAsync(context)) is { } made && made.Id == me.Id
            ? await EndAsync(context, await people.AddOrUpdatePasskeyAsync(me, made.Passkey), me, "passkey added")
            : TypedResults.Problem(Problems.Parameter("credential", "This passkey was not accepted; try again.")));

    private static Task<IResult> RemovePasskeyAsync(HttpContext context, UserManager<StaffMember> people, string id) => OwnAsync(context, people, async me =>
    {
        var keys = await people.GetPasskeysAsync(me);
        if (keys.FirstOrDefault(key => WebEncoders.Base64UrlEncode(key.CredentialId) == id) is not { } key) return TypedResults.Problem(Problems.NoItem(id, "passkey"));
        if (keys.Count == 1 && !await people.HasPasswordAsync(me)) return TypedResults.Problem(Problems.Parameter("id", "It is your only way in. Add another passkey or set a password first."));
        return await EndAsync(context, await people.RemovePasskeyAsync(me, key.CredentialId), me, "passkey removed");
    });

    private static Task<IResult> SetPasswordAsync(HttpContext context, UserManager<StaffMember> people, PasswordChange change) => OwnAsync(context, people, async me => await EndAsync(context, await people.HasPasswordAsync(me)
        ? await people.ChangePasswordAsync(me, change.Current ?? "", change.Password)
        : await people.AddPasswordAsync(me, change.Password), me, "password set"));

    private static async Task<IResult> EndAsync(HttpContext context, IdentityResult result, StaffMember me, string what)
    {
        if (!result.Succeeded) return TypedResults.Problem(Passkeys.Explain(result));
        await context.RequestServices.GetRequiredService<AuditLog>().AppendAsync(new(me.UserName!, AuditActions.StaffChanged, Concerns: me.UserName, Note: what), context.RequestAborted);
        // Other browsers are signed out by the change; this one is not.
        await context.RequestServices.GetRequiredService<StaffSignIn>().RefreshSignInAsync(me);
        return TypedResults.NoContent();
    }

    /// <summary>Programs have a token and no keys.</summary>
    private static async Task<IResult> OwnAsync(HttpContext context, UserManager<StaffMember> people, Func<StaffMember, Task<IResult>> act) =>
        await people.GetUserAsync(context.User) is { } me ? await act(me) : TypedResults.Problem(Problems.NoItem(context.User.PersonName(), "person with an account"));
}
