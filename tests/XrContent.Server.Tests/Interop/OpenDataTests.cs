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
        var bridge = await server.Staff.GetFromJsonAsync<JsonElement>("/api/v1/studio/items/list-1");
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
    public async Task Two_who_import_at_once_both_are_told_the_truth_and_nothing_is_lost()
    {
        await using var server = await EmptyAsync();
        var list = Encoding.UTF8.GetBytes("ID,名称\n" + string.Concat(Enumerable.Range(0, 200).Select(i => $"{i},名{i}\n")));
        var both = await Task.WhenAll(SendAsync(server, list, "a.csv", "import"), SendAsync(server, list, "a.csv", "import"));
        var items = await server.Staff.GetFromJsonAsync<JsonElement>("/api/v1/studio/items");
        Assert.Equal(200, items.GetProperty("total").GetInt32());
        foreach (var report in both.Where(report => !report.GetProperty("isDone").GetBoolean()))
            Assert.True(
                report.GetProperty("same").GetInt32() == 200
                    || report
                        .GetProperty("notes")
                        .EnumerateArray()
                        .Any(note => note.GetProperty("message").GetString()!.Contains("edited", StringComparison.Ordinal)),
                report.ToString()
            );
        Assert.Contains(both, report => report.GetProperty("isDone").GetBoolean());
    }

    [Fact]
    public void Real_files_oddities_are_each_met_and_named()
    {
        var table = MunicipalTable.Read(
            Encoding.UTF8.GetBytes(
                "_id,NO,名称,名称_英字,緯度,経度,緯度,料金（基本）\n"
                    + "7,1,\"二行の\n名前\",Two lines,32.75,129.87,32.75,\n"
                    + "8,2,逆,Swapped,129.87,32.75,,\n"
                    + "9,3,零,Zero,0,0,,\n"
                    + "10,4,海外,Abroad,48.8,2.3,48.8,\n"
                    + "11,5,文字,Letters,北,東,北,100\n"
                    + "12,6,二つ,Two,32.75,129.87,32.76,\n"
            )
        );
        Assert.Contains("料金(基本)", table.Columns);
        Assert.Contains("名称_英語", table.Columns);
        Assert.Equal(["緯度"], table.Notes.Where(note => note.Row == 1).Select(note => note.Column));
        Assert.Equal([(7, "緯度")], table.Notes.Where(note => note.Row > 1).Select(note => (note.Row!.Value, note.Column!)));
        var said = table.Rows.Select(row =>
        {
            var notes = new List<CellNote>();
            var at = MunicipalValues.Position(row, notes);
            return $"{at?.Latitude:0.##} {string.Join(' ', notes.Select(note => $"{note.Row} {note.Column}: {note.Message}"))}";
        });
        Assert.Equal(
            [
                "32.75 ",
                "32.75 3 緯度: Latitude and longitude stand in each other's place; put right.",
                " 4 緯度: Is 0, 0, which lies in the Atlantic and means that nobody said; left without a position.",
                " 5 緯度: 48.8, 2.3 is not in Japan; left without a position.",
                " 6 緯度: \"北\" is not a number of degrees; left without a position.",
                "32.75 ",
            ],
            said
        );
    }

    [Theory]
    [InlineData("2026-02-06", "2026-02-06", false)]
    [InlineData("2026/2/6", "2026-02-06", false)]
    [InlineData("２０２６年２月６日", "2026-02-06", false)]
    [InlineData("令和8年2月6日", "2026-02-06", false)]
    [InlineData("昭和20年8月9日", "1945-08-09", false)]
    [InlineData("令和元年5月1日", "2019-05-01", false)]
    [InlineData("2/6/2026", "2026-02-06", true)]
    [InlineData("23/2/2026", "2026-02-23", true)]
    [InlineData("2026-02-30", null, true)]
    [InlineData("soon", null, true)]
    public void A_day_is_read_in_each_way_that_lists_write_it(string text, string? day, bool isNoted)
    {
        var table = MunicipalTable.Read(Encoding.UTF8.GetBytes($"イベント名,開始日\n催し,{text}\n"));
        var notes = new List<CellNote>();
        Assert.Equal(day is null ? null : DateOnly.Parse(day), MunicipalValues.Day(table.Rows[0], "開始日", notes));
        Assert.Equal(isNoted, notes.Count == 1 && notes[0] is { Row: 2, Column: "開始日" });
    }

    [Theory]
    [InlineData("utf-8", false, ',')]
    [InlineData("utf-8", true, ',')]
    [InlineData("shift_jis", false, ',')]
    [InlineData("utf-16", true, '\t')]
    [InlineData("utf-16", false, '\t')]
    [InlineData("utf-16BE", true, ',')]
    public void A_list_is_read_in_every_encoding_that_municipalities_use(string name, bool hasMark, char sign)
    {
        var encoding = CodePagesEncodingProvider.Instance.GetEncoding(name) ?? Encoding.GetEncoding(name);
        var bytes = encoding.GetBytes($"NO{sign}名称\r\n1{sign}長崎・稲佐山～①\r\n");
        var table = MunicipalTable.Read(hasMark ? [.. encoding.GetPreamble(), .. bytes] : bytes);
        Assert.Equal(name.ToLowerInvariant(), table.Encoding);
        Assert.Equal("長崎・稲佐山～①", Assert.Single(table.Rows)["名称"]);
    }

    [Fact]
    public void A_text_that_a_spreadsheet_would_run_goes_out_guarded_and_comes_in_as_it_was()
    {
        foreach (var text in new[] { "=1+1", "@SUM(A1)", "+81-95", "-1", "a,b\"c", "行\n行" })
        {
            var cell = Hosting.Csv.Cell(text);
            Assert.DoesNotContain(cell[0], "=+-@");
            var table = MunicipalTable.Read(Encoding.UTF8.GetBytes($"ID,名称\n1,{cell}\n"));
            Assert.Equal(text, table.Rows[0]["名称"]);
        }
    }

    [Fact]
    public void Any_bytes_are_read_or_refused_with_a_reason() =>
        Gen.OneOf(
                Gen.Byte.Array[0, 200],
                Gen.String[Gen.Char["名称,\t\"\n\r 1é"], 0, 200].Select(text => Encoding.UTF8.GetBytes("名称,ID\n" + text))
            )
            .Sample(bytes =>
                Assert.All(MunicipalTable.Read(bytes).Notes, note => Assert.EndsWith(".", note.Message, StringComparison.Ordinal))
            );

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

    private static async Task<string> UntilAsync(OnsiteServer server, string path, string wanted)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(20));
        var got = "";
        while (got != wanted && !patience.IsCancellationRequested)
            got = await server.Staff.GetStringAsync(path);
        return got;
    }

    private static string Columns(string csv, string column)
    {
        var table = MunicipalTable.Read(Encoding.UTF8.GetBytes(csv));
        return "\n" + string.Join(",\n", table.Rows.Select(row => row[column])) + ",";
    }
}
