using System.ComponentModel.DataAnnotations;
using System.Text.Json;
using Microsoft.AspNetCore.Identity;
using Microsoft.AspNetCore.WebUtilities;
using XrContent.Catalog.Audit;
using XrContent.Catalog.Storage;
using XrContent.Server.Data;
using XrContent.Server.Hosting;

namespace XrContent.Server.Accounts;

/// <summary>A person's own passkeys and password.</summary>
internal static class OwnKeysApi
{
    /// <param name="Id">Base64url.</param>
    internal sealed record PasskeyAnswer(string Id, string? Name, DateTimeOffset Created);

    internal sealed record KeysAnswer(bool Password, IReadOnlyList<PasskeyAnswer> Passkeys);

    /// <param name="Current">Where there is a password already.</param>
    internal sealed record PasswordChange(
        [property: Required, StringLength(500)] string Password,
        [property: StringLength(500)] string? Current = null
    );

    public static void MapOwnKeys(this WebApplication app)
    {
        var own = app.MapGroup("/api/v1/studio/me/keys").WithTags("Accounts").RequireStaff().ProducesValidationProblem();
        own.MapGet("", KeysAsync).WithName("OwnKeys").WithSummary("By what I can sign in").Produces<KeysAnswer>();
        own.MapPost("/passkeys/options", OptionsAsync)
            .WithName("OwnPasskeyOptions")
            .WithSummary("What a browser needs to make another passkey (WebAuthn)")
            .Produces<JsonElement>();
        own.MapPost("/passkeys", AddPasskeyAsync)
            .WithName("AddPasskey")
            .WithSummary("Adds a passkey")
            .Accepts<JsonElement>("application/json");
        own.MapDelete("/passkeys/{id}", RemovePasskeyAsync)
            .WithName("RemovePasskey")
            .WithSummary("Removes a passkey; the last way in stays");
        own.MapPut("/password", SetPasswordAsync).WithName("SetPassword").WithSummary("Sets or changes the password");
    }

    private static Task<IResult> KeysAsync(HttpContext context, UserManager<StaffMember> people) =>
        OwnAsync(
            context,
            people,
            async me =>
                TypedResults.Ok(
                    new KeysAnswer(
                        await people.HasPasswordAsync(me),
                        [
                            .. (await people.GetPasskeysAsync(me)).Select(key => new PasskeyAnswer(
                                WebEncoders.Base64UrlEncode(key.CredentialId),
                                key.Name,
                                key.CreatedAt
                            )),
                        ]
                    )
                )
        );

    private static Task<IResult> OptionsAsync(HttpContext context, UserManager<StaffMember> people, StaffSignIn signIn) =>
        OwnAsync(
            context,
            people,
            async me =>
                TypedResults.Content(
                    await signIn.MakePasskeyCreationOptionsAsync(
                        new()
                        {
                            Id = me.Id,
                            Name = me.UserName!,
                            DisplayName = me.UserName!,
                        }
                    ),
                    "application/json"
                )
        );

    private static async Task<IResult> AddPasskeyAsync(HttpContext context, OwnKeys keys, StaffSignIn signIn)
    {
        var made = await JoiningApi.AttestAsync(signIn, await Passkeys.BodyAsync(context));
        return await keys.ChangeAsync(
            context,
            "passkey added",
            async (people, me) =>
                made is var (id, passkey) && id == me.Id
                    ? await people.AddOrUpdatePasskeyAsync(me, passkey)
                    : Wrong("credential", "This passkey was not accepted; try again.")
        );
    }

    private static Task<IResult> RemovePasskeyAsync(HttpContext context, OwnKeys keys, string id) =>
        keys.ChangeAsync(
            context,
            "passkey removed",
            async (people, me) =>
            {
                var all = await people.GetPasskeysAsync(me);
                if (all.FirstOrDefault(key => WebEncoders.Base64UrlEncode(key.CredentialId) == id) is not { } key)
                    return Wrong("id", "You have no such passkey.");
                if (all.Count == 1 && !await people.HasPasswordAsync(me))
                    return Wrong("id", "It is your only way in. Add another passkey or set a password first.");
                return await people.RemovePasskeyAsync(me, key.CredentialId);
            }
        );

    private static Task<IResult> SetPasswordAsync(HttpContext context, OwnKeys keys, PasswordChange change) =>
        keys.ChangeAsync(
            context,
            "password set",
            async (people, me) =>
                await people.HasPasswordAsync(me)
                    ? await people.ChangePasswordAsync(me, change.Current ?? "", change.Password)
                    : await people.AddPasswordAsync(me, change.Password)
        );

    private static IdentityResult Wrong(string field, string message) =>
        IdentityResult.Failed(new IdentityError { Code = field, Description = message });

    /// <summary>Programs have a token and no keys.</summary>
    private static async Task<IResult> OwnAsync(
        HttpContext context,
        UserManager<StaffMember> people,
        Func<StaffMember, Task<IResult>> act
    ) =>
        await people.GetUserAsync(context.User) is { } me
            ? await act(me)
            : TypedResults.Problem(Problems.NoItem(context.User.PersonName(), "person with an account"));
}

/// <summary>Changes by which somebody can sign in: the change and its line in the audit log are saved together.</summary>
internal sealed class OwnKeys(XrContentDb db, Database database, UserManager<StaffMember> people, StaffSignIn signIn, AuditLog audit)
{
    public async Task<IResult> ChangeAsync(
        HttpContext context,
        string what,
        Func<UserManager<StaffMember>, StaffMember, Task<IdentityResult>> change
    )
    {
        var cancel = context.RequestAborted;
        if (await people.GetUserAsync(context.User) is not { } me)
            return TypedResults.Problem(Problems.NoItem(context.User.PersonName(), "person with an account"));
        await using (var work = await database.BeginWriteAsync(db, cancel))
        {
            var result = await change(people, me);
            if (!result.Succeeded)
                return TypedResults.Problem(Passkeys.Explain(result));
            await audit.AppendAsync(db, [new(me.UserName!, AuditActions.StaffChanged, Concerns: me.UserName, Note: what)], cancel);
            await db.SaveChangesAsync(cancel);
            await work.CommitAsync(cancel);
        }

        // Other browsers are signed out by the change; this one is not.
        await signIn.RefreshSignInAsync(me);
        return TypedResults.NoContent();
    }
}
