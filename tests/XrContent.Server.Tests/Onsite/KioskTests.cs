using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using OtpNet;

namespace XrContent.Server.Tests.Onsite;

/// <summary>Screens that staff pair with a place once.</summary>
public class KioskTests(OnsiteServer server) : OnsiteTests(server)
{
    private static string Session => "/api/v1/kiosk/session";

    [Fact]
    public async Task A_paired_screen_is_on_the_spot_at_its_place_and_nowhere_else()
    {
        var (_, screen, _) = await PairAsync();
        Assert.Equal(HttpStatusCode.OK, (await screen.GetAsync(OnsiteServer.Scene)).StatusCode);
        Assert.Equal(HttpStatusCode.Forbidden, (await screen.GetAsync("/api/v1/scenes/scene-peace-park")).StatusCode);
        Server.Clock.Ahead = TimeSpan.FromMinutes(20);
        Assert.Equal(HttpStatusCode.Forbidden, (await screen.GetAsync(OnsiteServer.Scene)).StatusCode);
        var session = await (await screen.PostAsync(Session, null)).Content.ReadFromJsonAsync<JsonElement>();
        Assert.Equal(["inasayama-impact"], session.GetProperty("scenes").EnumerateArray().Select(scene => scene.GetString()));
        Assert.Equal(HttpStatusCode.OK, (await screen.GetAsync(OnsiteServer.Scene)).StatusCode);
    }

    [Fact]
    public async Task The_codes_that_it_computes_by_itself_give_phones_a_pass()
    {
        var (_, _, answer) = await PairAsync();
        var kiosk = answer.GetProperty("kiosk");
        var code = new Totp(
            Convert.FromBase64String(answer.GetProperty("secret").GetString()!),
            kiosk.GetProperty("period").GetInt32(),
            totpSize: kiosk.GetProperty("digits").GetInt32()
        ).ComputeTotp(kiosk.GetProperty("now").GetDateTimeOffset().UtcDateTime);
        var phone = Server.Visitor();
        var response = await phone.GetAsync($"{new Uri(kiosk.GetProperty("address").GetString()!).AbsolutePath}?c={code}");
        Assert.Equal(HttpStatusCode.Found, response.StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await phone.GetAsync(OnsiteServer.Scene)).StatusCode);
    }

    [Fact]
    public async Task A_pairing_code_works_once_and_soon()
    {
        var tag = await Server.AddTagAsync("rotating");
        var code = await OfferAsync(tag);
        Assert.Equal(HttpStatusCode.OK, (await Server.Visitor().PostAsJsonAsync("/api/v1/kiosk/pairing", new { code })).StatusCode);
        Assert.Equal(HttpStatusCode.BadRequest, (await Server.Visitor().PostAsJsonAsync("/api/v1/kiosk/pairing", new { code })).StatusCode);
        code = await OfferAsync(tag);
        Server.Clock.Ahead = TimeSpan.FromMinutes(16);
        Assert.Equal(HttpStatusCode.BadRequest, (await Server.Visitor().PostAsJsonAsync("/api/v1/kiosk/pairing", new { code })).StatusCode);
        Assert.Equal(
            HttpStatusCode.BadRequest,
            (await Server.Visitor().PostAsJsonAsync("/api/v1/kiosk/pairing", new { code = "abc" })).StatusCode
        );
    }

    [Fact]
    public async Task Pairing_another_screen_ends_the_first_and_ending_the_tag_ends_both()
    {
        var (tag, first, _) = await PairAsync();
        var second = Server.Visitor();
        await second.PostAsJsonAsync("/api/v1/kiosk/pairing", new { code = await OfferAsync(tag) });
        using (var refused = await first.PostAsync(Session, null))
            Assert.Equal(
                (HttpStatusCode.Unauthorized, "/problems/kiosk-not-paired"),
                (refused.StatusCode, await OnsiteServer.ProblemAsync(refused))
            );
        Assert.Equal(HttpStatusCode.OK, (await second.PostAsync(Session, null)).StatusCode);
        await Server.Staff.DeleteAsync($"/api/v1/studio/tags/{tag}");
        Assert.Equal(HttpStatusCode.Unauthorized, (await second.PostAsync(Session, null)).StatusCode);
        Assert.Equal(HttpStatusCode.Unauthorized, (await Server.Visitor().PostAsync(Session, null)).StatusCode);
    }

    [Fact]
    public async Task Only_a_rotating_tag_in_use_can_be_paired()
    {
        Assert.Equal(
            HttpStatusCode.NotFound,
            (await Server.Staff.PostAsync($"/api/v1/studio/tags/{await Server.AddTagAsync("printed")}/pairing", null)).StatusCode
        );
        Assert.Equal(
            HttpStatusCode.NotFound,
            (await Server.Staff.PostAsync($"/api/v1/studio/tags/{new string('a', 26)}/pairing", null)).StatusCode
        );
    }

    private async Task<(string Tag, HttpClient Screen, JsonElement Answer)> PairAsync()
    {
        var tag = await Server.AddTagAsync("rotating");
        var screen = Server.Visitor();
        using var response = await screen.PostAsJsonAsync("/api/v1/kiosk/pairing", new { code = await OfferAsync(tag) });
        Assert.True(response.IsSuccessStatusCode, await response.Content.ReadAsStringAsync());
        return (tag, screen, await response.Content.ReadFromJsonAsync<JsonElement>());
    }

    private async Task<string> OfferAsync(string tag) =>
        (await (await Server.Staff.PostAsync($"/api/v1/studio/tags/{tag}/pairing", null)).Content.ReadFromJsonAsync<JsonElement>())
            .GetProperty("code")
            .GetString()!;
}
