using System.Text.Json;
using Microsoft.AspNetCore.SignalR;
using Microsoft.AspNetCore.SignalR.Client;
using Microsoft.Extensions.DependencyInjection;
using XrContent.Catalog.Documents;
using XrContent.Catalog.Exchange;
using XrContent.Catalog.Workflow;
using XrContent.Geo;

namespace XrContent.Server.Tests;

public sealed class LiveTests(ServerFixture server)
{
    private static readonly LatLon Tagonoura = new(32.9, 129.5);

    [Fact]
    public async Task Who_is_near_hears_of_a_publication_and_who_is_far_does_not()
    {
        var near = await ListenAsync(SlippyCell.Of(Tagonoura, 15));
        var far = await ListenAsync(SlippyCell.Of(new(33.9, 130.5), 15));
        await PublishAsync("live-near", Tagonoura);
        var message = await near.Heard.Task.WaitAsync(TimeSpan.FromSeconds(20));
        var item = Assert.Single(message.GetProperty("items").EnumerateArray());
        Assert.Equal(
            ("live-near", "place", "added"),
            (item.GetProperty("id").GetString(), item.GetProperty("kind").GetString(), item.GetProperty("change").GetString())
        );
        Assert.True(message.GetProperty("version").GetInt64() > 1);

        // What is told next to the far listener is about its own neighbourhood: nothing of the first came before it.
        await PublishAsync("live-far", new(33.9, 130.5));
        var second = await far.Heard.Task.WaitAsync(TimeSpan.FromSeconds(20));
        Assert.Equal("live-far", Assert.Single(second.GetProperty("items").EnumerateArray()).GetProperty("id").GetString());
        await near.Hub.DisposeAsync();
        await far.Hub.DisposeAsync();
    }

    [Fact]
    public async Task Who_shows_a_whole_city_hears_of_all_of_it_and_of_no_other()
    {
        var city = await ListenAsync(SlippyCell.Of(new(31.6, 130.6), 9));
        await PublishAsync("live-other-city", new(38.3, 140.9));
        await PublishAsync("live-suburb", new(31.75, 130.4));
        var message = await city.Heard.Task.WaitAsync(TimeSpan.FromSeconds(20));
        Assert.Equal("live-suburb", Assert.Single(message.GetProperty("items").EnumerateArray()).GetProperty("id").GetString());
        await city.Hub.DisposeAsync();
    }

    [Theory]
    [InlineData("8/1/1")]
    [InlineData("16/1/1")]
    [InlineData("32.75,129.87")]
    [InlineData("")]
    public async Task What_is_no_cell_is_refused_with_the_form_of_one(string cell)
    {
        await using var hub = await ConnectAsync();
        var refused = await Assert.ThrowsAsync<HubException>(() => hub.InvokeAsync("Here", cell));
        Assert.Contains("15/x/y", refused.Message, StringComparison.Ordinal);
    }

    private async Task PublishAsync(string id, LatLon where)
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
        await server.Factory.Services.GetRequiredService<Imports>().SaveAsync([new(id, point, place)], "test", publish: true, default);
    }

    private async Task<(HubConnection Hub, TaskCompletionSource<JsonElement> Heard)> ListenAsync(SlippyCell cell)
    {
        var hub = await ConnectAsync();
        var heard = new TaskCompletionSource<JsonElement>(TaskCreationOptions.RunContinuationsAsynchronously);
        hub.On<JsonElement>("Changed", message => heard.TrySetResult(message));
        await hub.InvokeAsync("Here", cell.ToString());
        return (hub, heard);
    }

    private async Task<HubConnection> ConnectAsync()
    {
        var hub = new HubConnectionBuilder()
            .WithUrl(
                new Uri(server.Factory.Server.BaseAddress, "/hubs/live"),
                options => options.HttpMessageHandlerFactory = _ => server.Factory.Server.CreateHandler()
            )
            .Build();
        await hub.StartAsync();
        return hub;
    }
}
