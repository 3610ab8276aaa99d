using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using XrContent.Catalog.Storage;
using XrContent.Server.Insight;
using XrContent.Server.Tests.Onsite;

namespace XrContent.Server.Tests.Insight;

/// <summary>From an act in a page to the house's figures, and nothing of anybody beside it.</summary>
public class InsightTests(OnsiteServer server) : OnsiteTests(server)
{
    private static readonly object Visit = new
    {
        measure = "visit",
        language = "ja",
        from = "home",
    };

    private T Get<T>()
        where T : notnull => Server.Factory.Services.GetRequiredService<T>();

    [Fact]
    public async Task Acts_become_figures_of_the_month_and_of_the_day()
    {
        // In a month of its own, and far from midnight.
        var noon = TimeProvider.System.GetUtcNow().AddDays(400);
        noon = new(noon.Year, noon.Month, 15, 3, 0, 0, TimeSpan.Zero);
        Server.Clock.Ahead = noon - TimeProvider.System.GetUtcNow();
        var visitor = Server.Visitor();
        await Server.PassAsync(visitor);
        for (var i = 0; i < 12; i++)
            await CountAsync(
                visitor,
                new
                {
                    measure = "scene",
                    item = "inasayama-impact",
                    language = "ja",
                    way = i < 8 ? "ar" : "panorama",
                    from = "tag",
                }
            );
        await Get<CountWriter>().WriteAsync(default);
        var day = Get<FigureBook>().Today;
        // While the day runs nothing is told of it, by itself or in its month's sum.
        var running = await Server.Staff.GetFromJsonAsync<JsonElement>($"/api/v1/studio/insight?year={day.Year}");
        Assert.Equal(
            0,
            running
                .GetProperty("months")
                .EnumerateArray()
                .Last()
                .GetProperty("measures")
                .GetProperty("scene")
                .GetProperty("total")
                .GetInt64()
        );
        Assert.Empty((await DaysAsync()).EnumerateArray());
        Server.Clock.Ahead += TimeSpan.FromDays(1);
        var year = await Server.Staff.GetFromJsonAsync<JsonElement>($"/api/v1/studio/insight?year={day.Year}");
        var month = year.GetProperty("months").EnumerateArray().Single(one => one.GetProperty("period").GetString() == $"{day:yyyy-MM}");
        var scenes = month.GetProperty("measures").GetProperty("scene");
        Assert.Equal(10, scenes.GetProperty("total").GetInt64());
        Assert.Equal(10, scenes.GetProperty("by").GetProperty("place").GetProperty("inasayama-deck").GetInt64());
        Assert.Equal(10, scenes.GetProperty("by").GetProperty("language").GetProperty("ja").GetInt64());
        Assert.Equal("""{"ar":5}""", scenes.GetProperty("by").GetProperty("way").GetRawText());
        Assert.Contains(
            "稲佐山",
            year.GetProperty("names").GetProperty("inasayama-deck").GetProperty("ja").GetString(),
            StringComparison.Ordinal
        );
        // The pass that opened it was counted by the server itself, and reads under 5.
        Assert.Equal(0, month.GetProperty("measures").GetProperty("pass").GetProperty("total").GetInt64());

        var today = Assert.Single((await DaysAsync()).EnumerateArray());
        Assert.Equal(10, today.GetProperty("measures").GetProperty("scene").GetProperty("total").GetInt64());
        var csv = await Server.Staff.GetStringAsync($"/api/v1/studio/insight/figures.csv?year={day.Year}");
        Assert.Contains($"{day:yyyy-MM},scene,all,,,,10", csv, StringComparison.Ordinal);
        Assert.Contains($"{day:yyyy-MM},pass,all,,,,under 5", csv, StringComparison.Ordinal);

        async Task<JsonElement> DaysAsync() =>
            (
                await Server.Staff.GetFromJsonAsync<JsonElement>($"/api/v1/studio/insight/days?from={day:yyyy-MM-dd}&to={day:yyyy-MM-dd}")
            ).GetProperty("days");
    }

    [Fact]
    public async Task Who_asks_not_to_be_tracked_staff_and_who_is_elsewhere_are_not_counted()
    {
        var before = await VisitsAsync();
        foreach (var header in new[] { "DNT", "Sec-GPC" })
        {
            var private_ = Server.Visitor();
            private_.DefaultRequestHeaders.Add(header, "1");
            await Server.PassAsync(private_);
            await CountAsync(private_, Visit);
        }

        await CountAsync(Server.Staff, Visit);
        // A scene opens on the spot alone.
        await CountAsync(
            Server.Visitor(),
            new
            {
                measure = "scene",
                item = "inasayama-impact",
                way = "panorama",
                from = "link",
            }
        );
        var refusing = Server.Visitor();
        refusing.DefaultRequestHeaders.Add("Cookie", "not-counted=yes");
        await CountAsync(refusing, Visit);
        Assert.Equal(before, await VisitsAsync());
        await CountAsync(Server.Visitor(), Visit);
        Assert.Equal(before + 1, await VisitsAsync());
    }

    [Fact]
    public async Task Who_taps_again_where_they_are_is_counted_once()
    {
        var visitor = Server.Visitor();
        var tag = await Server.AddTagAsync("printed");
        for (var i = 0; i < 3; i++)
        {
            var (lat, lon) = OnsiteServer.AtDeck;
            var pass = await OnsiteServer.AskAsync(
                visitor,
                new
                {
                    tag,
                    lat,
                    lon,
                }
            );
            Assert.True(pass.TryGetProperty("token", out _));
        }

        await Get<CountWriter>().WriteAsync(default);
        var today = FigureBook.Number(Get<FigureBook>().Today);
        Assert.Equal(1, (await Get<CountStore>().ItemsAsync(Measure.Pass, today, today, default))[tag]);
    }

    [Fact]
    public async Task Where_counting_is_off_pages_work_and_nothing_is_counted()
    {
        using var node = Server.Serve(null, ("Insight:Counting", "false"));
        var visitor = Server.Visitor(node);
        await Server.PassAsync(visitor);
        await CountAsync(visitor, Visit);
        Assert.Empty(node.Services.GetRequiredService<Counter>().Take());
        Assert.False((await visitor.GetFromJsonAsync<JsonElement>("/api/v1/transparency")).GetProperty("counting").GetBoolean());
    }

    [Theory]
    [InlineData("""{"measure":"pass"}""", "measure")]
    [InlineData("""{"measure":"scene","item":"inasayama-impact","way":"telescope","from":"tag"}""", "way")]
    [InlineData("""{"measure":"scene","item":"inasayama-impact","way":"ar","from":"Peter"}""", "from")]
    [InlineData("""{"measure":"visit","from":"home","item":"inasayama-deck"}""", "item")]
    [InlineData("""{"measure":"visit","from":"home","language":"tlh"}""", "language")]
    [InlineData("""{"measure":"pack","item":"inasayama-impact","way":"ar"}""", "way")]
    [InlineData("""{"language":"ja"}""", "measure")]
    [InlineData("""{"measure":"answer","item":"harbour-walk","way":"again-no"}""", "way")]
    [InlineData("""{"measure":"answer","item":"harbour-walk"}""", "way")]
    [InlineData("""{"measure":"visit","from":"map"}""", "from")]
    public async Task What_is_no_act_is_refused_by_its_field(string body, string field)
    {
        using var response = await Server.Visitor().PostAsync("/api/v1/counts", new StringContent(body, null, "application/json"));
        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        var problem = await response.Content.ReadFromJsonAsync<JsonElement>();
        Assert.Equal(field, Assert.Single(problem.GetProperty("errors").EnumerateObject()).Name);
    }

    [Theory]
    [InlineData("""{"measure":99}""")]
    [InlineData("""{"measure":"99"}""")]
    [InlineData("""{"measure":0,"from":"home"}""")]
    [InlineData("""{"measure":"everything"}""")]
    [InlineData("""null""")]
    [InlineData("""[]""")]
    public async Task What_is_no_measure_is_refused_and_stops_nobody_s_counting(string body)
    {
        using var response = await Server.Visitor().PostAsync("/api/v1/counts", new StringContent(body, null, "application/json"));
        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        await CountAsync(Server.Visitor(), Visit);
        await Get<CountWriter>().WriteAsync(default);
    }

    [Fact]
    public async Task Items_that_nobody_can_see_are_not_counted()
    {
        using var response = await Server.Visitor().PostAsJsonAsync("/api/v1/counts", new { measure = "reminder", item = "nothing" });
        Assert.Equal(HttpStatusCode.NotFound, response.StatusCode);
    }

    [Fact]
    public async Task A_batch_is_added_once_however_often_it_is_asked()
    {
        var store = Get<CountStore>();
        var cell = new Cell(29010101, Measure.Visit, Facet.All, "");
        await Task.WhenAll(
            Enumerable.Range(0, 6).Select(i => store.AddAsync($"batch-{i % 2}", new Dictionary<Cell, long> { [cell] = 7 }, default))
        );
        Assert.Equal(14, (await store.DaysAsync(29010101, 29010101, default)).Single().Count);
    }

    [Fact]
    public async Task What_could_not_be_added_is_added_with_the_next_minute_s()
    {
        var before = await VisitsAsync();
        await CountAsync(Server.Visitor(), Visit);
        var writer = Get<CountWriter>();
        await RenameAsync("Counts", "Away");
        try
        {
            await Assert.ThrowsAsync<SqliteException>(() => writer.WriteAsync(default));
        }
        finally
        {
            await RenameAsync("Away", "Counts");
        }

        await CountAsync(Server.Visitor(), Visit);
        Assert.Equal(before + 2, await VisitsAsync());
    }

    [Fact]
    public async Task Days_are_forgotten_after_the_years_that_they_are_kept()
    {
        await using var own = await OnsiteServer.EmptyAsync();
        var store = own.Factory.Services.GetRequiredService<CountStore>();
        await store.AddAsync("old", new Dictionary<Cell, long> { [new(29050101, Measure.Visit, Facet.All, "")] = 9 }, default);
        await store.AddAsync("older", new Dictionary<Cell, long> { [new(29041231, Measure.Visit, Facet.All, "")] = 9 }, default);
        await store.ForgetAsync(29050101, default);
        Assert.Equal(29050101, Assert.Single(await store.DaysAsync(29040101, 29051231, default)).Period);
    }

    [Fact]
    public async Task The_tables_have_no_column_in_which_anybody_could_be_known_again()
    {
        await CountAsync(Server.Visitor(), Visit);
        await Get<CountWriter>().WriteAsync(default);
        var columns = await Get<Database>()
            .ReadAsync(db => db.Database.SqlQuery<string>($"""SELECT name AS "Value" FROM pragma_table_info('Counts')""").ToListAsync());
        Assert.Equal(["Day", "Measure", "Facet", "Value", "Count"], columns);
        var values = await Get<Database>()
            .ReadAsync(db =>
                db.Set<CountRow>()
                    .Where(row => row.Facet != "place" && row.Facet != "item")
                    .Select(row => row.Value)
                    .Distinct()
                    .ToListAsync()
            );
        // Nothing but words of closed lists: whatever a browser says of itself has no place to stay.
        var known = Measures
            .All.SelectMany(measure => Measures.Facets.SelectMany(facet => Measures.Domain(measure, facet) ?? []))
            .Append("")
            .ToHashSet();
        Assert.All(values, value => Assert.Contains(value, known));
    }

    /// <summary>All visits that were counted until now, of whatever day.</summary>
    private async Task<long> VisitsAsync()
    {
        await Get<CountWriter>().WriteAsync(default);
        var visits = await Get<CountStore>().DaysAsync(20000101, 28991231, default);
        return visits.Where(row => row is { Measure: "visit", Facet: "all" }).Sum(row => row.Count);
    }

    private static async Task CountAsync(HttpClient client, object act)
    {
        using var response = await client.PostAsJsonAsync("/api/v1/counts", act);
        Assert.True(response.StatusCode == HttpStatusCode.NoContent, await response.Content.ReadAsStringAsync());
    }

    /// <summary>Takes a table away for the moment, so that whoever writes to it fails.</summary>
    private async Task RenameAsync(string table, string name)
    {
        await using var connection = new SqliteConnection($"Data Source={Path.Combine(Server.Data, "catalog.db")};Pooling=False");
        await connection.OpenAsync();
        await using var command = connection.CreateCommand();
        command.CommandText = $"ALTER TABLE {table} RENAME TO {name}";
        await command.ExecuteNonQueryAsync();
    }
}
