using System.Globalization;
using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using XrContent.Geo;

namespace XrContent.Server.Tests.Views;

/// <summary>Buildings are put on the land by one command beside a serving process, and hide what they hide in their years.</summary>
public sealed class BuildingsTests : IAsyncLifetime
{
    private const string View = "/api/v1/scenes/inasayama-impact/view?lang=en";
    private const string Target = "scene-hypocentre";
    private const int Depicted = 1945;

    private static readonly LatLon Deck = new(32.7528, 129.8496);
    private static readonly LatLon Hypocentre = new(32.77373, 129.86322);

    private readonly string data = Directory.CreateTempSubdirectory("xrcontent-buildings-").FullName;

    public async ValueTask InitializeAsync() => await ServerProcess.FillAsync(data);

    public ValueTask DisposeAsync()
    {
        Directory.Delete(data, recursive: true);
        return ValueTask.CompletedTask;
    }

    [Fact]
    public async Task A_tower_of_today_hides_what_lies_behind_it_today_and_not_in_1945_and_is_credited()
    {
        using var server = await ServerProcess.StartAsync(data, "--Onsite:Required=false");
        Assert.True(await IsVisibleAsync(server.Client));

        var (code, said) = await AddAsync(Tower(since: 1998), "--attribution", "A city model");
        Assert.True(code == 0, said);
        var today = await UntilAsync(server.Client, visible: false);
        Assert.Contains("A city model", today.GetProperty("credits").EnumerateArray().Select(credit => credit.GetString()));
        Assert.True(await IsVisibleAsync(server.Client, $"&year={Depicted}"));

        Assert.Contains(
            "town: Buildings; 1 buildings",
            (await ServerProcess.RunAsync(data, "buildings", "list")).Said,
            StringComparison.Ordinal
        );
        Assert.Equal(0, (await ServerProcess.RunAsync(data, "buildings", "remove", "town")).Code);
        await UntilAsync(server.Client, visible: true);
        Assert.Equal(1, (await ServerProcess.RunAsync(data, "buildings", "remove", "town")).Code);
    }

    [Fact]
    public async Task The_ground_behind_a_tower_is_not_tinted_and_its_walls_are_not()
    {
        using var server = await ServerProcess.StartAsync(data, "--Onsite:Required=false");
        var before = await PixelsBehindAsync(server.Client);
        Assert.All(before, alpha => Assert.NotEqual(0, alpha));

        var (code, said) = await AddAsync(Tower(since: 1998));
        Assert.True(code == 0, said);
        await UntilAsync(server.Client, visible: false);
        Assert.All(await PixelsBehindAsync(server.Client), alpha => Assert.Equal(0, alpha));
        Assert.Equal(before, await PixelsBehindAsync(server.Client, $"&year={Depicted}"));
    }

    [Theory]
    [InlineData("&year=1850")]
    [InlineData("&year=1850&lat=32.7528&lon=129.8496")]
    public async Task A_year_that_no_picture_of_the_scene_shows_is_refused_and_makes_nothing(string query)
    {
        using var server = await ServerProcess.StartAsync(data, "--Onsite:Required=false");
        using var answer = await server.Client.GetAsync(View + query);

        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        var problem = await answer.Content.ReadFromJsonAsync<JsonElement>();
        Assert.Contains(
            "a capture of the scene shows",
            problem.GetProperty("errors").GetProperty("year")[0].GetString(),
            StringComparison.Ordinal
        );
    }

    [Fact]
    public async Task Of_several_files_one_of_which_is_bad_none_is_added()
    {
        var good = Write("good.geojson", Tower(since: 1998));
        var bad = Write("bad.geojson", Tower(since: 1998).Replace("250", "-3", StringComparison.Ordinal));

        Assert.Equal(1, (await ServerProcess.RunAsync(data, "buildings", "add", good, bad)).Code);
        Assert.Equal("", (await ServerProcess.RunAsync(data, "buildings", "list")).Said);
    }

    private static async Task<JsonElement> ViewAsync(HttpClient client, string more = "") =>
        await client.GetFromJsonAsync<JsonElement>(View + more);

    private static async Task<bool> IsVisibleAsync(HttpClient client, string more = "") => Of(await ViewAsync(client, more));

    private static bool Of(JsonElement view) =>
        view.GetProperty("labels")
            .EnumerateArray()
            .Single(label => label.GetProperty("id").GetString() == Target)
            .GetProperty("visible")
            .GetBoolean();

    private static async Task<JsonElement> UntilAsync(HttpClient client, bool visible)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(100));
        while (true)
        {
            var view = await ViewAsync(client);
            if (Of(view) == visible)
                return view;
            await timer.WaitForNextTickAsync(patience.Token);
        }
    }

    /// <summary>The alpha of the ground at the hypocentre and some rows below, where the exposure tints it.</summary>
    private static async Task<List<int>> PixelsBehindAsync(HttpClient client, string more = "")
    {
        var address = (await ViewAsync(client, more)).GetProperty("raster").GetProperty("href").GetString()!;
        using var picture = SixLabors.ImageSharp.Image.Load<SixLabors.ImageSharp.PixelFormats.Rgba32>(
            await client.GetByteArrayAsync($"{address}&format=png")
        );
        var seen = LineOfSight.To(Deck, 335, Hypocentre, 5);
        var (x, y) = ((int)(seen.Azimuth / 360 * picture.Width), (int)((10 - seen.Elevation) / 40 * picture.Height));
        return [.. Enumerable.Range(-2, 5).Select(down => (int)picture[x, y + down].A)];
    }

    private async Task<(int Code, string Said)> AddAsync(string geojson, params string[] more) =>
        await ServerProcess.RunAsync(data, ["buildings", "add", Write("tower.geojson", geojson), "--id", "town", .. more]);

    private string Write(string name, string text)
    {
        var path = Path.Combine(data, name);
        File.WriteAllText(path, text);
        return path;
    }

    /// <summary>250 m high and 200 m wide, a kilometre in front of the hypocentre.</summary>
    private static string Tower(int since)
    {
        var middle = Geodesic.Direct(Deck, Geodesic.Inverse(Deck, Hypocentre).Bearing, 1_700);
        var corners = new[] { 45, 135, 225, 315, 45 }
            .Select(turn => Geodesic.Direct(middle, turn, 141))
            .Select(at => string.Create(CultureInfo.InvariantCulture, $"[{at.Longitude:F7},{at.Latitude:F7}]"));
        return $$$"""
            {"type":"FeatureCollection","features":[{"type":"Feature","id":"tower","properties":{"height":250,"since":{{{since}}}},
            "geometry":{"type":"Polygon","coordinates":[[{{{string.Join(',', corners)}}}]]} }]}
            """;
    }
}
