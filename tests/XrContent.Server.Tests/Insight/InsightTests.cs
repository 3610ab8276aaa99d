using System.Globalization;
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
        // Each test in a month of its own.
        Server.Clock.Ahead = TimeSpan.FromDays(400);
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

        var days = await Server.Staff.GetFromJsonAsync<JsonElement>(
            $"/api/v1/studio/insight/days?from={day:yyyy-MM-dd}&to={day:yyyy-MM-dd}"
        );
        var today = Assert.Single(days.GetProperty("days").EnumerateArray());
        Assert.Equal(10, today.GetProperty("measures").GetProperty("scene").GetProperty("total").GetInt64());
        var csv = await Server.Staff.GetStringAsync($"/api/v1/studio/insight/figures.csv?year={day.Year}");
        Assert.Contains($"{day:yyyy-MM},scene,all,,,,10", csv, StringComparison.Ordinal);
        Assert.Contains($"{day:yyyy-MM},pass,all,,,,under 5", csv, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Who_asks_not_to_be_tracked_staff_and_who_is_elsewhere_are_not_counted()
    {
        Get<Counter>().Take();
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
        Assert.Empty(Get<Counter>().Take());
        await CountAsync(Server.Visitor(), Visit);
        Assert.NotEmpty(Get<Counter>().Take());
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
    public async Task What_is_no_act_is_refused_by_its_field(string body, string field)
    {
        using var response = await Server.Visitor().PostAsync("/api/v1/counts", new StringContent(body, null, "application/json"));
        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        var problem = await response.Content.ReadFromJsonAsync<JsonElement>();
        Assert.Equal(field, Assert.Single(problem.GetProperty("errors").EnumerateObject()).Name);
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
        var cell = new Cell(20010101, Measure.Visit, Facet.All, "");
        await Task.WhenAll(
            Enumerable.Range(0, 6).Select(i => store.AddAsync($"batch-{i % 2}", new Dictionary<Cell, long> { [cell] = 7 }, default))
        );
        Assert.Equal(14, (await store.DaysAsync(20010101, 20010101, default)).Single().Count);
    }

    [Fact]
    public async Task What_could_not_be_added_is_added_with_the_next_minute_s()
    {
        Get<Counter>().Take();
        await CountAsync(Server.Visitor(), Visit);
        var writer = Get<CountWriter>();
        using (var cancelled = new CancellationTokenSource())
        {
            await using var holder = await HoldAsync(Server.Data);
            cancelled.CancelAfter(TimeSpan.FromMilliseconds(200));
            await Assert.ThrowsAnyAsync<Exception>(() => writer.WriteAsync(cancelled.Token));
        }

        var before = await SumAsync();
        await CountAsync(Server.Visitor(), Visit);
        await writer.WriteAsync(default);
        await writer.WriteAsync(default);
        Assert.Equal(before + 2, await SumAsync());

        async Task<long> SumAsync()
        {
            var today = FigureBook.Number(Get<FigureBook>().Today);
            return (await Get<CountStore>().DaysAsync(today, today, default))
                .Where(row => row is { Measure: "visit", Facet: "all" })
                .Sum(row => row.Count);
        }
    }

    [Fact]
    public async Task Days_are_forgotten_after_the_years_that_they_are_kept()
    {
        var store = Get<CountStore>();
        await store.AddAsync("old", new Dictionary<Cell, long> { [new(20050101, Measure.Visit, Facet.All, "")] = 9 }, default);
        await store.AddAsync("older", new Dictionary<Cell, long> { [new(20041231, Measure.Visit, Facet.All, "")] = 9 }, default);
        await store.ForgetAsync(20050101, default);
        Assert.Equal(20050101, Assert.Single(await store.DaysAsync(20040101, 20051231, default)).Period);
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

    private static async Task CountAsync(HttpClient client, object act)
    {
        using var response = await client.PostAsJsonAsync("/api/v1/counts", act);
        Assert.True(response.StatusCode == HttpStatusCode.NoContent, await response.Content.ReadAsStringAsync());
    }

    /// <summary>Somebody else who writes, and does not come to an end.</summary>
    private static async Task<SqliteConnection> HoldAsync(string data)
    {
        var connection = new SqliteConnection(
            string.Create(CultureInfo.InvariantCulture, $"Data Source={Path.Combine(data, "catalog.db")};Pooling=False")
        );
        await connection.OpenAsync();
        await using var command = connection.CreateCommand();
        command.CommandText = "BEGIN IMMEDIATE";
        await command.ExecuteNonQueryAsync();
        return connection;
    }
}
