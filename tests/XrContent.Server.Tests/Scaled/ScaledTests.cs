using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.AspNetCore.SignalR;
using Microsoft.AspNetCore.SignalR.Client;
using XrContent.Geo;
using XrContent.Media.Tests;
using XrContent.Server.Live;
using XrContent.Server.Tests.Studio;

namespace XrContent.Server.Tests.Scaled;

/// <summary>A festival night on two nodes, of which anything may end.</summary>
public sealed class ScaledTests(Azurite azurite)
{
    private static readonly LatLon Park = new(32.7424, 129.8762);
    private static readonly string Cell = SlippyCell.Of(Park, 15).ToString();

    [Fact]
    public async Task What_one_node_publishes_every_other_tells_and_a_killed_node_loses_nothing_for_those_who_listened_there()
    {
        await using var city = await City.StartAsync(azurite);
        await using var here = new Listener(city.First.Client.BaseAddress!, Cell);
        await using var there = new Listener(city.Second.Client.BaseAddress!, Cell);
        await using var door = new Listener(city.Door, Cell);
        await Task.WhenAll(here.Listening, there.Listening, door.Listening);

        var published = new List<string> { await PublishAsync(city.First.Client) };
        // Sooner than anybody looks by themself: it is told.
        for (var i = 0; i < 4; i++)
        {
            foreach (var listener in new[] { here, there, door })
                await listener.HearsAsync(published[^1]).WaitAsync(TimeSpan.FromSeconds(3));
            published.Add(await PublishAsync(city.First.Client));
        }

        for (var i = 0; i < 5; i++)
            published.Add(await PublishAsync(city.Second.Client));
        city.First.Kill();
        for (var i = 0; i < 5; i++)
            published.Add(await PublishAsync(city.Second.Client));
        foreach (var id in published)
            await door.HearsAsync(id);
        // Nothing doubled: each was published once, and each telling is of one publication.
        Assert.Equal(published.Order(), door.Heard.Where(published.Contains).Order());
    }

    [Fact]
    public async Task A_group_is_led_over_two_nodes_and_heals_by_itself_when_Redis_was_gone()
    {
        await using var city = await City.StartAsync(azurite);
        await using var guide = await PhoneAsync(city.First);
        await using var pupil = await PhoneAsync(city.Second);
        var (code, _) = await guide.BeginAsync();
        Assert.Equal(Followed.Following, (await pupil.FollowAsync(code)).Outcome);
        await guide.Hub.InvokeAsync("Lead", code, new GuideStep("first"));
        Assert.Equal("first", (await pupil.NextAsync()).Scene);

        city.KillRedis();
        // News of the catalogue need no Redis.
        await using var listener = new Listener(city.Second.Client.BaseAddress!, Cell);
        await listener.Listening;
        await listener.HearsAsync(await PublishAsync(city.First.Client));
        Assert.Equal(HttpStatusCode.OK, (await city.First.Client.GetAsync("/health/ready")).StatusCode);

        // A node may start meanwhile, and phones come to it.
        using var third = await city.StartNodeAsync();
        await using var early = await PhoneAsync(third);

        city.BeginRedis();
        var again = await BegunAsync(guide);
        await UntilAsync(async () => (await early.FollowAsync(again.Code)).Outcome == Followed.Following);
        await using var other = await PhoneAsync(city.Second);
        await UntilAsync(async () => (await other.FollowAsync(again.Code)).Outcome == Followed.Following);
        await UntilAsync(async () =>
        {
            await guide.Hub.InvokeAsync("Lead", again.Code, new GuideStep("second"));
            return true;
        });
        await other.SeesAsync("second");
        await early.SeesAsync("second");
    }

    [Fact]
    public async Task Whoever_cannot_hear_a_group_is_not_said_to_follow_it_and_who_missed_a_step_is_told_it_once_the_way_is_whole()
    {
        await using var city = await City.StartAsync(azurite);
        await using var guide = await PhoneAsync(city.First);
        await using var pupil = await PhoneAsync(city.Second);
        await using var other = await PhoneAsync(city.Second);
        var (code, _) = await guide.BeginAsync();

        // Groups are read and written still; nothing is listened to.
        await city.TellRedisAsync("ACL", "SETUSER", "default", "resetchannels");
        await Assert.ThrowsAsync<HubException>(() => pupil.FollowAsync(code));
        await Assert.ThrowsAsync<HubException>(() => other.FollowAsync(code));

        await city.TellRedisAsync("ACL", "SETUSER", "default", "allchannels");
        Assert.Equal(Followed.Following, (await other.FollowAsync(code)).Outcome);
        Assert.Equal(Followed.Following, (await pupil.FollowAsync(code)).Outcome);
        await guide.Hub.InvokeAsync("Lead", code, new GuideStep("first"));
        await other.SeesAsync("first");
        await pupil.SeesAsync("first");

        await city.TellRedisAsync("ACL", "SETUSER", "default", "resetchannels");
        await Assert.ThrowsAsync<HubException>(() => guide.Hub.InvokeAsync("Lead", code, new GuideStep("second")));
        await city.TellRedisAsync("ACL", "SETUSER", "default", "allchannels");
        await city.TellRedisAsync("CLIENT", "KILL", "SKIPME", "yes");
        await pupil.SeesAsync("second");
        await other.SeesAsync("second");
    }

    [Fact]
    public async Task While_the_database_is_gone_visitors_read_on_and_when_it_is_back_nodes_write_and_tell_without_a_restart()
    {
        await using var city = await City.StartAsync(azurite);
        var first = await PublishAsync(city.First.Client);
        await using var listener = new Listener(city.Second.Client.BaseAddress!, Cell);
        await listener.Listening;

        city.Store.Kill();
        Assert.Equal(HttpStatusCode.OK, (await city.First.Client.GetAsync($"/api/v1/items/{first}")).StatusCode);
        using var refused = await CreateAsync(city.First.Client);
        Assert.Equal(HttpStatusCode.ServiceUnavailable, refused.StatusCode);
        var problem = await refused.Content.ReadFromJsonAsync<JsonElement>();
        Assert.Equal("/problems/database-gone", problem.GetProperty("type").GetString());
        Assert.Equal(HttpStatusCode.ServiceUnavailable, (await city.First.Client.GetAsync("/health/ready")).StatusCode);

        city.Store.Begin();
        string? second = null;
        await UntilAsync(async () =>
        {
            using var made = await CreateAsync(city.First.Client);
            if (made.StatusCode == HttpStatusCode.ServiceUnavailable)
                return false;
            second = (await StudioServer.ReadAsync(made)).GetProperty("id").GetString();
            return true;
        });
        using var published = await city.First.Client.PostAsJsonAsync($"/api/v1/studio/items/{second}/publish", new { });
        await StudioServer.ReadAsync(published);
        await listener.HearsAsync(second!);
        Assert.Equal(HttpStatusCode.OK, (await city.First.Client.GetAsync("/health/ready")).StatusCode);
    }

    [Fact]
    public async Task An_installation_on_one_machine_becomes_one_on_several_with_all_that_it_had()
    {
        await using var city = await City.StartAsync(azurite);
        var small = Directory.CreateTempSubdirectory("xrcontent-small-").FullName;
        try
        {
            await ServerProcess.FillAsync(small);
            var target = city.Store.NewDatabase();
            string[] copy =
            [
                "copy-to",
                "--database",
                city.Store.ConnectionTo(target),
                "--blobs",
                azurite.Connection,
                "--container",
                target[..20].Replace('_', '-'),
            ];
            var (code, said) = await ServerProcess.RunAsync(small, copy);
            Assert.True(code == 0, said);
            Assert.Contains("is the same", said, StringComparison.Ordinal);
            string[] scaled =
            [
                .. city.Settings,
                $"--ConnectionStrings:Catalog={city.Store.ConnectionTo(target)}",
                $"--Blobs:Container={target[..20].Replace('_', '-')}",
            ];
            var (wrong, report) = await ServerProcess.RunAsync(city.Data, ["check", .. scaled]);
            Assert.True(wrong == 0, report);

            // Not into what somebody works with; and there and back again nothing is another.
            Assert.Equal(1, (await ServerProcess.RunAsync(small, copy)).Code);
            var file = Path.Combine(small, "scaled.tar");
            Assert.Equal(0, (await ServerProcess.RunAsync(city.Data, ["backup", file, .. scaled])).Code);
            Assert.Equal(0, (await ServerProcess.RunAsync(city.Data, ["restore", file, .. scaled])).Code);
            var (after, restored) = await ServerProcess.RunAsync(city.Data, ["check", .. scaled]);
            Assert.True(after == 0, restored);
            Assert.Equal(LinesOf(report), LinesOf(restored));
        }
        finally
        {
            Microsoft.Data.Sqlite.SqliteConnection.ClearAllPools();
            Directory.Delete(small, recursive: true);
        }

        static string LinesOf(string report) =>
            report.Split('\n').First(line => line.StartsWith("The record has", StringComparison.Ordinal));
    }

    private static async Task<string> PublishAsync(HttpClient node)
    {
        using var made = await CreateAsync(node);
        var id = (await StudioServer.ReadAsync(made)).GetProperty("id").GetString()!;
        using var published = await node.PostAsJsonAsync($"/api/v1/studio/items/{id}/publish", new { });
        await StudioServer.ReadAsync(published);
        return id;
    }

    private static Task<HttpResponseMessage> CreateAsync(HttpClient node) =>
        node.PostAsync(
            "/api/v1/studio/items",
            new StringContent(
                """
                {"type":"Feature","geometry":{"type":"Point","coordinates":[129.8762,32.7424]},"properties":{
                  "kind":"place","title":{"ja":"公園","en":"Stall"},"category":"park","position":{"accuracy":10,"sources":["s"]},
                  "sources":[{"id":"s","title":"A source"}]}}
                """,
                null,
                "application/json"
            )
        );

    private static async Task<BegunGroup> BegunAsync(Phone guide)
    {
        BegunGroup? group = null;
        await UntilAsync(async () =>
        {
            group = await guide.BeginAsync();
            return true;
        });
        return group!;
    }

    /// <summary>Tries, as a person does, until it is done.</summary>
    private static async Task UntilAsync(Func<Task<bool>> act)
    {
        for (var tries = 0; ; tries++)
        {
            try
            {
                if (await act())
                    return;
            }
            catch (Exception lost) when (lost is Microsoft.AspNetCore.SignalR.HubException or HttpRequestException && tries < 100) { }
            Assert.True(tries < 100, "It did not heal.");
            await Task.Delay(200);
        }
    }

    private static async Task<Phone> PhoneAsync(ServerProcess node)
    {
        var hub = new HubConnectionBuilder().WithUrl(new Uri(node.Client.BaseAddress!, "/hubs/live")).Build();
        var phone = new Phone(hub);
        await hub.StartAsync();
        return phone;
    }
}
