using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using XrContent.Server.Tests.Onsite;

namespace XrContent.Server.Tests.Studio;

/// <summary>Coming in: links that work once, passwords that are wrong, and a first start without any.</summary>
public class AccountTests(StudioServer server) : StudioTests(server)
{
    private static string SecretOf(string text) => text.Split("/studio/join/")[1].Split(['\n', '\r', ' ', '"'])[0];

    [Fact]
    public async Task An_invitation_works_once_and_not_for_ever()
    {
        var link = SecretOf(
            (
                await StudioServer.ReadAsync(
                    await Server.Program.PostAsJsonAsync(
                        "/api/v1/studio/staff/invitations",
                        new { email = "once@example.org", role = "curator" }
                    )
                )
            )
                .GetProperty("link")
                .GetString()!
        );
        using var weak = await Server
            .Stranger()
            .PostAsJsonAsync($"/api/v1/studio/invitations/{link}", new { name = "Once", password = "short" });
        Assert.Contains(
            "12",
            (await weak.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("errors").GetProperty("password")[0].GetString(),
            StringComparison.Ordinal
        );
        using var joined = await Server
            .Stranger()
            .PostAsJsonAsync($"/api/v1/studio/invitations/{link}", new { name = "Once", password = StudioServer.Password });
        Assert.Equal(HttpStatusCode.NoContent, joined.StatusCode);
        using var again = await Server
            .Stranger()
            .PostAsJsonAsync($"/api/v1/studio/invitations/{link}", new { name = "Twice", password = StudioServer.Password });
        Refused(HttpStatusCode.NotFound, "/problems/no-invitation", again, await again.Content.ReadAsStringAsync());

        var late = SecretOf(
            (
                await StudioServer.ReadAsync(
                    await Server.Program.PostAsJsonAsync(
                        "/api/v1/studio/staff/invitations",
                        new { email = "late@example.org", role = "curator" }
                    )
                )
            )
                .GetProperty("link")
                .GetString()!
        );
        Server.Clock.Ahead += TimeSpan.FromDays(8);
        using var tooLate = await Server.Stranger().GetAsync($"/api/v1/studio/invitations/{late}");
        Assert.Equal(HttpStatusCode.NotFound, tooLate.StatusCode);
    }

    [Fact]
    public async Task Two_people_of_one_name_are_told_apart()
    {
        await Server.PersonAsync("contributor", "Hanako Oka");
        var link = SecretOf(
            (
                await StudioServer.ReadAsync(
                    await Server.Program.PostAsJsonAsync(
                        "/api/v1/studio/staff/invitations",
                        new { email = "other@example.org", role = "contributor" }
                    )
                )
            )
                .GetProperty("link")
                .GetString()!
        );
        using var second = await Server
            .Stranger()
            .PostAsJsonAsync($"/api/v1/studio/invitations/{link}", new { name = "Hanako\u3000 Oka", password = StudioServer.Password });
        Assert.Contains("told apart", await second.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        using var told = await Server
            .Stranger()
            .PostAsJsonAsync($"/api/v1/studio/invitations/{link}", new { name = "Hanako Oka (archive)", password = StudioServer.Password });
        Assert.Equal(HttpStatusCode.NoContent, told.StatusCode);
    }

    [Fact]
    public async Task Who_signs_out_is_signed_out_wherever_the_session_was_copied_to()
    {
        var person = await Server.PersonAsync("contributor");
        using var copy = Server.Stranger();
        using var signedIn = await copy.PostAsJsonAsync(
            "/api/v1/studio/session",
            new { email = person.Email, password = StudioServer.Password }
        );
        Assert.Equal(HttpStatusCode.OK, (await copy.GetAsync("/api/v1/studio/me")).StatusCode);
        await person.DoAsync(HttpMethod.Delete, "session");
        Server.Clock.Ahead += TimeSpan.FromSeconds(10);
        Assert.Equal(HttpStatusCode.Unauthorized, (await copy.GetAsync("/api/v1/studio/me")).StatusCode);
    }

    [Fact]
    public async Task Five_wrong_passwords_close_an_account_for_a_quarter_of_an_hour()
    {
        var person = await Server.PersonAsync("contributor");
        Task<HttpResponseMessage> TryAsync(string password) =>
            Server.Stranger().PostAsJsonAsync("/api/v1/studio/session", new { email = person.Email, password });
        for (var i = 0; i < 5; i++)
            Assert.Equal(HttpStatusCode.Unauthorized, (await TryAsync("wrong wrong wrong")).StatusCode);
        using var closed = await TryAsync(StudioServer.Password);
        Refused(HttpStatusCode.Unauthorized, "/problems/locked-out", closed, await closed.Content.ReadAsStringAsync());
        using var nobody = await Server
            .Stranger()
            .PostAsJsonAsync("/api/v1/studio/session", new { email = "nobody@example.org", password = "wrong wrong wrong" });
        Refused(HttpStatusCode.Unauthorized, "/problems/sign-in-refused", nobody, await nobody.Content.ReadAsStringAsync());
    }

    [Fact]
    public async Task The_first_start_gives_no_password_but_one_link_and_the_verb_invites_beside_it()
    {
        await using var server = await OnsiteServer.StartAsync();
        var visitor = server.Visitor();
        Assert.Equal("Bearer", (await visitor.GetAsync("/api/v1/studio/me")).Headers.WwwAuthenticate.ToString());
        var (code, said) = await ServerProcess.RunAsync(server.Data, "staff", "invite", "curator@example.org", "--role", "curator");
        Assert.True(code == 0, said);
        var invitation = await visitor.GetFromJsonAsync<JsonElement>($"/api/v1/studio/invitations/{SecretOf(said)}");
        Assert.Equal(
            ("curator@example.org", "curator"),
            (invitation.GetProperty("email").GetString(), invitation.GetProperty("role").GetString())
        );
        var (wrong, _) = await ServerProcess.RunAsync(server.Data, "staff", "invite", "not-an-address", "--role", "curator");
        Assert.NotEqual(0, wrong);
    }

    [Fact]
    public async Task A_passkey_that_nobody_asked_for_opens_nothing()
    {
        using var forged = await Server
            .Stranger()
            .PostAsJsonAsync(
                "/api/v1/studio/session/passkey",
                new
                {
                    id = "x",
                    rawId = "eA",
                    type = "public-key",
                    response = new { },
                }
            );
        Refused(HttpStatusCode.Unauthorized, "/problems/sign-in-refused", forged, await forged.Content.ReadAsStringAsync());
    }
}
