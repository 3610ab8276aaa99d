using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using XrContent.Server.Insight;
using XrContent.Server.Tests.Onsite;

namespace XrContent.Server.Tests.Insight;

/// <summary>What was counted tells the house what to look after.</summary>
public class MendingTests
{
    [Fact]
    public async Task Silent_tags_unseen_scenes_and_places_without_north_are_listed_each_with_its_page()
    {
        await using var server = await OnsiteServer.StartAsync();
        var store = server.Factory.Services.GetRequiredService<CountStore>();
        var today = server.Factory.Services.GetRequiredService<FigureBook>().Today;
        var (silent, tapped, ended) = (
            await server.AddTagAsync("printed"),
            await server.AddTagAsync("printed"),
            await server.AddTagAsync("printed")
        );
        (await server.Staff.DeleteAsync($"/api/v1/studio/tags/{ended}")).EnsureSuccessStatusCode();
        await AddAsync(today.AddDays(-40), (Measure.Pass, silent, 30), (Measure.Pass, tapped, 30), (Measure.Pass, ended, 30));
        // The house is closed, or nothing was counted: silence says nothing.
        Assert.Empty(await ListAsync("tag-silent"));
        // Scenes are opened, by maps and links: then even an only tag is missed.
        await AddAsync(today.AddDays(-3), (Measure.Scene, "inasayama-impact", 1));
        Assert.Equal(2, (await ListAsync("tag-silent")).Count);
        await AddAsync(today.AddDays(-3), (Measure.Pass, tapped, 9), (Measure.Pass, silent, 4));
        Assert.Empty(await ListAsync("scene-unseen"));
        await AddAsync(today, (Measure.Scene, "inasayama-impact", 94), (Measure.Scene, "dejima-wharf-view", 4));
        // Too few to say that anything is met with hardly ever.
        Assert.Empty(await ListAsync("scene-unseen"));
        await AddAsync(today, (Measure.Scene, "inasayama-impact", 5));
        await AddAsync(today, (Measure.North, "inasayama-impact", 40), (Measure.NorthPoor, "inasayama-impact", 21));
        Assert.Equal([(silent, $"/studio/tags/{silent}")], await ListAsync("tag-silent"));
        Assert.Equal([("inasayama-impact", "/studio/items/inasayama-impact")], await ListAsync("north-hard"));
        var unseen = await ListAsync("scene-unseen");
        Assert.NotEmpty(unseen);
        Assert.DoesNotContain(unseen, one => one.Id == "inasayama-impact");
        // Half of them is not most of them.
        await AddAsync(today, (Measure.North, "inasayama-impact", 2));
        Assert.Empty(await ListAsync("north-hard"));

        Task AddAsync(DateOnly day, params (Measure Measure, string Item, long Count)[] counts) =>
            store.AddAsync(
                Guid.NewGuid().ToString("N"),
                counts.ToDictionary(one => new Cell(FigureBook.Number(day), one.Measure, Facet.Item, one.Item), one => one.Count),
                default
            );

        async Task<List<(string Id, string Page)>> ListAsync(string lack) =>
            [
                .. (await server.Staff.GetFromJsonAsync<JsonElement>("/api/v1/studio/insight/mend"))
                    .GetProperty("items")
                    .EnumerateArray()
                    .Where(one => one.GetProperty("lack").GetString() == lack)
                    .Select(one => (one.GetProperty("id").GetString()!, one.GetProperty("page").GetString()!)),
            ];
    }
}
