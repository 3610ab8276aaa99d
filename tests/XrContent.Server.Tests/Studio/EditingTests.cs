using System.Net;
using System.Net.Http.Json;
using System.Text.Json;

namespace XrContent.Server.Tests.Studio;

/// <summary>From draft to visitors and back.</summary>
public class EditingTests(StudioServer server) : StudioTests(server)
{
    [Fact]
    public async Task Two_editors_save_the_same_item_and_one_is_told_with_both_versions()
    {
        var (hana, ken) = (await Server.PersonAsync("curator"), await Server.PersonAsync("curator"));
        var (id, tag) = await hana.DraftAsync();
        await ken.DoAsync(HttpMethod.Put, $"items/{id}", Person.Tour("By Ken"), tag);
        using var lost = await hana.SendAsync(HttpMethod.Put, $"items/{id}", Person.Tour("By Hana"), tag);
        var body = await lost.Content.ReadAsStringAsync();
        Refused(HttpStatusCode.PreconditionFailed, "/problems/lost-update", lost, body);
        var problem = JsonSerializer.Deserialize<JsonElement>(body);
        Assert.Equal(
            "By Ken",
            problem
                .GetProperty("current")
                .GetProperty("feature")
                .GetProperty("properties")
                .GetProperty("title")
                .GetProperty("en")
                .GetString()
        );
        Assert.Equal(
            "By Hana",
            problem.GetProperty("yours").GetProperty("feature").GetProperty("properties").GetProperty("title").GetProperty("en").GetString()
        );
        Assert.Equal(ken.Name, problem.GetProperty("current").GetProperty("author").GetString());
        await hana.DoAsync(
            HttpMethod.Put,
            $"items/{id}",
            Person.Tour("By both"),
            problem.GetProperty("current").GetProperty("tag").GetString()
        );
        var revisions = (await hana.DoAsync(HttpMethod.Get, $"items/{id}/revisions")).GetProperty("revisions");
        Assert.Equal(
            [hana.Name, ken.Name, hana.Name],
            revisions.EnumerateArray().Select(revision => revision.GetProperty("author").GetString()!)
        );
    }

    [Fact]
    public async Task Without_the_tag_nothing_is_overwritten()
    {
        var ken = await Server.PersonAsync("curator");
        var (id, _) = await ken.DraftAsync();
        foreach (var method in new[] { HttpMethod.Put, HttpMethod.Delete })
        {
            using var response = await ken.SendAsync(method, $"items/{id}", method == HttpMethod.Put ? Person.Tour("x") : null);
            Refused(
                HttpStatusCode.PreconditionRequired,
                "/problems/if-match-required",
                response,
                await response.Content.ReadAsStringAsync()
            );
        }
    }

    [Fact]
    public async Task While_somebody_goes_on_writing_their_draft_stays_one_revision()
    {
        var hana = await Server.PersonAsync("contributor");
        var (id, tag) = await hana.DraftAsync();
        foreach (var words in new[] { "One", "One two", "One two three" })
            tag = (await hana.DoAsync(HttpMethod.Put, $"items/{id}?autosave=true", Person.Tour(words), tag))
                .GetProperty("tag")
                .GetString()!;
        var done = await hana.DoAsync(HttpMethod.Put, $"items/{id}", Person.Tour("One two three."), tag);
        Assert.Equal(2, done.GetProperty("revision").GetInt32());
        var next = await hana.DoAsync(HttpMethod.Put, $"items/{id}", Person.Tour("Another day"), done.GetProperty("tag").GetString());
        Assert.Equal(3, next.GetProperty("revision").GetInt32());
    }

    [Fact]
    public async Task What_somebody_outside_looked_at_is_not_written_over_by_who_goes_on_writing()
    {
        var ken = await Server.PersonAsync("curator");
        var (id, first) = await ken.DraftAsync();
        var kept = await ken.DoAsync(HttpMethod.Put, $"items/{id}?autosave=true", Person.Tour("As it was read"), first);
        var review = new
        {
            revision = 2,
            reviewer = "A family",
            on = "2026-05-01",
            words = "It is right.",
        };
        await ken.DoAsync(HttpMethod.Post, $"items/{id}/reviews", review);
        var tag = kept.GetProperty("tag").GetString();
        var next = await ken.DoAsync(HttpMethod.Put, $"items/{id}?autosave=true", Person.Tour("Something else"), tag);
        Assert.Equal(3, next.GetProperty("revision").GetInt32());
        var read = await ken.DoAsync(HttpMethod.Get, $"items/{id}/revisions/2");
        Assert.Contains("As it was read", read.GetRawText(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Many_who_make_an_item_of_one_title_at_once_each_get_an_id_of_their_own()
    {
        var hana = await Server.PersonAsync("contributor");
        var made = await Task.WhenAll(
            Enumerable.Range(0, 6).Select(_ => hana.DoAsync(HttpMethod.Post, "items", Person.Tour("At the same moment")))
        );
        var ids = made.Select(item => item.GetProperty("id").GetString()).ToHashSet();
        Assert.Equal(6, ids.Count);
        Assert.Contains("tour-at-the-same-moment-6", ids);
    }

    [Fact]
    public async Task A_draft_may_lack_what_publishing_needs_and_says_at_which_field()
    {
        var ken = await Server.PersonAsync("curator");
        var made = await ken.DoAsync(
            HttpMethod.Post,
            "items",
            """{"type":"Feature","geometry":null,"properties":{"kind":"overlay","title":{"en":"A claim"},"shape":"rings"}}"""
        );
        var fields = made.GetProperty("problems").EnumerateArray().Select(problem => problem.GetProperty("field").GetString()!).ToList();
        Assert.Contains("sources", fields);
        Assert.Contains("rings", fields);
        Assert.Contains("title", fields);
        using var publish = await ken.SendAsync(HttpMethod.Post, $"items/{made.GetProperty("id").GetString()}/publish");
        Assert.True((await publish.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("errors").TryGetProperty("sources", out _));
        using var submit = await ken.SendAsync(HttpMethod.Post, $"items/{made.GetProperty("id").GetString()}/submit");
        Assert.Equal(HttpStatusCode.BadRequest, submit.StatusCode);
    }

    [Fact]
    public async Task A_draft_is_seen_by_staff_alone_and_by_visitors_once_it_is_published()
    {
        var (hana, ken) = (await Server.PersonAsync("contributor"), await Server.PersonAsync("curator"));
        var (id, tag) = await hana.DraftAsync();
        var visitor = Server.Stranger();
        Assert.Equal(HttpStatusCode.NotFound, (await visitor.GetAsync($"/api/v1/items/{id}")).StatusCode);
        Assert.Equal(HttpStatusCode.Unauthorized, (await visitor.GetAsync($"/api/v1/studio/preview/items/{id}")).StatusCode);
        Assert.Equal(id, (await ken.DoAsync(HttpMethod.Get, $"preview/items/{id}")).GetProperty("id").GetString());
        await hana.DoAsync(HttpMethod.Post, $"items/{id}/submit", new { note = "Please." }, tag);
        await ken.DoAsync(HttpMethod.Post, $"items/{id}/return", new { note = "Name the archive." });
        Assert.Equal((ken.Name, "Name the archive."), Returned(await hana.DoAsync(HttpMethod.Get, $"items/{id}")));
        var mine = await hana.DoAsync(HttpMethod.Get, $"items?state=draft&author={Uri.EscapeDataString(hana.Name)}");
        Assert.Equal((ken.Name, "Name the archive."), Returned(Assert.Single(mine.GetProperty("items").EnumerateArray())));
        var again = await hana.DoAsync(HttpMethod.Post, $"items/{id}/submit");
        Assert.False(again.TryGetProperty("returned", out _));
        await ken.DoAsync(HttpMethod.Post, $"items/{id}/publish");
        await UntilAsync(async () => (await visitor.GetAsync($"/api/v1/items/{id}")).IsSuccessStatusCode);
        var steps = (await hana.DoAsync(HttpMethod.Get, $"items/{id}/revisions"))
            .GetProperty("steps")
            .EnumerateArray()
            .Select(step => step.GetProperty("kind").GetString()!);
        Assert.Equal(["published", "submitted", "returned", "submitted"], steps);
        await ken.DoAsync(HttpMethod.Post, $"items/{id}/withdraw", new { note = "A mistake." });
        await UntilAsync(async () => (await visitor.GetAsync($"/api/v1/items/{id}")).StatusCode == HttpStatusCode.NotFound);
    }

    private static (string?, string?) Returned(JsonElement item)
    {
        var returned = item.GetProperty("returned");
        return (returned.GetProperty("person").GetString(), returned.GetProperty("note").GetString());
    }

    [Fact]
    public async Task Any_revision_can_be_taken_up_again_and_what_was_put_away_comes_back()
    {
        var ken = await Server.PersonAsync("curator");
        var (id, tag) = await ken.DraftAsync("First words");
        var second = await ken.DoAsync(HttpMethod.Put, $"items/{id}", Person.Tour("Second words"), tag);
        await ken.DoAsync(HttpMethod.Delete, $"items/{id}", null, second.GetProperty("tag").GetString());
        Assert.Equal(0, (await ken.DoAsync(HttpMethod.Get, $"items?q={id}")).GetProperty("total").GetInt32());
        Assert.Equal(1, (await ken.DoAsync(HttpMethod.Get, $"items?q={id}&state=deleted")).GetProperty("total").GetInt32());
        var back = await ken.DoAsync(HttpMethod.Post, $"items/{id}/restore", new { number = 1 });
        Assert.Equal(
            (3, "First words"),
            (
                back.GetProperty("revision").GetInt32(),
                back.GetProperty("feature").GetProperty("properties").GetProperty("title").GetProperty("en").GetString()
            )
        );
        using var taken = await ken.SendAsync(
            HttpMethod.Post,
            "items",
            Person.Tour("x").Replace("\"Feature\"", $"\"Feature\",\"id\":\"{id}\"", StringComparison.Ordinal)
        );
        Assert.Contains("choose another one", await taken.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_is_planned_appears_and_ends_by_itself()
    {
        await using var server = await StudioServer.StartAsync();
        var ken = await server.PersonAsync("curator");
        var (id, _) = await ken.DraftAsync();
        var now = server.Clock.GetUtcNow();
        var planned = await ken.DoAsync(HttpMethod.Post, $"items/{id}/publish", new { from = now.AddHours(1), until = now.AddHours(3) });
        Assert.Equal(("scheduled", false), (planned.GetProperty("state").GetString(), planned.GetProperty("published").GetBoolean()));
        var visitor = server.Stranger();
        Assert.Equal(HttpStatusCode.NotFound, (await visitor.GetAsync($"/api/v1/items/{id}")).StatusCode);
        server.Clock.Ahead += TimeSpan.FromHours(2);
        await UntilAsync(async () => (await visitor.GetAsync($"/api/v1/items/{id}")).IsSuccessStatusCode);
        server.Clock.Ahead += TimeSpan.FromHours(2);
        await UntilAsync(async () => (await visitor.GetAsync($"/api/v1/items/{id}")).StatusCode == HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task A_picture_is_published_with_rights_credit_and_an_answer_on_people()
    {
        var upload = await Footage.SendAsync(
            Server.Program,
            Footage.NewStill(),
            Footage.Metadata("bare.jpg", ("publish", "true"), ("holder", ""), ("license", ""), ("credit", ""), ("people", ""))
        );
        var file = await Footage.EndOfAsync(Server.Program, upload);
        Assert.Equal("ready", file.GetProperty("stage").GetString());
        Assert.False(file.GetProperty("published").GetBoolean());
        Assert.Contains(file.GetProperty("notes").EnumerateArray(), note => note.GetProperty("code").GetString() == "not-published");
        var (ken, id) = (await Server.PersonAsync("curator"), file.GetProperty("capture").GetString());
        using var refused = await ken.SendAsync(HttpMethod.Post, $"items/{id}/publish");
        var errors = (await refused.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("errors");
        Assert.Equal(["people", "rights"], errors.EnumerateObject().Select(error => error.Name).Order());

        var item = await ken.DoAsync(HttpMethod.Get, $"items/{id}");
        var feature = System.Text.Json.Nodes.JsonNode.Parse(item.GetProperty("feature").GetRawText())!;
        feature["properties"]!["rights"] = System.Text.Json.Nodes.JsonNode.Parse(
            """{"license":"CC-BY-4.0","holder":"City","credit":{"en":"City"}}"""
        );
        feature["properties"]!["people"] = "redacted";
        var saved = await ken.DoAsync(HttpMethod.Put, $"items/{id}", feature.ToJsonString(), item.GetProperty("tag").GetString());
        Assert.Contains(saved.GetProperty("problems").EnumerateArray(), problem => problem.GetProperty("field").GetString() == "people");
        feature["properties"]!["people"] = "none";
        await ken.DoAsync(HttpMethod.Put, $"items/{id}", feature.ToJsonString(), saved.GetProperty("tag").GetString());
        Assert.True((await ken.DoAsync(HttpMethod.Post, $"items/{id}/publish")).GetProperty("published").GetBoolean());
        // Whether people were looked for concerns staff alone.
        var visitor = Server.Stranger();
        await UntilAsync(async () => (await visitor.GetAsync($"/api/v1/items/{id}")).IsSuccessStatusCode);
        Assert.DoesNotContain("\"people\"", await Server.Program.GetStringAsync($"/api/v1/items/{id}"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_file_that_is_replaced_keeps_what_leads_to_it()
    {
        var first = await Footage.EndOfAsync(
            Server.Program,
            await Footage.SendAsync(Server.Program, Footage.NewStill(), Footage.Metadata("old.jpg", ("publish", "true")))
        );
        var id = first.GetProperty("capture").GetString()!;
        var visitor = Server.Stranger();
        await UntilAsync(async () => (await visitor.GetAsync($"/api/v1/items/{id}")).IsSuccessStatusCode);
        var second = await Footage.EndOfAsync(
            Server.Program,
            await Footage.SendAsync(Server.Program, Footage.NewStill(), Footage.Metadata("new.jpg", ("publish", "true"), ("replaces", id)))
        );
        Assert.Equal((id, "ready"), (second.GetProperty("capture").GetString(), second.GetProperty("stage").GetString()));
        var ken = await Server.PersonAsync("curator");
        var changes = (await ken.DoAsync(HttpMethod.Get, $"items/{id}/changes?from=1&to=2"))
            .GetProperty("changes")
            .EnumerateArray()
            .Select(change => change.GetProperty("field").GetString()!)
            .ToList();
        Assert.Contains("original.sha256", changes);
        Assert.DoesNotContain("title.en", changes);
    }

    [Fact]
    public async Task A_file_that_does_not_say_where_it_was_taken_leaves_the_capture_where_it_was()
    {
        var (bytes, north, east) = (Footage.NewStill(), 32.7501, 129.8777);
        var at = Footage.Metadata("a.jpg", ("lat", $"{north}"), ("lon", $"{east}"));
        var first = await Footage.EndOfAsync(Server.Program, await Footage.SendAsync(Server.Program, bytes, at));
        var id = first.GetProperty("capture").GetString()!;
        var next = Footage.Metadata("b.jpg", ("replaces", id));
        await Footage.EndOfAsync(Server.Program, await Footage.SendAsync(Server.Program, Footage.NewStill(), next));
        var ken = await Server.PersonAsync("curator");
        var position = (await ken.DoAsync(HttpMethod.Get, $"items/{id}")).GetProperty("feature").GetProperty("geometry");
        Assert.Equal([east, north], position.GetProperty("coordinates").EnumerateArray().Take(2).Select(number => number.GetDouble()));
        Assert.Contains(
            "original.sha256",
            (await ken.DoAsync(HttpMethod.Get, $"items/{id}/changes?from=1&to=2")).GetRawText(),
            StringComparison.Ordinal
        );
        // A drawing stays one, of the moment that it shows.
        const string drawing = "drawing-hypocentre-reach";
        var better = Footage.Metadata("c.jpg", ("replaces", drawing));
        await Footage.EndOfAsync(Server.Program, await Footage.SendAsync(Server.Program, Footage.NewStill(), better));
        var replaced = (await ken.DoAsync(HttpMethod.Get, $"items/{drawing}")).GetProperty("feature").GetProperty("properties");
        Assert.Equal("drawing", replaced.GetProperty("nature").GetString());
        Assert.Equal("1945-08-09T11:02:00+09:00", replaced.GetProperty("depicts").GetString());
        // Bytes that are a capture already become no other one, and who sent them is told what became of both.
        var other = await Footage.EndOfAsync(
            Server.Program,
            await Footage.SendAsync(Server.Program, Footage.NewStill(), Footage.Metadata("c.jpg"))
        );
        var third = other.GetProperty("capture").GetString()!;
        var again = await Footage.EndOfAsync(
            Server.Program,
            await Footage.SendAsync(Server.Program, bytes, Footage.Metadata("a.jpg", ("replaces", third)))
        );
        Assert.Equal(
            ["known", "keeps-own-file"],
            again.GetProperty("notes").EnumerateArray().Select(note => note.GetProperty("code").GetString())
        );
    }

    [Fact]
    public async Task What_is_still_to_settle_is_listed_by_item_and_goes_as_it_is_settled()
    {
        var ken = await Server.PersonAsync("curator");
        var (id, tag) = await ken.DraftAsync();
        Assert.Equal(["title.zh-Hans", "title.ko"], await OpenAsync());
        var feature = (await ken.DoAsync(HttpMethod.Get, $"items/{id}")).GetProperty("feature").GetRawText();
        var settled = System.Text.Json.Nodes.JsonNode.Parse(feature)!;
        settled["properties"]!["title"]!["zh-Hans"] = "路线";
        settled["properties"]!["title"]!["ko"] = "길";
        await ken.DoAsync(HttpMethod.Put, $"items/{id}", settled, tag);
        Assert.Empty(await OpenAsync());

        async Task<IEnumerable<string>> OpenAsync()
        {
            var list = await ken.DoAsync(HttpMethod.Get, "unsettled?limit=1000");
            Assert.Equal(list.GetProperty("total").GetInt32(), list.GetProperty("items").GetArrayLength());
            var own = list.GetProperty("items").EnumerateArray().Where(item => item.GetProperty("id").GetString() == id);
            return own.SelectMany(item => item.GetProperty("open").EnumerateArray()).Select(open => open.GetProperty("field").GetString()!);
        }
    }

    [Fact]
    public async Task Where_an_item_is_used_is_told()
    {
        var ken = await Server.PersonAsync("curator");
        var uses = await ken.DoAsync(HttpMethod.Get, "items/drawing-inasayama-deck/uses");
        Assert.Equal(["inasayama-impact"], uses.EnumerateArray().Select(item => item.GetProperty("id").GetString()!));
    }

    [Theory]
    [InlineData("", "body")]
    [InlineData("[]", "type")]
    [InlineData("""{"type":"Feature","properties":{"kind":"castle"}}""", "kind")]
    [InlineData(
        """{"type":"Feature","geometry":null,"properties":{"kind":"scene","title":{"en":"x"},"place":"p","hotspots":"none"}}""",
        "hotspots"
    )]
    [InlineData(
        """{"type":"Feature","id":"Not An Id","geometry":null,"properties":{"kind":"scene","title":{"en":"x"},"place":"p"}}""",
        "id"
    )]
    public async Task What_cannot_be_read_is_answered_by_field(string body, string field)
    {
        var ken = await Server.PersonAsync("curator");
        using var response = await ken.SendAsync(HttpMethod.Post, "items", body);
        var errors = (await response.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("errors");
        Assert.Contains(errors.EnumerateObject(), error => error.Name.StartsWith(field, StringComparison.Ordinal));
    }

    [Fact]
    public async Task An_overlay_that_does_not_fit_is_moved_to_where_it_is_seen()
    {
        var ken = await Server.PersonAsync("curator");
        var made = await ken.DoAsync(
            HttpMethod.Post,
            "items",
            """
            {"type":"Feature","geometry":{"type":"Point","coordinates":[129.8633,32.7737]},"properties":{"kind":"overlay",
            "title":{"ja":"印","en":"Mark"},"shape":"marker","heightAboveGround":50,"sources":[{"id":"s","title":"Survey"}]}}
            """
        );
        var id = made.GetProperty("id").GetString();
        var moved = await ken.DoAsync(
            HttpMethod.Put,
            $"overlays/{id}/placement",
            new
            {
                lat = 32.7528,
                lon = 129.8496,
                eye = 334.6,
                azimuth = 40.0,
                elevation = -3.0,
            }
        );
        var view = await ken.DoAsync(
            HttpMethod.Post,
            "preview/view",
            $$"""{"overlay":{{moved.GetProperty("feature").GetRawText()}},"lat":32.7528,"lon":129.8496}"""
        );
        var seen = view.GetProperty("overlays")[0];
        Assert.Equal(40.0, seen.GetProperty("az").GetDouble(), 0.02);
        Assert.Equal(-3.0, seen.GetProperty("el").GetDouble(), 0.02);
    }

    internal static async Task UntilAsync(Func<Task<bool>> happens)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(50));
        while (!await happens())
            await timer.WaitForNextTickAsync(patience.Token);
    }
}
