using System.Net;
using System.Net.Http.Json;
using System.Security.Cryptography;
using System.Text.Json;
using OtpNet;
using XrContent.Server.Onsite.Tags;

namespace XrContent.Server.Tests.Onsite;

/// <summary>The three strengths of tags, by call and by opening their address.</summary>
public class TagTests(OnsiteServer server) : OnsiteTests(server)
{
    private const string Uid = "04DE5F1EACC040";

    [Fact]
    public async Task A_printed_tag_s_page_asks_for_the_position_and_says_of_which_place()
    {
        var response = await Server.Visitor().GetAsync($"/t/{await Server.AddTagAsync("printed")}");
        var said = await response.Content.ReadAsStringAsync();
        Assert.Contains("/problems/position-needed", said, StringComparison.Ordinal);
        Assert.Contains("inasayama-deck", said, StringComparison.Ordinal);
        Assert.Contains("no-store", response.Headers.CacheControl!.ToString(), StringComparison.Ordinal);
        Assert.False(response.Headers.Contains("Set-Cookie"));
    }

    [Fact]
    public async Task Whether_a_tag_hangs_at_a_place_is_told_to_who_has_read_it_and_opens_nothing()
    {
        var tag = await Server.AddTagAsync("printed");
        var visitor = Server.Visitor();
        var response = await visitor.GetAsync($"/api/v1/places/inasayama-deck/tags/{tag}");
        var said = await response.Content.ReadFromJsonAsync<JsonElement>();
        Assert.EndsWith($"/t/{tag}", said.GetProperty("address").GetString(), StringComparison.Ordinal);
        Assert.False(response.Headers.Contains("Set-Cookie"));
        Assert.Equal(HttpStatusCode.NotFound, (await visitor.GetAsync($"/api/v1/places/peace-park/tags/{tag}")).StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, (await visitor.GetAsync("/api/v1/places/inasayama-deck/tags/lunch-menu")).StatusCode);
        await Server.Staff.DeleteAsync($"/api/v1/studio/tags/{tag}");
        Assert.Equal(HttpStatusCode.NotFound, (await visitor.GetAsync($"/api/v1/places/inasayama-deck/tags/{tag}")).StatusCode);
    }

    [Theory]
    [InlineData(32.7528, 129.8496, 10, null)]
    // 180 m from the deck's centre: within its radius of 150 m and what the phone errs by.
    [InlineData(32.75442, 129.8496, 40, null)]
    [InlineData(32.75442, 129.8496, 10, "/problems/too-far")]
    // A phone that claims to err by kilometres is not believed to be anywhere.
    [InlineData(32.7528, 129.8496, 3000, "/problems/position-vague")]
    [InlineData(32.80, 129.8496, 3000, "/problems/too-far")]
    [InlineData(32.7640, 129.8496, 400, "/problems/too-far")]
    public async Task A_printed_tag_opens_only_within_the_geofence_and_the_phone_s_accuracy(
        double lat,
        double lon,
        double accuracy,
        string? problem
    )
    {
        var answer = await OnsiteServer.AskAsync(
            Server.Visitor(),
            new
            {
                tag = await Server.AddTagAsync("printed"),
                lat,
                lon,
                accuracy,
            }
        );
        Assert.Equal(problem, answer.TryGetProperty("type", out var type) ? type.GetString() : null);
    }

    [Fact]
    public async Task Who_is_too_far_is_told_how_far_and_shown_the_place()
    {
        var answer = await OnsiteServer.AskAsync(
            Server.Visitor(),
            new
            {
                tag = await Server.AddTagAsync("printed"),
                lat = 32.7628,
                lon = 129.8496,
                accuracy = 10,
            }
        );
        // 0.01 degree of latitude is 1109 m here (WGS84).
        Assert.Equal(1109, answer.GetProperty("distance").GetDouble(), 2.0);
        var place = answer.GetProperty("place");
        Assert.Equal("Inasayama observation deck", place.GetProperty("title").GetProperty("en").GetString());
        Assert.Equal("/places/inasayama-deck", place.GetProperty("page").GetString());
        Assert.Contains("ropeway", place.GetProperty("access").GetProperty("en").GetString(), StringComparison.OrdinalIgnoreCase);
        Assert.True(place.TryGetProperty("hours", out _));
        Assert.Equal(HttpStatusCode.OK, (await Server.Visitor().GetAsync(place.GetProperty("preview").GetString())).StatusCode);
    }

    [Fact]
    public async Task A_rotating_code_opens_at_once_and_leads_to_the_scene()
    {
        var (tag, code) = await RotatingAsync();
        var visitor = Server.Visitor();
        var response = await visitor.GetAsync($"/t/{tag}?c={code(0)}");
        Assert.Equal((HttpStatusCode.Found, "/scenes/inasayama-impact"), (response.StatusCode, response.Headers.Location!.ToString()));
        Assert.Equal(HttpStatusCode.OK, (await visitor.GetAsync(OnsiteServer.Scene)).StatusCode);
        // Reloading the address later is no fault of the visitor's.
        Server.Clock.Ahead = TimeSpan.FromMinutes(10);
        Assert.Equal(HttpStatusCode.Found, (await visitor.GetAsync($"/t/{tag}?c={code(-20)}")).StatusCode);
    }

    [Theory]
    [InlineData(0, true)]
    [InlineData(-1, true)]
    [InlineData(-2, false)]
    [InlineData(1, false)]
    public async Task The_code_shown_and_the_one_before_count(int windows, bool counts)
    {
        var (tag, code) = await RotatingAsync();
        var answer = await OnsiteServer.AskAsync(Server.Visitor(), new { tag, code = code(windows) });
        Assert.Equal(counts, answer.TryGetProperty("token", out _));
        if (!counts)
            Assert.Equal("/problems/code-wrong", answer.GetProperty("type").GetString());
    }

    [Theory]
    [InlineData("")]
    [InlineData("1234567")]
    [InlineData("00000000")]
    [InlineData("１２３４５６７８")]
    [InlineData("DROP TABLE Tags;")]
    public async Task Other_codes_do_not(string code)
    {
        var (tag, _) = await RotatingAsync();
        var response = await Server.Visitor().GetAsync($"/t/{tag}?c={Uri.EscapeDataString(code)}");
        Assert.Equal(HttpStatusCode.Forbidden, response.StatusCode);
        Assert.Contains("/problems/code-wrong", await response.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_whole_address_as_scanned_is_as_good_as_the_tag_s_name()
    {
        var (tag, code) = await RotatingAsync();
        Assert.True(
            (
                await OnsiteServer.AskAsync(
                    Server.Visitor(),
                    new { tag = $"https://xr.example.org/t/{tag.ToUpperInvariant()}?c={code(0)}" }
                )
            ).TryGetProperty("token", out _)
        );
    }

    [Fact]
    public async Task A_signed_tap_counts_once_also_on_another_node_and_after_a_restart()
    {
        var (tag, tap) = await SignedAsync();
        var visitor = Server.Visitor();
        Assert.Equal(HttpStatusCode.Found, (await visitor.GetAsync($"/t/{tag}?c={tap(7)}")).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await visitor.GetAsync(OnsiteServer.Scene)).StatusCode);
        Assert.Equal(
            "/problems/tap-used",
            (await OnsiteServer.AskAsync(Server.Visitor(), new { tag, code = tap(7) })).GetProperty("type").GetString()
        );
        using (var second = Server.Serve())
        {
            Assert.Equal(
                "/problems/tap-used",
                (await OnsiteServer.AskAsync(Server.Visitor(second), new { tag, code = tap(7) })).GetProperty("type").GetString()
            );
            Assert.True((await OnsiteServer.AskAsync(Server.Visitor(second), new { tag, code = tap(9) })).TryGetProperty("token", out _));
        }

        // Two phones: the second's tap arrived first.
        Assert.True((await OnsiteServer.AskAsync(Server.Visitor(), new { tag, code = tap(8) })).TryGetProperty("token", out _));
        Assert.True((await OnsiteServer.AskAsync(Server.Visitor(), new { tag, code = tap(200) })).TryGetProperty("token", out _));
        Assert.Equal(
            "/problems/tap-used",
            (await OnsiteServer.AskAsync(Server.Visitor(), new { tag, code = tap(10) })).GetProperty("type").GetString()
        );
    }

    [Fact]
    public async Task Of_many_who_send_one_tap_at_once_one_is_let_in()
    {
        var (tag, tap) = await SignedAsync();
        var answers = await Task.WhenAll(
            Enumerable.Range(0, 20).Select(_ => OnsiteServer.AskAsync(Server.Visitor(), new { tag, code = tap(3) }))
        );
        Assert.Single(answers, answer => answer.TryGetProperty("token", out _));
    }

    [Fact]
    public async Task A_signature_that_was_altered_or_is_another_chip_s_is_refused()
    {
        var (tag, tap) = await SignedAsync();
        var good = tap(1);
        string[] bad = [good[..^1] + (good[^1] == '0' ? '1' : '0'), "0" + good[1..], good[..40], new('Z', 48), await ForeignTapAsync()];
        foreach (var code in bad.Where(code => code != good))
            Assert.Equal(
                "/problems/code-wrong",
                (await OnsiteServer.AskAsync(Server.Visitor(), new { tag, code })).GetProperty("type").GetString()
            );
        Assert.True((await OnsiteServer.AskAsync(Server.Visitor(), new { tag, code = good })).TryGetProperty("token", out _));

        // A chip of the same master key that staff never noted.
        async Task<string> ForeignTapAsync() =>
            Sign(Server.Tags.SecretOf((await Server.Tags.FindAsync(tag, default))!), "04958CAA5C5E80", 1);
    }

    [Fact]
    public async Task A_chip_that_was_lost_is_ended_alone_on_record_and_may_come_back()
    {
        const string other = "04958CAA5C5E81";
        var (tag, tap) = await SignedAsync();
        var keys = (await SheetAsync(tag, other))
            .GetProperty("keys")
            .EnumerateArray()
            .Select(key => Convert.FromHexString(key.GetString()!));
        var (metaRead, fileRead) = (keys.ElementAt(1), keys.ElementAt(2));
        // Two of the staff at once: one ends it.
        var ended = await Task.WhenAll(
            new[] { Uid.ToLowerInvariant(), Uid }.Select(uid => Server.Staff.DeleteAsync($"/api/v1/studio/tags/{tag}/chips/{uid}"))
        );
        Assert.Equal([HttpStatusCode.NoContent, HttpStatusCode.NotFound], ended.Select(answer => answer.StatusCode).Order());
        Assert.Equal("/problems/code-wrong", (await TapAsync(tap(1))).GetProperty("type").GetString());
        Assert.True((await TapAsync(Sign(metaRead, fileRead, other, 1))).TryGetProperty("token", out _));
        var record = await Server.Staff.GetFromJsonAsync<JsonElement>("/api/v1/studio/audit?limit=5");
        Assert.Contains("chip-ended", record.ToString(), StringComparison.Ordinal);
        await SheetAsync(tag, Uid);
        Assert.True((await TapAsync(tap(2))).TryGetProperty("token", out _));

        Task<JsonElement> TapAsync(string code) => OnsiteServer.AskAsync(Server.Visitor(), new { tag, code });
    }

    [Fact]
    public async Task A_tag_that_ended_or_never_was_gives_nothing()
    {
        var tag = await Server.AddTagAsync("printed");
        var (lat, lon) = OnsiteServer.AtDeck;
        Assert.Equal(HttpStatusCode.NoContent, (await Server.Staff.DeleteAsync($"/api/v1/studio/tags/{tag}")).StatusCode);
        foreach (var name in new[] { tag, new string('a', 26), "../etc/passwd", "" })
        {
            var answer = await OnsiteServer.AskAsync(
                Server.Visitor(),
                new
                {
                    tag = name,
                    lat,
                    lon,
                    accuracy = 5,
                }
            );
            Assert.Contains(answer.GetProperty("type").GetString(), new[] { "/problems/tag-unknown", "/problems/bad-parameter" });
        }

        Assert.Equal(HttpStatusCode.NotFound, (await Server.Visitor().GetAsync($"/t/{tag}")).StatusCode);
    }

    [Fact]
    public async Task A_browser_that_only_guesses_uses_no_tap_up()
    {
        var (tag, tap) = await SignedAsync();
        using var guess = new HttpRequestMessage(HttpMethod.Get, $"/t/{tag}?c={tap(1)}");
        guess.Headers.Add("Sec-Purpose", "prefetch;prerender");
        Assert.Equal(HttpStatusCode.ServiceUnavailable, (await Server.Visitor().SendAsync(guess)).StatusCode);
        Assert.Equal(HttpStatusCode.Found, (await Server.Visitor().GetAsync($"/t/{tag}?c={tap(1)}")).StatusCode);
    }

    [Theory]
    [InlineData("Onsite:TriesPerAddress")]
    [InlineData("Onsite:TriesPerTag")]
    public async Task Too_many_tries_must_wait(string setting)
    {
        using var strict = Server.Serve(null, (setting, "5"));
        var visitor = Server.Visitor(strict);
        var tag = await Server.AddTagAsync("rotating");
        for (var i = 0; i < 5; i++)
            Assert.Equal(
                "/problems/code-wrong",
                (await OnsiteServer.AskAsync(visitor, new { tag, code = "00000000" })).GetProperty("type").GetString()
            );
        using var response = await visitor.PostAsJsonAsync("/api/v1/passes", new { tag, code = "00000000" });
        Assert.Equal(
            (HttpStatusCode.TooManyRequests, "/problems/too-many-tries"),
            (response.StatusCode, await OnsiteServer.ProblemAsync(response))
        );
        Assert.InRange(response.Headers.RetryAfter!.Delta!.Value.TotalSeconds, 1, 60);
    }

    [Fact]
    public async Task Secrets_are_of_128_bits_and_more_and_lie_encrypted_in_the_database()
    {
        var tag = (await Server.Tags.FindAsync(await Server.AddTagAsync("rotating"), default))!;
        var secret = Server.Tags.SecretOf(tag);
        Assert.Equal(20, secret.Length);
        Assert.False(tag.Secret.AsSpan().IndexOf(secret) >= 0);
        Assert.Equal(26, tag.Id.Length);
        var uri = (await Server.Staff.GetFromJsonAsync<JsonElement>($"/api/v1/studio/tags/{tag.Id}/secret"))
            .GetProperty("uri")
            .GetString()!;
        Assert.Contains($"secret={Base32Encoding.ToString(secret).TrimEnd('=')}", uri, StringComparison.Ordinal);
        Assert.Contains("digits=8", uri, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{"place":"atlantis","strength":"printed"}""", "place")]
    [InlineData("""{"place":"inasayama-deck","strength":"strong"}""", "strength")]
    [InlineData("""{"place":"inasayama-deck","strength":"rotating","period":5}""", "period")]
    public async Task A_tag_that_cannot_be_is_refused_by_its_field(string body, string field)
    {
        using var content = new StringContent(body, null, "application/json");
        using var response = await Server.Staff.PostAsync("/api/v1/studio/tags", content);
        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.Equal(
            field,
            Assert.Single((await response.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("errors").EnumerateObject()).Name,
            ignoreCase: true
        );
    }

    [Fact]
    public async Task A_chip_s_sheet_is_the_same_each_time_and_only_for_signed_tags()
    {
        var tag = await Server.AddTagAsync("signed");
        var (first, second) = (await SheetAsync(tag, Uid), await SheetAsync(tag, Uid.ToLowerInvariant()));
        Assert.Equal(first.ToString(), second.ToString());
        Assert.Equal(5, first.GetProperty("keys").EnumerateArray().Select(key => key.GetString()).Distinct().Count());
        Assert.Contains($"/t/{tag}?c=000", first.GetProperty("address").GetString(), StringComparison.Ordinal);
        Assert.Equal(
            HttpStatusCode.NotFound,
            (
                await Server.Staff.PostAsJsonAsync($"/api/v1/studio/tags/{await Server.AddTagAsync("printed")}/chips", new { uid = Uid })
            ).StatusCode
        );
        Assert.Equal(
            HttpStatusCode.BadRequest,
            (await Server.Staff.PostAsJsonAsync($"/api/v1/studio/tags/{tag}/chips", new { uid = "no" })).StatusCode
        );
    }

    private async Task<(string Tag, Func<int, string> Code)> RotatingAsync()
    {
        var id = await Server.AddTagAsync("rotating");
        var totp = new Totp(Server.Tags.SecretOf((await Server.Tags.FindAsync(id, default))!), step: 30, totpSize: 8);
        return (id, windows => totp.ComputeTotp((Server.Clock.GetUtcNow() + windows * TimeSpan.FromSeconds(30)).UtcDateTime));
    }

    /// <summary>A signed tag with one chip, which the test plays with the keys from its sheet.</summary>
    private async Task<(string Tag, Func<int, string> Tap)> SignedAsync()
    {
        var id = await Server.AddTagAsync("signed");
        var keys = (await SheetAsync(id, Uid))
            .GetProperty("keys")
            .EnumerateArray()
            .Select(key => Convert.FromHexString(key.GetString()!))
            .ToList();
        return (id, counter => Sign(keys[1], keys[2], Uid, counter));
    }

    private async Task<JsonElement> SheetAsync(string tag, string uid) =>
        await (
            await Server.Staff.PostAsJsonAsync($"/api/v1/studio/tags/{tag}/chips", new { uid })
        ).Content.ReadFromJsonAsync<JsonElement>();

    private static string Sign(byte[] master, string uid, int counter) =>
        Sign(ChipKeys.MetaReadOf(master), ChipKeys.Of(master, uid).FileRead, uid, counter);

    /// <summary>What a chip would write.</summary>
    private static string Sign(byte[] metaRead, byte[] fileRead, string uid, int counter)
    {
        byte[] data =
        [
            0xC7,
            .. Convert.FromHexString(uid),
            (byte)counter,
            (byte)(counter >> 8),
            (byte)(counter >> 16),
            .. RandomNumberGenerator.GetBytes(5),
        ];
        using var aes = Aes.Create();
        aes.Key = metaRead;
        return Convert.ToHexString(aes.EncryptCbc(data, new byte[16], PaddingMode.None))
            + Convert.ToHexString(SunMessage.Mac(fileRead, new(uid, counter)));
    }
}
