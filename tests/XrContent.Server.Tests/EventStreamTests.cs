using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using XrContent.Catalog.Documents;
using XrContent.Catalog.Exchange;
using XrContent.Catalog.Workflow;
using XrContent.Geo;
using XrContent.Server.Live;
using XrContent.Server.Tests.Studio;

namespace XrContent.Server.Tests;

public sealed class EventStreamTests(ServerFixture server)
{
    private static readonly LatLon Nomozaki = new(32.58, 129.75);

    [Fact]
    public async Task Who_listens_by_a_stream_hears_what_is_published_near_and_nothing_else()
    {
        using var stream = await ListenAsync($"{SlippyCell.Of(Nomozaki, 15)},{SlippyCell.Of(new(32.0, 129.0), 15)}");
        var (_, first, _) = await NextAsync(stream);
        Assert.Equal("version", first);
        await PublishAsync("stream-far", new(34.5, 131.5));
        await PublishAsync("stream-near", Nomozaki);
        var (id, name, data) = await NextAsync(stream);
        Assert.Equal("changed", name);
        Assert.Equal(data.GetProperty("version").GetInt64(), long.Parse(id, System.Globalization.CultureInfo.InvariantCulture));
        Assert.Equal("stream-near", Assert.Single(data.GetProperty("items").EnumerateArray()).GetProperty("id").GetString());
    }

    [Fact]
    public async Task Who_comes_back_hears_first_what_changed_meanwhile_and_each_thing_once()
    {
        var cell = SlippyCell.Of(new(32.4, 129.6), 15).ToString();
        string known;
        using (var stream = await ListenAsync(cell))
        {
            (known, _, _) = await NextAsync(stream);
        }

        await PublishAsync("stream-missed", new(32.4, 129.6));
        await ServedAsync("stream-missed");
        using var again = await ListenAsync(cell, known);
        // Before the version that has it, so that who is lost between the two asks for it again.
        var (newer, name, data) = await NextAsync(again);
        Assert.Equal("changed", name);
        Assert.Contains("stream-missed", data.GetProperty("items").EnumerateArray().Select(item => item.GetProperty("id").GetString()));
        var (version, second, _) = await NextAsync(again);
        Assert.Equal((newer, "version"), (version, second));
        await PublishAsync("stream-after", new(32.4, 129.6));
        var (_, _, next) = await NextAsync(again);
        Assert.Equal("stream-after", Assert.Single(next.GetProperty("items").EnumerateArray()).GetProperty("id").GetString());
    }

    [Fact]
    public async Task Who_comes_back_hears_of_what_changed_near_and_not_of_all_that_changed()
    {
        var far = new LatLon(31.2, 131.1);
        string known;
        using (var stream = await ListenAsync(SlippyCell.Of(new(32.3, 129.4), 15).ToString()))
        {
            (known, _, _) = await NextAsync(stream);
        }

        await PublishAsync("stream-elsewhere", far);
        await ServedAsync("stream-elsewhere");
        using var here = await ListenAsync(SlippyCell.Of(new(32.3, 129.4), 15).ToString(), known);
        // Other tests publish too, elsewhere or nowhere in particular.
        var (_, name, data) = await NextAsync(here);
        if (name == "changed")
            Assert.DoesNotContain("stream-elsewhere", data.GetRawText(), StringComparison.Ordinal);
        using var there = await ListenAsync(SlippyCell.Of(far, 15).ToString(), known);
        Assert.Contains("stream-elsewhere", (await NextAsync(there)).Data.GetRawText(), StringComparison.Ordinal);
        var asked = $"/api/v1/changes?since={known}&cells=";
        Assert.DoesNotContain("stream-elsewhere", await server.Client.GetStringAsync(asked + SlippyCell.Of(new(32.3, 129.4), 15)));
        Assert.Contains("stream-elsewhere", await server.Client.GetStringAsync(asked + SlippyCell.Of(far, 15)));
        Assert.Contains("stream-elsewhere", await server.Client.GetStringAsync($"/api/v1/changes?since={known}"));
    }

    [Fact]
    public async Task Who_knows_a_version_that_is_not_of_this_catalogue_is_told_to_begin_afresh()
    {
        using var stream = await ListenAsync("15/100/100", "999999999");
        var (_, name, data) = await NextAsync(stream);
        Assert.Equal("changed", name);
        Assert.True(data.GetProperty("reset").GetBoolean());
    }

    [Fact]
    public async Task What_was_told_by_then_is_not_told_again_by_news_that_came_at_the_same_moment()
    {
        using var end = new CancellationTokenSource();
        var stream = new EventStream(end);
        await stream.TellAsync(new(new(5, [])));
        await stream.TellAsync(new(new(6, [])));
        var pipe = new System.IO.Pipelines.Pipe();
        var writing = stream.WriteAsync(pipe.Writer, told: 5, TimeSpan.FromMinutes(1), TimeProvider.System);
        using var reader = new StreamReader(pipe.Reader.AsStream());
        Assert.Equal("6", (await NextAsync(reader)).Id);
        await end.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => writing);
    }

    [Fact]
    public async Task A_stream_on_which_nothing_is_said_says_so_now_and_then()
    {
        using var end = new CancellationTokenSource();
        var stream = new EventStream(end);
        var pipe = new System.IO.Pipelines.Pipe();
        var writing = stream.WriteAsync(pipe.Writer, told: 5, TimeSpan.FromMilliseconds(1), TimeProvider.System);
        using var reader = new StreamReader(pipe.Reader.AsStream());
        for (var i = 0; i < 3; i++)
        {
            Assert.Equal(":", await reader.ReadLineAsync().WaitAsync(TimeSpan.FromSeconds(20)));
            Assert.Equal("", await reader.ReadLineAsync().WaitAsync(TimeSpan.FromSeconds(20)));
        }

        await end.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => writing);
    }

    [Fact]
    public async Task One_who_does_not_keep_up_is_ended()
    {
        using var end = new CancellationTokenSource();
        var stream = new EventStream(end);
        for (var version = 0; version < 100 && !end.IsCancellationRequested; version++)
            await stream.TellAsync(new(new(version, [])));
        Assert.True(end.IsCancellationRequested);
    }

    [Fact]
    public async Task Who_heard_of_a_version_is_answered_from_it_by_a_node_that_serves_it_a_moment_later()
    {
        // Of its own: nobody else publishes meanwhile.
        await using var alone = await StudioServer.StartAsync();
        var version = (await alone.Program.GetFromJsonAsync<JsonElement>("/api/v1/changes?since=0")).GetProperty("version").GetInt64();
        using var ask = new HttpRequestMessage(HttpMethod.Get, "/api/v1/items/stream-awaited");
        ask.Headers.Add("X-Catalog-Version", $"{version + 1}");
        var answer = alone.Program.SendAsync(ask, TestContext.Current.CancellationToken);
        await PublishAsync("stream-awaited", new(30, 130), alone.Services);
        Assert.Equal(HttpStatusCode.OK, (await answer).StatusCode);
    }

    [Theory]
    [InlineData("")]
    [InlineData("15/1")]
    [InlineData("3/1/1")]
    [InlineData(
        "15/1/1,15/2/2,15/3/3,15/4/4,15/5/5,15/6/6,15/7/7,15/8/8,15/9/9,15/10/1,15/11/1,15/12/1,15/13/1,15/14/1,15/15/1,15/16/1,15/17/1"
    )]
    public async Task What_is_no_list_of_cells_is_refused_by_its_name(string cells)
    {
        foreach (var address in new[] { $"/api/v1/live?cells={cells}", $"/api/v1/changes?since=0&cells={cells}" })
        {
            var answer = await server.Client.GetAsync(address, TestContext.Current.CancellationToken);
            Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
            var problem = JsonDocument.Parse(await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
            Assert.Contains("zoom down to 9", problem.RootElement.GetProperty("errors").GetProperty("cells")[0].GetString());
        }
    }

    private async Task<StreamReader> ListenAsync(string cells, string? known = null)
    {
        var request = new HttpRequestMessage(HttpMethod.Get, $"/api/v1/live?cells={cells}");
        if (known is not null)
            request.Headers.Add("Last-Event-ID", known);
        var answer = await server.Client.SendAsync(
            request,
            HttpCompletionOption.ResponseHeadersRead,
            TestContext.Current.CancellationToken
        );
        Assert.Equal("text/event-stream", answer.Content.Headers.ContentType?.MediaType);
        return new(await answer.Content.ReadAsStreamAsync(TestContext.Current.CancellationToken));
    }

    /// <summary>The next event that says something.</summary>
    private static async Task<(string Id, string Name, JsonElement Data)> NextAsync(StreamReader stream)
    {
        var (id, name) = ("", "");
        while (await stream.ReadLineAsync().WaitAsync(TimeSpan.FromSeconds(20)) is { } line)
        {
            if (line.StartsWith("id: ", StringComparison.Ordinal))
                id = line[4..];
            else if (line.StartsWith("event: ", StringComparison.Ordinal))
                name = line[7..];
            else if (line.StartsWith("data: ", StringComparison.Ordinal))
                return (id, name, JsonDocument.Parse(line[6..]).RootElement);
        }

        throw new InvalidOperationException("The stream ended.");
    }

    private async Task ServedAsync(string id)
    {
        while (!(await server.Client.GetAsync($"/api/v1/items/{id}")).IsSuccessStatusCode)
            await Task.Yield();
    }

    private async Task PublishAsync(string id, LatLon where, IServiceProvider? services = null)
    {
        var text = new LocalText { Japanese = id, English = id };
        var place = new Place
        {
            Title = text,
            Category = PlaceCategory.Park,
            Position = new(10, ["s"]),
            Sources = [new("s", "A source")],
        };
        var point = CatalogJson.GeometryFactory.CreatePoint(new NetTopologySuite.Geometries.Coordinate(where.Longitude, where.Latitude));
        await (services ?? server.Factory.Services)
            .GetRequiredService<Imports>()
            .SaveAsync([new(id, point, place)], "test", publish: true, default);
    }
}
