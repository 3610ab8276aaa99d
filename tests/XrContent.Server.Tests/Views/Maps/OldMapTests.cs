using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using SixLabors.ImageSharp;
using SixLabors.ImageSharp.PixelFormats;
using XrContent.Geo;
using XrContent.Geo.Views;

namespace XrContent.Server.Tests.Views.Maps;

/// <summary>An old map comes in as tiles, is reviewed like all overlays, and lies on the land where it says.</summary>
public sealed class OldMapTests : IAsyncLifetime
{
    private static readonly LatLon Landmark = new(32.7712, 129.8687);
    private readonly string data = Directory.CreateTempSubdirectory("xrcontent-oldmap-").FullName;

    public async ValueTask InitializeAsync() => await ServerProcess.FillAsync(data);

    public ValueTask DisposeAsync()
    {
        Directory.Delete(data, recursive: true);
        return ValueTask.CompletedTask;
    }

    /// <summary>Tiles of plain paper round a landmark, which is a square of red, 60 m wide.</summary>
    private string Tiles(int finest)
    {
        var folder = Path.Combine(data, "tiles");
        foreach (var zoom in Enumerable.Range(finest - 2, 3))
        {
            var centre = SlippyCell.Of(Landmark, zoom);
            foreach (var cell in centre.Neighbourhood())
            {
                using var tile = new Image<Rgba32>(256, 256, new Rgba32(240, 230, 200));
                var (column, row) = (
                    (Landmark.Longitude - cell.West) / (cell.East - cell.West) * 256,
                    (Y(cell.North) - Y(Landmark.Latitude)) / (Y(cell.North) - Y(cell.South)) * 256
                );
                var half = 30 / (Wgs84.MetresPerDegreeLongitude(32.77) * (cell.East - cell.West)) * 256;
                for (var y = Math.Max(0, (int)(row - half)); y < Math.Min(256, row + half); y++)
                {
                    for (var x = Math.Max(0, (int)(column - half)); x < Math.Min(256, column + half); x++)
                        tile[x, y] = new(255, 0, 0);
                }
                var file = Path.Combine(folder, $"{zoom}", $"{cell.X}", $"{cell.Y}.png");
                Directory.CreateDirectory(Path.GetDirectoryName(file)!);
                tile.SaveAsPng(file);
            }
        }

        return folder;

        static double Y(double latitude) => Math.Asinh(Math.Tan(Angles.ToRadians(latitude)));
    }

    private Task<(int Code, string Said)> AddAsync(string path, params string[] more) =>
        ServerProcess.RunAsync(
            data,
            [
                "map",
                "add",
                path,
                "--id",
                "old-map",
                "--title",
                "An old map",
                "--title-ja",
                "古地図",
                "--year",
                "1945",
                "--source",
                "A sheet of the test",
                "--rights",
                "public-domain",
                "--holder",
                "Surveyors",
                .. more,
            ]
        );

    [Fact]
    public async Task It_is_a_draft_until_it_is_published_and_then_its_tiles_are_open()
    {
        using var server = await ServerProcess.StartAsync(data, "--Onsite:Required=false");
        using var visitor = new HttpClient { BaseAddress = server.Client.BaseAddress };
        var folder = Tiles(16);
        var (code, said) = await AddAsync(folder);
        Assert.True(code == 0, said);
        var cell = SlippyCell.Of(Landmark, 16);
        var address = $"/map/old/old-map/16/{cell.X}/{cell.Y}";
        Assert.Equal(HttpStatusCode.NotFound, (await visitor.GetAsync(address)).StatusCode);
        Assert.Empty(await OldAsync(visitor));

        var item = await server.Client.GetAsync("/api/v1/studio/items/old-map");
        using var publish = new HttpRequestMessage(HttpMethod.Post, "/api/v1/studio/items/old-map/publish")
        {
            Content = JsonContent.Create(new { }),
        };
        publish.Headers.TryAddWithoutValidation("If-Match", item.Headers.ETag!.ToString());
        using var published = await server.Client.SendAsync(publish);
        Assert.True(published.IsSuccessStatusCode, await published.Content.ReadAsStringAsync());

        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(100));
        while (await OldAsync(visitor) is [])
            await timer.WaitForNextTickAsync(patience.Token);
        var old = Assert.Single(await OldAsync(visitor));
        Assert.Equal("1945", old.GetProperty("date").GetString());
        Assert.Equal((14, 16), (old.GetProperty("minZoom").GetInt32(), old.GetProperty("maxZoom").GetInt32()));
        Assert.Equal(
            await File.ReadAllBytesAsync(Path.Combine(folder, "16", $"{cell.X}", $"{cell.Y}.png")),
            await visitor.GetByteArrayAsync(address)
        );
        Assert.Equal(HttpStatusCode.NoContent, (await visitor.GetAsync("/map/old/old-map/16/0/0")).StatusCode);
        // Its file is in the backup, the export and the check, as all originals are.
        (code, said) = await ServerProcess.RunAsync(data, "check");
        Assert.True(code == 0, said);

        // What was packed can be added again as it is.
        var packed = Directory
            .EnumerateFiles(Path.Combine(data, "media", "originals"), "*", SearchOption.AllDirectories)
            .Single(file => File.ReadAllBytes(file).AsSpan().StartsWith("PMTiles"u8));
        var copy = Path.Combine(data, "again.pmtiles");
        File.Copy(packed, copy);
        Assert.Equal(1, (await AddAsync(copy, "--publish")).Code);
        (code, said) = await AddAsync(copy, "--publish", "--replace");
        Assert.True(code == 0, said);
        Assert.Equal(
            await File.ReadAllBytesAsync(Path.Combine(folder, "16", $"{cell.X}", $"{cell.Y}.png")),
            await visitor.GetByteArrayAsync(address)
        );
    }

    [Theory]
    [InlineData(32.7528, 129.8496, 335)]
    [InlineData(32.7620, 129.8620, 300)]
    public async Task From_any_eye_its_landmarks_stand_where_geodesy_has_them(double latitude, double longitude, double height)
    {
        var folder = Tiles(16);
        using var map = await XrContent.Media.Maps.HistoricMap.PackAsync(folder, Path.Combine(data, "m.pmtiles"), CancellationToken.None)
            is { } made
            ? File.OpenRead(Path.Combine(data, "m.pmtiles"))
            : throw new InvalidOperationException();
        Assert.Equal(27, made.Tiles);
        var blobs = new XrContent.Media.Blobs.BlobStore(
            new XrContent.Media.Blobs.FileBlobs(Path.Combine(data, "blobs")),
            Path.Combine(data, "work")
        );
        var stored = await blobs.AddOriginalAsync(map, CancellationToken.None);
        var overlay = new XrContent.Catalog.Documents.Overlay
        {
            Title = new() { English = "An old map" },
            Shape = XrContent.Catalog.Documents.OverlayShape.Map,
            Zooms = new(made.MinZoom, made.MaxZoom),
            Original = new("maps/m.pmtiles", stored.Sha256, stored.Bytes),
        };
        var store = new XrContent.Geo.Terrain.TerrainStore(Path.Combine(data, "land"));
        XrContent.Geo.Terrain.StarterTerrain.Add(
            store,
            Path.Combine(AppContext.BaseDirectory, "content", "terrain"),
            DateTimeOffset.UnixEpoch,
            CancellationToken.None
        );
        var land = XrContent.Geo.Terrain.TerrainMap.Open(store);
        var eye = new LatLon(latitude, longitude);
        using var draped = await XrContent.Server.Views.Maps.DrapedMap.RoundAsync(eye, overlay, blobs, CancellationToken.None);
        var bytes = new XrContent.Server.Views.RasterPainter(Viewshed.From(land, eye, height), [], [draped]).Paint(
            false,
            TaskScheduler.Default,
            CancellationToken.None
        );
        using var picture = Image.Load<Rgba32>(bytes);

        // The middle of all red pixels is the direction in which the landmark lies.
        var (across, down, count) = (0.0, 0.0, 0);
        for (var y = 0; y < picture.Height; y++)
        {
            for (var x = 0; x < picture.Width; x++)
                if (picture[x, y] is { R: > 200, G: < 60, A: > 0 })
                    (across, down, count) = (across + x, down + y, count + 1);
        }
        var truly = LineOfSight.To(eye, height, Landmark, land.HeightAt(Landmark));
        Assert.True(count > 3, $"{count} pixels");
        Assert.Equal(truly.Azimuth, (across / count + 0.5) * 360 / picture.Width, 0.15);
        Assert.Equal(truly.Elevation, 10 - (down / count + 0.5) / picture.Height * 40, 0.15);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(200)]
    public async Task A_map_that_is_damaged_in_the_store_stays_clear_and_spoils_no_view(int kept)
    {
        var path = Path.Combine(data, "m.pmtiles");
        await XrContent.Media.Maps.HistoricMap.PackAsync(Tiles(16), path, CancellationToken.None);
        var bytes = await File.ReadAllBytesAsync(path);
        bytes.AsSpan(Math.Min(kept, bytes.Length)).Fill(0xA5);
        var blobs = new XrContent.Media.Blobs.BlobStore(
            new XrContent.Media.Blobs.FileBlobs(Path.Combine(data, "blobs")),
            Path.Combine(data, "work")
        );
        var stored = await blobs.AddOriginalAsync(new MemoryStream(bytes), CancellationToken.None);
        var overlay = new XrContent.Catalog.Documents.Overlay
        {
            Title = new() { English = "An old map" },
            Shape = XrContent.Catalog.Documents.OverlayShape.Map,
            Zooms = new(14, 16),
            Original = new("maps/m.pmtiles", stored.Sha256, stored.Bytes),
        };

        using var draped = await XrContent.Server.Views.Maps.DrapedMap.RoundAsync(Landmark, overlay, blobs, CancellationToken.None);
        Assert.Null(draped.At(Landmark, 100));
    }

    [Fact]
    public async Task What_is_no_map_is_refused_by_name_and_nothing_is_added()
    {
        var folder = Tiles(16);
        var broken = Directory.EnumerateFiles(folder, "*.png", SearchOption.AllDirectories).Order().Skip(3).First();
        var whole = await File.ReadAllBytesAsync(broken);
        await File.WriteAllBytesAsync(broken, whole[..(whole.Length / 2)]);
        var (code, _) = await AddAsync(folder);
        Assert.Equal(1, code);
        var empty = Directory.CreateDirectory(Path.Combine(data, "empty")).FullName;
        Assert.Equal(1, (await AddAsync(empty)).Code);
        var file = Path.Combine(data, "no.pmtiles");
        await File.WriteAllTextAsync(file, "PMTiles? No.");
        Assert.Equal(1, (await AddAsync(file)).Code);
        using var server = await ServerProcess.StartAsync(data);
        Assert.Equal(HttpStatusCode.NotFound, (await server.Client.GetAsync("/api/v1/studio/items/old-map")).StatusCode);
    }

    private static async Task<List<JsonElement>> OldAsync(HttpClient client) =>
        [.. (await client.GetFromJsonAsync<JsonElement>("/api/v1/site")).GetProperty("map").GetProperty("old").EnumerateArray()];
}
