using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using XrContent.Server.Insight;
using XrContent.Server.Tests.Onsite;

namespace XrContent.Server.Tests.Insight;

/// <summary>What was counted tells the house what to look after, and nobody what a number under 5 is.</summary>
public class MendingTests
{
    private const string Seen = "inasayama-impact";
    private const string Unseen = "scene-dejima-wharf";

    [Fact]
    public async Task Silent_tags_unseen_scenes_and_places_without_north_are_listed_each_with_its_page()
    {
        await using var server = await OnsiteServer.StartAsync();
        var month = LaterMonth(server);
        var (silent, tapped, ended) = (
            await server.AddTagAsync("printed"),
            await server.AddTagAsync("printed"),
            await server.AddTagAsync("printed")
        );
        (await server.Staff.DeleteAsync($"/api/v1/studio/tags/{ended}")).EnsureSuccessStatusCode();
        await AddAsync(server, month.AddMonths(-2), (Measure.Pass, silent, 30), (Measure.Pass, tapped, 30), (Measure.Pass, ended, 30));
        // The house was closed, or nothing was counted: silence says nothing.
        Assert.Empty(await ListAsync(server, "tag-silent"));
        await AddAsync(server, month.AddMonths(-1), (Measure.Scene, Seen, 94), (Measure.Pass, tapped, 30), (Measure.Pass, silent, 4));
        // Too few to say that anything is met with hardly ever.
        Assert.Empty(await ListAsync(server, "scene-unseen"));
        await AddAsync(server, month.AddMonths(-1), (Measure.Scene, Seen, 11), (Measure.Scene, "scene-peace-park", 30));
        await AddAsync(server, month.AddMonths(-1), (Measure.North, Seen, 40), (Measure.NorthPoor, Seen, 21));
        var listed = Assert.Single(await ListAsync(server, "tag-silent"));
        Assert.Equal((TagNames.HandleOf(silent), $"/studio/tags/{silent}"), listed);
        Assert.Equal([(Seen, $"/studio/items/{Seen}")], await ListAsync(server, "north-hard"));
        var unseen = await ListAsync(server, "scene-unseen");
        Assert.Contains(unseen, one => one.Id == Unseen);
        Assert.DoesNotContain(unseen, one => one.Id == Seen);
        // Half of them is not most of them.
        await AddAsync(server, month.AddMonths(-1), (Measure.North, Seen, 2));
        Assert.Empty(await ListAsync(server, "north-hard"));
    }

    [Fact]
    public async Task Whoever_adds_acts_today_and_reads_again_learns_nothing_and_no_figure_names_a_tag_by_the_id_that_opens_its_place()
    {
        await using var server = await OnsiteServer.StartAsync();
        var month = LaterMonth(server);
        var tag = await server.AddTagAsync("printed");
        await AddAsync(server, month.AddMonths(-1), (Measure.Scene, Seen, 200), (Measure.Scene, Unseen, 4), (Measure.Pass, tag, 30));
        Assert.Contains(await ListAsync(server, "scene-unseen"), one => one.Id == Unseen);
        await AddAsync(server, month, (Measure.Scene, Unseen, 1));
        Assert.Contains(await ListAsync(server, "scene-unseen"), one => one.Id == Unseen);

        var year = month.AddMonths(-1).Year;
        var csv = await server.Staff.GetStringAsync($"/api/v1/studio/insight/figures.csv?year={year}");
        var json = await server.Staff.GetStringAsync($"/api/v1/studio/insight?year={year}");
        Assert.All(new[] { csv, json }, told => Assert.DoesNotContain(tag, told, StringComparison.Ordinal));
        Assert.All(new[] { csv, json }, told => Assert.Contains(TagNames.HandleOf(tag), told, StringComparison.Ordinal));
    }

    /// <summary>Moves the clock on, so that some months are over of those in which the server was there.</summary>
    private static DateOnly LaterMonth(OnsiteServer server)
    {
        var now = TimeProvider.System.GetUtcNow();
        var later = new DateTimeOffset(now.Year, now.Month, 15, 3, 0, 0, TimeSpan.Zero).AddMonths(6);
        server.Clock.Ahead = later - now;
        return new(later.Year, later.Month, 1);
    }

    private static Task AddAsync(OnsiteServer server, DateOnly month, params (Measure Measure, string Item, long Count)[] counts)
    {
        var day = FigureBook.Number(month.AddDays(2));
        var cells = counts.ToDictionary(one => new Cell(day, one.Measure, Facet.Item, one.Item), one => one.Count);
        foreach (var measure in counts.GroupBy(one => one.Measure))
            cells[new Cell(day, measure.Key, Facet.All, "")] = measure.Sum(one => one.Count);
        return server.Factory.Services.GetRequiredService<CountStore>().AddAsync(Guid.NewGuid().ToString("N"), cells, default);
    }

    private static async Task<List<(string Id, string Page)>> ListAsync(OnsiteServer server, string lack) =>
        [
            .. (await server.Staff.GetFromJsonAsync<JsonElement>("/api/v1/studio/insight/mend"))
                .GetProperty("items")
                .EnumerateArray()
                .Where(one => one.GetProperty("lack").GetString() == lack)
                .Select(one => (one.GetProperty("id").GetString()!, one.GetProperty("page").GetString()!)),
        ];
}
