using System.Net;
using System.Net.Http.Json;
using System.Text.Json;

namespace XrContent.Server.Tests.Studio;

/// <summary>Each role tries each staff endpoint of the description; what it may is written down here by hand.</summary>
public class RoleTests(StudioServer server) : StudioTests(server)
{
    private static readonly string[] Roles = ["contributor", "curator", "administrator"];

    /// <summary>Endpoints that are not for every contributor; an endpoint that is missing here is for all.</summary>
    private static readonly Dictionary<string, string> Least = new()
    {
        ["POST /api/v1/studio/items/{id}/return"] = "curator",
        ["POST /api/v1/studio/items/{id}/publish"] = "curator",
        ["POST /api/v1/studio/items/{id}/withdraw"] = "curator",
        ["POST /api/v1/studio/items/{id}/restore"] = "curator",
        ["POST /api/v1/studio/items/{id}/reviews"] = "curator",
        ["PUT /api/v1/studio/words/{language}"] = "curator",
        ["PUT /api/v1/studio/insight/goals/{year}"] = "curator",
        ["GET /api/v1/studio/audit"] = "administrator",
        ["GET /api/v1/studio/audit/report.csv"] = "administrator",
        ["GET /api/v1/studio/audit/check"] = "administrator",
        ["GET /api/v1/studio/staff"] = "administrator",
        ["PATCH /api/v1/studio/staff/{id}"] = "administrator",
        ["POST /api/v1/studio/staff/invitations"] = "administrator",
        ["DELETE /api/v1/studio/staff/invitations/{id}"] = "administrator",
        ["GET /api/v1/studio/tags"] = "administrator",
        ["POST /api/v1/studio/tags"] = "administrator",
        ["GET /api/v1/studio/tags/{id}"] = "administrator",
        ["DELETE /api/v1/studio/tags/{id}"] = "administrator",
        ["POST /api/v1/studio/tags/{id}/pairing"] = "administrator",
        ["GET /api/v1/studio/tags/{id}/secret"] = "administrator",
        ["POST /api/v1/studio/tags/{id}/chips"] = "administrator",
        ["DELETE /api/v1/studio/tags/{id}/chips/{uid}"] = "administrator",
    };

    [Fact]
    public async Task Each_role_opens_its_own_doors_and_no_other()
    {
        var paths = (await Server.Program.GetFromJsonAsync<JsonElement>("/openapi/v1.json")).GetProperty("paths");
        var endpoints = paths
            .EnumerateObject()
            .SelectMany(path =>
                path.Value.EnumerateObject()
                    .Where(endpoint => endpoint.Value.TryGetProperty("x-staff-role", out _))
                    .Select(endpoint =>
                        (
                            Name: $"{endpoint.Name.ToUpperInvariant()} {path.Name}",
                            Said: endpoint.Value.GetProperty("x-staff-role").GetString()!
                        )
                    )
            )
            .ToList();
        Assert.True(endpoints.Count > 45, $"Only {endpoints.Count} endpoints.");
        Assert.Empty(Least.Keys.Except(endpoints.Select(endpoint => endpoint.Name)));
        foreach (var endpoint in endpoints)
            Assert.Equal((endpoint.Name, Least.GetValueOrDefault(endpoint.Name, "contributor")), (endpoint.Name, endpoint.Said));

        foreach (var role in Roles)
        {
            var person = await Server.PersonAsync(role);
            foreach (var (name, least) in endpoints)
            {
                var (method, path) = (name.Split(' ')[0], name.Split(' ')[1]);
                var address = path.Replace("{id}", "no-such-thing", StringComparison.Ordinal)
                    .Replace("{language}", "ja", StringComparison.Ordinal)
                    .Replace("{year}", "2030", StringComparison.Ordinal)
                    .Replace("{number}", "1", StringComparison.Ordinal);
                using var request = new HttpRequestMessage(new(method), address);
                request.Headers.Add("Tus-Resumable", "1.0.0");
                using var response = await person.Browser.SendAsync(request);
                var allowed = Array.IndexOf(Roles, role) >= Array.IndexOf(Roles, least);
                // Inside, the endpoint may still find the request wanting; that it was let in is what counts.
                Assert.True(
                    allowed == (response.StatusCode is not (HttpStatusCode.Forbidden or HttpStatusCode.Unauthorized)),
                    $"{role} at {name}: {response.StatusCode}"
                );
                if (!allowed)
                    Assert.Equal(
                        "/problems/role-required",
                        (await response.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("type").GetString()
                    );
            }
        }
    }

    [Fact]
    public async Task What_a_contributor_writes_of_a_published_item_is_a_proposal_beside_it_until_a_curator_publishes_it()
    {
        var (ken, hana) = (await Server.PersonAsync("curator"), await Server.PersonAsync("contributor"));
        var (id, tag) = await ken.DraftAsync("A walk that visitors know");
        var shown = await ken.DoAsync(HttpMethod.Post, $"items/{id}/publish", new { }, tag);
        await EditingTests.UntilAsync(async () => await TitleAsync(id) == "A walk that visitors know");

        var words = Person.Tour("A better name");
        var proposal = await hana.DoAsync(HttpMethod.Put, $"items/{id}", words, shown.GetProperty("tag").GetString());
        Assert.Equal(("draft", true), (proposal.GetProperty("state").GetString(), proposal.GetProperty("published").GetBoolean()));
        Assert.Equal(shown.GetProperty("revision").GetInt32(), proposal.GetProperty("publishedRevision").GetInt32());
        var proposed = proposal.GetProperty("tag").GetString();
        using var publish = await hana.SendAsync(HttpMethod.Post, $"items/{id}/publish", new { }, proposed);
        Refused(HttpStatusCode.Forbidden, "/problems/role-required", publish, await publish.Content.ReadAsStringAsync());
        Assert.Equal("A walk that visitors know", await TitleAsync(id));

        var handed = await hana.DoAsync(HttpMethod.Post, $"items/{id}/submit", new { note = "Shorter." }, proposed);
        var waiting = handed.GetProperty("tag").GetString();
        // Nobody but a curator writes over what a colleague handed over; what is planned stays as it was handed over.
        var rin = await Server.PersonAsync("contributor");
        using var over = await rin.SendAsync(HttpMethod.Put, $"items/{id}", Person.Tour("Rin's"), waiting);
        Refused(HttpStatusCode.Forbidden, "/problems/role-required", over, await over.Content.ReadAsStringAsync());
        await ken.DoAsync(HttpMethod.Post, $"items/{id}/publish", new { }, handed.GetProperty("tag").GetString());
        await EditingTests.UntilAsync(async () => await TitleAsync(id) == "A better name");
    }

    private async Task<string?> TitleAsync(string id)
    {
        using var answer = await Server.Stranger().GetAsync($"/api/v1/items/{id}?lang=en");
        return answer.IsSuccessStatusCode
            ? (await answer.Content.ReadFromJsonAsync<JsonElement>())
                .GetProperty("properties")
                .GetProperty("title")
                .GetProperty("en")
                .GetString()
            : null;
    }

    [Fact]
    public async Task A_contributor_writes_drafts_and_changes_nothing_that_visitors_see()
    {
        var hana = await Server.PersonAsync("contributor");
        using var pose = await hana.SendAsync(HttpMethod.Put, "captures/drawing-minato-park/pose", new { heading = 10 });
        Refused(HttpStatusCode.Forbidden, "/problems/role-required", pose, await pose.Content.ReadAsStringAsync());
        using var record = Footage.Tus(
            HttpMethod.Post,
            "/api/v1/uploads",
            ("Upload-Length", "10"),
            ("Upload-Metadata", Footage.Metadata("a.ply", ("walkIn", "drawing-minato-park")))
        );
        using var walkIn = await hana.Browser.SendAsync(record);
        Assert.Equal(HttpStatusCode.BadRequest, walkIn.StatusCode);
        Assert.Contains("a curator gives it its record", await walkIn.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        var (id, tag) = await hana.DraftAsync();
        Assert.Equal(
            "draft",
            (await hana.DoAsync(HttpMethod.Put, $"items/{id}", Person.Tour("Better"), tag)).GetProperty("state").GetString()
        );
    }

    [Fact]
    public async Task A_cookie_alone_changes_nothing_for_another_site_may_have_sent_it()
    {
        var person = await Server.PersonAsync("administrator");
        person.Browser.DefaultRequestHeaders.Remove("X-XrContent-Page");
        using var post = await person.SendAsync(HttpMethod.Post, "items", Person.Tour("Forged"));
        Refused(HttpStatusCode.Forbidden, "/problems/own-pages-only", post, await post.Content.ReadAsStringAsync());
        using var upload = new HttpRequestMessage(HttpMethod.Post, "/api/v1/uploads");
        upload.Headers.Add("Tus-Resumable", "1.0.0");
        using var forged = await person.Browser.SendAsync(upload);
        Assert.Equal(HttpStatusCode.Forbidden, forged.StatusCode);
        using var read = await person.SendAsync(HttpMethod.Get, "items");
        Assert.Equal(HttpStatusCode.OK, read.StatusCode);
    }

    [Fact]
    public async Task A_role_that_is_taken_away_is_gone_from_browsers_that_are_signed_in()
    {
        var (boss, ken) = (await Server.PersonAsync("administrator"), await Server.PersonAsync("curator"));
        var staff = await boss.DoAsync(HttpMethod.Get, "staff");
        var id = staff
            .GetProperty("people")
            .EnumerateArray()
            .First(person => person.GetProperty("name").GetString() == ken.Name)
            .GetProperty("id")
            .GetString();
        await boss.DoAsync(HttpMethod.Patch, $"staff/{id}", new { role = "contributor" });
        Server.Clock.Ahead += TimeSpan.FromSeconds(10);
        using var stale = await ken.SendAsync(HttpMethod.Get, "me");
        Assert.Equal(HttpStatusCode.Unauthorized, stale.StatusCode);
        var again = Server.Stranger();
        using var signedIn = await again.PostAsJsonAsync(
            "/api/v1/studio/session",
            new { email = ken.Email, password = StudioServer.Password }
        );
        Assert.Equal(HttpStatusCode.NoContent, signedIn.StatusCode);
        Assert.Equal("contributor", (await again.GetFromJsonAsync<JsonElement>("/api/v1/studio/me")).GetProperty("role").GetString());
        await boss.DoAsync(HttpMethod.Patch, $"staff/{id}", new { left = true });
        using var ended = await Server
            .Stranger()
            .PostAsJsonAsync("/api/v1/studio/session", new { email = ken.Email, password = StudioServer.Password });
        Assert.Equal(HttpStatusCode.Unauthorized, ended.StatusCode);
    }

    [Fact]
    public async Task The_last_administrator_stays_one()
    {
        await using var alone = await StudioServer.StartAsync();
        var boss = await alone.PersonAsync("administrator");
        var id = (await boss.DoAsync(HttpMethod.Get, "staff")).GetProperty("people")[0].GetProperty("id").GetString();
        using var response = await boss.SendAsync(HttpMethod.Patch, $"staff/{id}", new { role = "curator" });
        Assert.Contains("make a colleague one first", await response.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }
}
