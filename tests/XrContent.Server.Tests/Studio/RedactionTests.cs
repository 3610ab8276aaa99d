using System.Net;

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
