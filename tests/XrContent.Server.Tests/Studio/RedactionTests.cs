using System.Net;
using System.Net.Http.Json;
using System.Text.Json;

namespace XrContent.Server.Tests.Studio;

/// <summary>What several people make unrecognisable in one picture: nobody's is lost by another's.</summary>
public class RedactionTests(StudioServer server) : StudioTests(server)
{
    private static readonly object Face = Area(10);
    private static readonly object Plate = Area(50);
    private static readonly object Window = Area(90);

    [Fact]
    public async Task Two_who_redact_one_picture_at_the_same_time_both_have_theirs_in_it()
    {
        const string id = "drawing-glover-garden";
        var (hana, ken) = (await Server.PersonAsync("curator"), await Server.PersonAsync("curator"));
        var seen = await TagAsync(hana, id);
        var jobs = await Task.WhenAll(RedactAsync(hana, id, seen, Face), RedactAsync(ken, id, seen, Plate));
        foreach (var job in jobs)
            Assert.Equal("ready", (await Footage.EndOfAsync(Server.Program, job!)).GetProperty("stage").GetString());
        Assert.Equal(["10", "50"], await LeftsAsync(hana, id));
        // Hana's page is older than Ken's redaction: what she could not see, she does not take away.
        await EndAsync(await RedactAsync(hana, id, seen, Face, Window));
        Assert.Equal(["10", "50", "90"], await LeftsAsync(hana, id));
        await EndAsync(await RedactAsync(hana, id, await TagAsync(hana, id), Plate));
        Assert.Equal(["50"], await LeftsAsync(hana, id));
        await EndAsync(await RedactAsync(ken, id, await TagAsync(ken, id)));
        Assert.Empty(await LeftsAsync(hana, id));
    }

    [Fact]
    public async Task A_person_s_next_list_takes_the_place_of_their_own_on_its_way_and_the_former_is_not_tried_again()
    {
        const string id = "drawing-minato-park";
        await using var waiting = await StudioServer.StartAsync(("Ingest:Works", "false"));
        var (hana, ken) = (await waiting.PersonAsync("curator", "Hana"), await waiting.PersonAsync("curator", "Ken"));
        var (first, other) = (await RedactAsync(hana, id, null, Face), await RedactAsync(ken, id, null, Plate));
        var next = await RedactAsync(hana, id, null, Window);
        Assert.Equal("superseded", await CodeAsync(waiting, first!));
        Assert.Equal((null, null), (await CodeAsync(waiting, other!), await CodeAsync(waiting, next!)));
        using var again = await hana.SendAsync(HttpMethod.Post, $"footage/{first}/retry");
        Refused(HttpStatusCode.Conflict, "/problems/footage/not-now", again, await again.Content.ReadAsStringAsync());
    }

    [Fact]
    public async Task What_would_show_again_what_a_colleague_named_since_is_not_tried_again()
    {
        const string id = "drawing-kazagashira-park";
        var (hana, ken) = (await Server.PersonAsync("curator"), await Server.PersonAsync("curator"));
        await EndAsync(await RedactAsync(hana, id, await TagAsync(hana, id), Face));
        var path = await OriginalAsync(Server, hana, id);
        var bytes = await File.ReadAllBytesAsync(path);
        await File.WriteAllTextAsync(path, "no picture");
        var shows = await RedactAsync(hana, id, await TagAsync(hana, id), Window);
        Assert.Equal("refused", (await Footage.EndOfAsync(Server.Program, shows!)).GetProperty("stage").GetString());
        await File.WriteAllBytesAsync(path, bytes);
        await EndAsync(await RedactAsync(ken, id, await TagAsync(ken, id), Face, Plate));
        using var again = await hana.SendAsync(HttpMethod.Post, $"footage/{shows}/retry");
        Refused(HttpStatusCode.Conflict, "/problems/footage/not-now", again, await again.Content.ReadAsStringAsync());
        Assert.Equal(["10", "50"], await LeftsAsync(hana, id));
    }

    [Fact]
    public async Task A_picture_whose_redaction_cannot_be_made_goes_out_of_sight_with_what_shows_it_and_says_why()
    {
        const string id = "drawing-minato-park";
        await using var other = await StudioServer.StartAsync();
        var hana = await other.PersonAsync("curator");
        using var visitor = other.Stranger();
        var shown = await other.Program.GetFromJsonAsync<JsonElement>($"/api/v1/items/{id}");
        var preview = shown.GetProperty("properties").GetProperty("media").GetProperty("preview").GetString();
        Assert.Equal(HttpStatusCode.OK, (await visitor.GetAsync(preview)).StatusCode);
        await SpoilOriginalAsync(other, hana, id);
        var job = await Footage.EndOfAsync(other.Program, (await RedactAsync(hana, id, null, Face))!);
        Assert.Equal("refused", job.GetProperty("stage").GetString());
        var reason = job.GetProperty("problem").GetProperty("reason").GetString();
        Assert.Contains("Visitors do not see drawing-minato-park, scene-minato-park any more", reason, StringComparison.Ordinal);
        await Published.UntilAsync(visitor, id, seen: false);
        await Published.UntilAsync(visitor, "scene-minato-park", seen: false);
        Assert.Equal(HttpStatusCode.NotFound, (await visitor.GetAsync(preview)).StatusCode);
        // Tours that pass by it, and scenes with a way to it, go on without it.
        using var tour = await other.Program.GetAsync("/api/v1/items/harbour-walk");
        var stops = (await StudioServer.ReadAsync(tour)).GetProperty("properties").GetProperty("stops").ToString();
        Assert.Contains("scene-dejima-wharf", stops, StringComparison.Ordinal);
        Assert.DoesNotContain("scene-minato-park", stops, StringComparison.Ordinal);
        var check = await ServerProcess.RunAsync(other.Data, "check");
        Assert.DoesNotContain("hotspots", check.Item2, StringComparison.Ordinal);
        var history = await hana.DoAsync(HttpMethod.Get, $"items/{id}/revisions");
        Assert.Contains("It could not be redacted: ", history.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_curator_s_correction_is_tried_again_by_curators_only()
    {
        await using var waiting = await StudioServer.StartAsync(("Ingest:Works", "false"));
        var (hana, tom) = (await waiting.PersonAsync("curator"), await waiting.PersonAsync("contributor"));
        var job = await RedactAsync(hana, "drawing-minato-park", null, Face);
        await hana.DoAsync(HttpMethod.Post, $"footage/{job}/cancel");
        using var publish = await hana.SendAsync(HttpMethod.Post, "items/drawing-minato-park/publish");
        Assert.Equal(HttpStatusCode.OK, publish.StatusCode);
        using var refused = await tom.SendAsync(HttpMethod.Post, $"footage/{job}/retry");
        Refused(HttpStatusCode.Forbidden, "/problems/role-required", refused, await refused.Content.ReadAsStringAsync());
        Assert.Equal("rendering", (await hana.DoAsync(HttpMethod.Post, $"footage/{job}/retry")).GetProperty("stage").GetString());
    }

    [Fact]
    public async Task Who_redacts_a_draft_takes_nothing_away_from_what_visitors_see()
    {
        const string id = "drawing-sanno-torii";
        var (hana, ken) = (await Server.PersonAsync("curator"), await Server.PersonAsync("curator"));
        var before = (await hana.DoAsync(HttpMethod.Get, $"items/{id}")).GetProperty("revision").GetInt32();
        await EndAsync(await RedactAsync(hana, id, await TagAsync(hana, id), Face));
        // Somebody wants to look at it as it was, and redacts something else in that draft.
        var draft = await ken.DoAsync(HttpMethod.Post, $"items/{id}/restore", new { number = before, asItWas = true });
        if (draft.TryGetProperty("footage", out var making))
            await EndAsync(making.GetString());
        await EndAsync(await RedactAsync(ken, id, await TagAsync(ken, id), Plate));
        var shown = (await ken.DoAsync(HttpMethod.Get, $"items/{id}")).GetProperty("publishedRevision").GetInt32();
        var seen = await ken.DoAsync(HttpMethod.Get, $"items/{id}/revisions/{shown}");
        Assert.Contains("\"left\":10", seen.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_a_curator_wished_of_a_file_is_stopped_and_begun_by_curators_only_and_a_corrected_date_publishes_nothing()
    {
        await using var waiting = await StudioServer.StartAsync(("Ingest:Works", "false"));
        var (hana, tom) = (await waiting.PersonAsync("curator"), await waiting.PersonAsync("contributor"));
        var job = await RedactAsync(hana, "drawing-minato-park", null, Face);
        using var stopped = await tom.SendAsync(HttpMethod.Post, $"footage/{job}/cancel");
        Refused(HttpStatusCode.Forbidden, "/problems/role-required", stopped, await stopped.Content.ReadAsStringAsync());
        using var published = await hana.SendAsync(HttpMethod.Post, "items/drawing-minato-park/publish");
        Assert.Contains("being made anew", await published.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        var sent = await Footage.SendAsync(tom.Browser, Footage.NewStill(), Footage.Metadata("a.jpg", ("publish", "true")));
        var corrected = await hana.DoAsync(HttpMethod.Patch, $"footage/{sent}", new { taken = "2026-02-17T19:05:00+09:00" });
        var details = corrected.GetProperty("details");
        Assert.Equal((false, true), (details.GetProperty("publish").GetBoolean(), details.GetProperty("submit").GetBoolean()));
    }

    [Fact]
    public async Task An_upload_is_its_sender_s_and_its_wish_to_publish_ends_with_the_right_to()
    {
        var (hana, tom, boss) = (
            await Server.PersonAsync("curator"),
            await Server.PersonAsync("contributor"),
            await Server.PersonAsync("administrator")
        );
        var bytes = Footage.NewStill();
        var address = await Footage.CreateAsync(hana.Browser, bytes.Length, Footage.Metadata("a.jpg", ("publish", "true")));
        using var foreign = await tom.Browser.SendAsync(Footage.Patch(address, 0, bytes));
        Assert.Equal(HttpStatusCode.Forbidden, foreign.StatusCode);
        using var ended = await tom.Browser.SendAsync(Footage.Tus(HttpMethod.Delete, address));
        Assert.Equal(HttpStatusCode.Forbidden, ended.StatusCode);
        var people = (await boss.DoAsync(HttpMethod.Get, "staff")).GetProperty("people").EnumerateArray();
        var id = people.First(person => person.GetProperty("name").GetString() == hana.Name).GetProperty("id").GetString();
        await boss.DoAsync(HttpMethod.Patch, $"staff/{id}", new { role = "contributor" });
        using var sent = await Server.Program.SendAsync(Footage.Patch(address, 0, bytes));
        Assert.Equal(HttpStatusCode.NoContent, sent.StatusCode);
        var file = await Footage.EndOfAsync(Server.Program, address.Split('/')[^1]);
        Assert.False(file.GetProperty("published").GetBoolean());
        var item = await boss.DoAsync(HttpMethod.Get, $"items/{file.GetProperty("capture").GetString()}");
        Assert.Equal("submitted", item.GetProperty("state").GetString());
    }

    [Theory]
    [InlineData("1-03f06b8e2120")]
    [InlineData("\"\"")]
    [InlineData("\"1-a\", \"2-b\"")]
    public async Task A_tag_that_is_none_is_refused_and_not_taken_for_none(string tag)
    {
        var hana = await Server.PersonAsync("curator");
        using var request = new HttpRequestMessage(HttpMethod.Post, "/api/v1/studio/items/drawing-minato-park/publish");
        request.Headers.TryAddWithoutValidation("If-Match", tag);
        using var response = await hana.Browser.SendAsync(request);
        Refused(HttpStatusCode.BadRequest, "/problems/bad-parameter", response, await response.Content.ReadAsStringAsync());
    }

    [Fact]
    public async Task Who_turns_a_picture_that_a_colleague_turned_meanwhile_is_told()
    {
        const string pose = "captures/drawing-nagasaki-station/pose";
        var hana = await Server.PersonAsync("curator");
        var tag = await TagAsync(hana, "drawing-nagasaki-station");
        await hana.DoAsync(HttpMethod.Put, pose, new { heading = 12 }, tag);
        using var late = await hana.SendAsync(HttpMethod.Put, pose, new { heading = 13 }, tag);
        Refused(HttpStatusCode.PreconditionFailed, "/problems/lost-update", late, await late.Content.ReadAsStringAsync());
        await hana.DoAsync(HttpMethod.Put, pose, new { heading = 14 }, await TagAsync(hana, "drawing-nagasaki-station"));
        using var none = await hana.SendAsync(HttpMethod.Put, "captures/drawing-nagasaki-station/redactions", new[] { Face }, "99-nothing");
        Assert.Equal(HttpStatusCode.PreconditionFailed, none.StatusCode);
    }

    private static object Area(double left) =>
        new
        {
            left,
            right = left + 5,
            top = 5,
            bottom = -5,
        };

    private static async Task<string?> RedactAsync(Person person, string id, string? seen, params object[] areas)
    {
        var answer = await person.DoAsync(HttpMethod.Put, $"captures/{id}/redactions", areas, seen);
        return answer.TryGetProperty("footage", out var job) ? job.GetString() : null;
    }

    private async Task EndAsync(string? job)
    {
        if (job is not null)
            Assert.Equal("ready", (await Footage.EndOfAsync(Server.Program, job)).GetProperty("stage").GetString());
    }

    private static async Task SpoilOriginalAsync(StudioServer server, Person person, string id) =>
        await File.WriteAllTextAsync(await OriginalAsync(server, person, id), "no picture");

    private static async Task<string> OriginalAsync(StudioServer server, Person person, string id)
    {
        var feature = (await person.DoAsync(HttpMethod.Get, $"items/{id}")).GetProperty("feature");
        var sha256 = feature.GetProperty("properties").GetProperty("original").GetProperty("sha256").GetString()!;
        return Path.Combine(server.Data, "media", "originals", sha256[..2], sha256);
    }

    private static async Task<string> TagAsync(Person person, string id) =>
        (await person.DoAsync(HttpMethod.Get, $"items/{id}")).GetProperty("tag").GetString()!;

    private static async Task<string?> CodeAsync(StudioServer server, string job) =>
        (await Footage.ReadAsync(server.Program, job)).TryGetProperty("problem", out var problem)
            ? problem.GetProperty("code").GetString()
            : null;

    private static async Task<IEnumerable<string>> LeftsAsync(Person person, string id)
    {
        var properties = (await person.DoAsync(HttpMethod.Get, $"items/{id}")).GetProperty("feature").GetProperty("properties");
        return properties.TryGetProperty("redactions", out var areas)
            ? areas.EnumerateArray().Select(area => area.GetProperty("left").GetRawText()).Order()
            : [];
    }
}
