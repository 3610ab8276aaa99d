using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using XrContent.Server.Interop.OpenData;
using XrContent.Server.Tests.Onsite;

namespace XrContent.Server.Tests.Interop;

/// <summary>The municipal standard's lists, out and in.</summary>
public class OpenDataTests
{
    private static readonly string[] Names = ["tourism", "cultural_property", "event"];

    [Fact]
    public async Task What_was_exported_and_imported_into_an_empty_catalogue_is_exported_the_same()
    {
        await using var from = await OnsiteServer.StartAsync();
        await using var to = await EmptyAsync();
        foreach (var name in Names)
        {
            var list = await from.Staff.GetByteArrayAsync($"/opendata/{name}.csv");
            var report = await SendAsync(to, list, $"{name}.csv", "import");
            Assert.Equal(0, report.GetProperty("refused").GetInt32());
            Assert.True(report.GetProperty("isDone").GetBoolean() == report.GetProperty("new").GetInt32() > 0, report.ToString());
            await PublishAsync(to, report);
            // Nothing more is to be done with it.
            var again = await SendAsync(to, list, $"{name}.csv", "look");
            Assert.Equal((0, 0), (again.GetProperty("new").GetInt32(), again.GetProperty("changed").GetInt32()));
        }

        foreach (var name in Names)
        {
            var (before, after) = (
                await from.Staff.GetStringAsync($"/opendata/{name}.csv"),
                await UntilAsync(to, $"/opendata/{name}.csv", await from.Staff.GetStringAsync($"/opendata/{name}.csv"))
            );
            Assert.Equal(before, after);
        }

        Assert.Contains(
            "\nsanno-torii,",
            Columns(await from.Staff.GetStringAsync("/opendata/cultural_property.csv"), "ID"),
            StringComparison.Ordinal
        );
    }

    [Fact]
    public async Task A_look_shows_each_row_s_fate_and_changes_nothing()
    {
        await using var server = await EmptyAsync();
        var list = Encoding.UTF8.GetBytes("ID,名称,名称_英語,緯度,経度\n1,眼鏡橋,Meganebashi,32.7472,129.8801\n,,,1,2\n");
        var look = await SendAsync(server, list, "bridges.csv", "look");
        Assert.Equal(["new", "refused"], look.GetProperty("rows").EnumerateArray().Select(row => row.GetProperty("fate").GetString()));
        Assert.False(look.GetProperty("isDone").GetBoolean());
        var items = await server.Staff.GetFromJsonAsync<JsonElement>("/api/v1/studio/items");
        Assert.Equal(0, items.GetProperty("total").GetInt32());
        var done = await SendAsync(server, list, "bridges.csv", "import");
        Assert.True(done.GetProperty("isDone").GetBoolean());
        var bridge = await server.Staff.GetFromJsonAsync<JsonElement>("/api/v1/studio/items/list-tourism-1");
        var properties = bridge.GetProperty("feature").GetProperty("properties");
        Assert.Equal("bridge", properties.GetProperty("category").GetString());
        Assert.Equal("bridges.csv", properties.GetProperty("sources")[0].GetProperty("title").GetString());
    }

    [Fact]
    public async Task A_row_writes_over_what_the_list_knows_and_leaves_the_rest()
    {
        await using var server = await OnsiteServer.StartAsync();
        var list = Encoding.UTF8.GetBytes("ID,名称,所在地_連結表記\nsuwa-shrine,諏訪神社,長崎県長崎市上西山町18-15\n");
        var before = await FeatureAsync(server, "suwa-shrine");
        Assert.Equal(1, (await SendAsync(server, list, "shrines.csv", "import")).GetProperty("changed").GetInt32());
        var after = await FeatureAsync(server, "suwa-shrine");
        Assert.Equal("長崎県長崎市上西山町18-15", (string?)after["properties"]!["address"]!["ja"]);
        after["properties"]!.AsObject().Remove("address");
        // It is a source now as well.
        after["properties"]!["sources"]!.AsArray().RemoveAt(after["properties"]!["sources"]!.AsArray().Count - 1);
        Assert.True(JsonNode.DeepEquals(before, after), after.ToJsonString());
    }

    [Fact]
    public async Task Two_who_import_other_words_at_once_never_write_over_each_other_unsaid()
    {
        await using var server = await EmptyAsync();
        byte[] List(string word) =>
            Encoding.UTF8.GetBytes("ID,名称\n" + string.Concat(Enumerable.Range(0, 100).Select(i => $"place-{i},{word}{i}\n")));
        await SendAsync(server, List("始"), "a.csv", "import");
        var both = await Task.WhenAll(SendAsync(server, List("甲"), "a.csv", "import"), SendAsync(server, List("乙"), "a.csv", "import"));
        var title = (string)(await FeatureAsync(server, "place-7"))["properties"]!["title"]!["ja"]!;
        var done = both.Count(report => report.GetProperty("isDone").GetBoolean());
        Assert.True(title is "甲7" or "乙7", title);
        // Where both are done, one saw the other's words and said that it writes over them.
        Assert.True(
            done == 1
                ? both.Any(report => report.GetProperty("notes").GetRawText().Contains("edited", StringComparison.Ordinal))
                : both.Any(report =>
                    report
                        .GetProperty("rows")[0]
                        .GetProperty("notes")
                        .GetRawText()
                        .Contains("Writes over a draft", StringComparison.Ordinal)
                ),
            string.Join('\n', both)
        );
        for (var i = 0; i < 100; i += 33)
            Assert.Equal($"{title[0]}{i}", (string?)(await FeatureAsync(server, $"place-{i}"))["properties"]!["title"]!["ja"]);
    }

    [Fact]
    public async Task What_this_server_gave_out_changes_nothing_when_it_comes_back()
    {
        await using var server = await OnsiteServer.StartAsync();
        foreach (var name in Names)
        {
            var look = await SendAsync(server, await server.Staff.GetByteArrayAsync($"/opendata/{name}.csv"), $"{name}.csv", "look");
            Assert.True(look.GetProperty("same").GetInt32() > 0, name);
            var rows = look.GetProperty("rows").EnumerateArray();
            Assert.Empty(rows.Where(row => row.GetProperty("fate").GetString() != "same").Select(row => row.GetRawText()));
        }
    }

    [Fact]
    public async Task Other_lists_ids_are_other_items_and_one_s_own_words_are_not_taken_for_theirs()
    {
        await using var server = await OnsiteServer.StartAsync();
        const string shrine = "全国地方公共団体コード,ID,名称,名称_英語,緯度,経度\n401307,suwa-shrine,よその神社,Elsewhere,33.59,130.4\n";
        var foreign = await SendAsync(server, Encoding.UTF8.GetBytes(shrine), "fukuoka.csv", "import");
        Assert.Equal("401307-tourism-suwa-shrine", foreign.GetProperty("rows")[0].GetProperty("id").GetString());
        // Visitors see it; whose list it is publishes it as open data.
        await PublishAsync(server, foreign);
        await UntilAsync(server, "/ogc/collections/places/items?limit=1000", said => said.Contains("401307-", StringComparison.Ordinal));
        Assert.DoesNotContain("よその神社", await server.Staff.GetStringAsync("/opendata/tourism.csv"), StringComparison.Ordinal);
        await SendAsync(server, Encoding.UTF8.GetBytes("全国地方公共団体コード,ID,名称\n222127,1,便所\n"), "toilets.csv", "import");
        var other = await SendAsync(
            server,
            Encoding.UTF8.GetBytes("全国地方公共団体コード,ID,名称,文化財分類\n222127,1,神社本殿,国指定重要文化財\n"),
            "properties.csv",
            "import"
        );
        Assert.Equal(1, Number(other, "new"));
        Assert.Equal("便所", (string?)(await FeatureAsync(server, "222127-tourism-1"))["properties"]!["title"]!["ja"]);
        // The same id twice is settled however often the list is read.
        var twice = Encoding.UTF8.GetBytes("ID,名称\nx1,甲\nx1,乙\n");
        await SendAsync(server, twice, "twice.csv", "import");
        var again = await SendAsync(server, twice, "twice.csv", "import");
        Assert.Equal((1, 1), (Number(again, "same"), Number(again, "refused")));
    }

    [Fact]
    public async Task What_a_curator_made_of_an_event_and_its_ground_stays_when_the_list_is_read_again()
    {
        await using var server = await EmptyAsync();
        var list = Encoding.UTF8.GetBytes(
            "ID,イベント名,開始日,終了日,場所名称,緯度,経度\nfair,市,2027-05-01,2027-05-03,新しい会場,32.75,129.87\n"
        );
        var first = await SendAsync(server, list, "events.csv", "import");
        Assert.Equal(["new", "new"], first.GetProperty("rows").EnumerateArray().Select(row => row.GetProperty("fate").GetString()));
        var ground = first.GetProperty("rows")[0].GetProperty("id").GetString()!;
        await EditAsync(server, ground, "title", """{"ja":"新しい会場（県民広場）","en":"The new ground"}""");
        await EditAsync(server, "fair", "when", """{"ja":"5月の連休","en":"Early May"}""");
        var again = await SendAsync(server, list, "events.csv", "import");
        Assert.Equal((0, 0, 1), (Number(again, "new"), Number(again, "changed"), Number(again, "same")));
        Assert.Equal("新しい会場（県民広場）", (string?)(await FeatureAsync(server, ground))["properties"]!["title"]!["ja"]);
        Assert.Equal("5月の連休", (string?)(await FeatureAsync(server, "fair"))["properties"]!["when"]!["ja"]);
    }

    [Fact]
    public async Task What_a_colleague_handed_over_waits_for_a_curator_whatever_a_list_says()
    {
        await using var server = await Studio.StudioServer.StartAsync();
        var (hana, ken, kei) = (
            await server.PersonAsync("contributor"),
            await server.PersonAsync("contributor"),
            await server.PersonAsync("curator")
        );
        var (id, tag) = await hana.DraftAsync();
        await hana.DoAsync(HttpMethod.Post, $"items/{id}/submit", new { }, tag);
        // A list of events, whose row has the id of her tour: it is of another kind, and her place is handed over too.
        var place = await hana.DoAsync(HttpMethod.Get, "items/suwa-shrine");
        var feature = JsonNode.Parse(place.GetProperty("feature").GetRawText())!;
        feature["properties"]!["summary"]!["en"] = "Hers";
        var saved = await hana.DoAsync(HttpMethod.Put, "items/suwa-shrine", feature.ToJsonString(), place.GetProperty("tag").GetString());
        await hana.DoAsync(HttpMethod.Post, "items/suwa-shrine/submit", new { }, saved.GetProperty("tag").GetString());
        const string list = "ID,名称,説明\nsuwa-shrine,諏訪神社,よその説明\n";
        var refused = await ImportAsync(ken, list);
        Assert.Equal("refused", refused.GetProperty("rows")[0].GetProperty("fate").GetString());
        Assert.Contains("waits for review", refused.GetProperty("rows")[0].GetRawText(), StringComparison.Ordinal);
        Assert.True((await ImportAsync(kei, list)).GetProperty("isDone").GetBoolean());
    }

    [Fact]
    public async Task Hours_are_those_of_the_places_in_each_format()
    {
        await using var server = await EmptyAsync();
        const string places = "ID,名称,名称_英語,緯度,経度\nhall,会館,Hall,32.75,129.87\n";
        const string events =
            "ID,イベント名,イベント名_英語,開始日,終了日,開始時間,終了時間,場所名称\n"
            + "night,市,Night,2031-05-01,2031-05-02,19:00,2:00,会館\n";
        await PublishAsync(server, await SendAsync(server, Encoding.UTF8.GetBytes(places), "p.csv", "import"));
        await PublishAsync(server, await SendAsync(server, Encoding.UTF8.GetBytes(events), "e.csv", "import"));
        var text = await UntilAsync(server, "/calendar.ics", said => said.Contains("night", StringComparison.Ordinal));
        Assert.Contains("TZOFFSETTO:+0900", text, StringComparison.Ordinal);
        var entry = Assert.Single(Ical.Net.Calendar.Load(text)!.Events);
        Assert.Equal(new DateTime(2031, 5, 1, 10, 0, 0, DateTimeKind.Utc), entry.Start!.AsUtc);
        Assert.Equal(new DateTime(2031, 5, 1, 17, 0, 0, DateTimeKind.Utc), entry.End!.AsUtc);
        Assert.Equal(2, entry.RecurrenceRule!.Count);
        var entity = await server.Staff.GetFromJsonAsync<JsonElement>("/ngsi-ld/v1/entities/urn:ngsi-ld:Event:night?options=keyValues");
        Assert.Equal("2031-05-01T10:00:00Z", entity.GetProperty("startDate").GetString());
        Assert.Equal("2031-05-02T17:00:00Z", entity.GetProperty("endDate").GetString());
    }

    [Fact]
    public async Task A_tour_over_an_area_and_a_point_is_drawn_on_both_sides_of_a_tile_s_edge()
    {
        await using var server = await EmptyAsync();
        // 129.9023 lies between two tiles of zoom 12.
        const string corners = "[[[129.89,32.74],[129.91,32.74],[129.91,32.76],[129.89,32.76],[129.89,32.74]]]";
        const string park = $$$"""
            {"type":"Feature","id":"wide","geometry":{"type":"Polygon","coordinates":{{{corners}}}},"properties":{"kind":"place",
            "title":{"ja":"広場","en":"Wide"},"category":"park","position":{"accuracy":10,"sources":["s"]},
            "sources":[{"id":"s","title":"t"}]}}
            """;
        using (var body = new StringContent(park, Encoding.UTF8, "application/geo+json"))
            Assert.True((await server.Staff.PostAsync("/api/v1/studio/items", body)).IsSuccessStatusCode);
        using (await server.Staff.PostAsync("/api/v1/studio/items/wide/publish", null))
            await PublishAsync(
                server,
                await SendAsync(
                    server,
                    Encoding.UTF8.GetBytes("ID,名称,名称_英語,緯度,経度\nhall,会館,Hall,32.75,129.8\n"),
                    "p.csv",
                    "import"
                )
            );
        await UntilAsync(server, "/ogc/collections/places/items", said => said.Contains("wide", StringComparison.Ordinal));
        const string events = "ID,イベント名,イベント名_英語,開始日,場所名称\nboth,祭,Both,2031-05-01,会館\nboth,祭,Both,2031-05-01,広場\n";
        await PublishAsync(server, await SendAsync(server, Encoding.UTF8.GetBytes(events), "e.csv", "import"));
        await UntilAsync(server, "/ogc/collections/events/items", said => said.Contains("both", StringComparison.Ordinal));
        foreach (var x in new[] { 3525, 3526 })
        {
            var tile = await server.Staff.GetByteArrayAsync($"/tiles/12/{x}/1653.mvt");
            Assert.True(Encoding.UTF8.GetString(tile).Contains("both", StringComparison.Ordinal), $"{x}");
        }
    }

    [Theory]
    [InlineData(5001, "名")]
    [InlineData(3, "long")]
    public async Task What_is_too_much_is_said_and_nothing_of_it_is_taken_in(int rows, string name)
    {
        await using var server = await EmptyAsync();
        var cell = name == "long" ? new string('長', 100_001) : name;
        var list = "ID,名称\n" + string.Concat(Enumerable.Range(0, rows).Select(i => $"p-{i},{cell}\n"));
        var report = await SendAsync(server, Encoding.UTF8.GetBytes(list), "much.csv", "import");
        Assert.False(report.GetProperty("isDone").GetBoolean());
        Assert.NotEmpty(report.GetProperty("notes").EnumerateArray());
        Assert.Equal(0, (await server.Staff.GetFromJsonAsync<JsonElement>("/api/v1/studio/items")).GetProperty("total").GetInt32());
    }

    [Fact]
    public async Task The_catalogue_of_data_names_addresses_that_answer()
    {
        await using var server = await OnsiteServer.StartAsync();
        var anybody = server.Visitor();
        var found = await anybody.GetFromJsonAsync<JsonElement>("/opendata/api/3/action/package_search?rows=100");
        var packages = found.GetProperty("result").GetProperty("results").EnumerateArray().ToList();
        Assert.Equal(found.GetProperty("result").GetProperty("count").GetInt32(), packages.Count);
        var addresses = packages
            .SelectMany(package => package.GetProperty("resources").EnumerateArray())
            .Select(resource =>
                (new Uri(resource.GetProperty("url").GetString()!).PathAndQuery, resource.GetProperty("mimetype").GetString())
            )
            .ToList();
        Assert.True(addresses.Count >= 8);
        foreach (var (address, type) in addresses.Where(one => one.Item1 is not ("/ogc" or "/tiles/tiles.json")))
        {
            var response = await anybody.GetAsync(address);
            Assert.Equal(
                (address, HttpStatusCode.OK, type),
                (address, response.StatusCode, response.Content.Headers.ContentType?.MediaType)
            );
        }

        var events = await anybody.GetFromJsonAsync<JsonElement>("/opendata/api/3/action/package_search?q=催し&rows=1");
        Assert.Equal("event", events.GetProperty("result").GetProperty("results")[0].GetProperty("name").GetString());
        var dcat = await anybody.GetFromJsonAsync<JsonElement>("/opendata/catalog.jsonld");
        Assert.Equal(packages.Count, dcat.GetProperty("dcat:dataset").GetArrayLength());
    }

    private static Task<OnsiteServer> EmptyAsync() => OnsiteServer.EmptyAsync();

    private static async Task<JsonNode> FeatureAsync(OnsiteServer server, string id) =>
        (await server.Staff.GetFromJsonAsync<JsonNode>($"/api/v1/studio/items/{id}"))!["feature"]!;

    private static async Task<JsonElement> SendAsync(OnsiteServer server, byte[] list, string file, string act)
    {
        using var body = new ByteArrayContent(list);
        body.Headers.ContentType = new("text/csv");
        using var response = await server.Staff.PostAsync($"/api/v1/studio/opendata/{act}?file={file}", body);
        Assert.True(response.IsSuccessStatusCode, await response.Content.ReadAsStringAsync());
        return await response.Content.ReadFromJsonAsync<JsonElement>();
    }

    private static async Task PublishAsync(OnsiteServer server, JsonElement report)
    {
        foreach (var id in report.GetProperty("rows").EnumerateArray().Select(row => row.GetProperty("id").GetString()))
        {
            using var response = await server.Staff.PostAsync($"/api/v1/studio/items/{id}/publish", null);
            Assert.True(response.IsSuccessStatusCode, $"{id}: {await response.Content.ReadAsStringAsync()}");
        }
    }

    private static int Number(JsonElement report, string name) => report.GetProperty(name).GetInt32();

    private static async Task EditAsync(OnsiteServer server, string id, string field, string value)
    {
        var item = (await server.Staff.GetFromJsonAsync<JsonNode>($"/api/v1/studio/items/{id}"))!;
        item["feature"]!["properties"]![field] = JsonNode.Parse(value);
        using var request = new HttpRequestMessage(HttpMethod.Put, $"/api/v1/studio/items/{id}");
        request.Content = new StringContent(item["feature"]!.ToJsonString(), Encoding.UTF8, "application/geo+json");
        request.Headers.TryAddWithoutValidation("If-Match", $"\"{(string?)item["tag"]}\"");
        using var response = await server.Staff.SendAsync(request);
        Assert.True(response.IsSuccessStatusCode, await response.Content.ReadAsStringAsync());
    }

    private static async Task<JsonElement> ImportAsync(Studio.Person person, string list)
    {
        using var body = new ByteArrayContent(Encoding.UTF8.GetBytes(list));
        body.Headers.ContentType = new("text/csv");
        return await Studio.StudioServer.ReadAsync(await person.Browser.PostAsync("/api/v1/studio/opendata/import?file=l.csv", body));
    }

    private static Task<string> UntilAsync(OnsiteServer server, string path, string wanted) =>
        UntilAsync(server, path, got => got == wanted);

    private static async Task<string> UntilAsync(OnsiteServer server, string path, Func<string, bool> isSo)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(20));
        var got = "";
        while (!isSo(got) && !patience.IsCancellationRequested)
            got = await server.Staff.GetStringAsync(path);
        return got;
    }

    private static string Columns(string csv, string column)
    {
        var table = MunicipalTable.Read(Encoding.UTF8.GetBytes(csv));
        return "\n" + string.Join(",\n", table.Rows.Select(row => row[column])) + ",";
    }
}
