using System.Buffers.Binary;
using System.Net.Http.Json;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using NetVips;
using XrContent.Server.Commands;

namespace XrContent.Server.Tests;

/// <summary>Terrain, pictures and models put in beside a serving program, by its verbs.</summary>
public class OverlayFileTests(ServerFixture server)
{
    private static byte[] Photo()
    {
        using var image = (Image.Black(300, 200, bands: 3) + 120).Cast(Enums.BandFormat.Uchar);
        return image.JpegsaveBuffer();
    }

    /// <summary>The smallest binary glTF: a description and nothing to see.</summary>
    internal static byte[] Model(string json = """{"asset":{"version":"2.0"}}""")
    {
        var text = Encoding.UTF8.GetBytes(json.PadRight((json.Length + 3) / 4 * 4));
        var bytes = new byte[20 + text.Length];
        BinaryPrimitives.WriteUInt32LittleEndian(bytes, 0x46546C67);
        BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan(4), 2);
        BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan(8), bytes.Length);
        BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan(12), text.Length);
        BinaryPrimitives.WriteUInt32LittleEndian(bytes.AsSpan(16), 0x4E4F534A);
        text.CopyTo(bytes, 20);
        return bytes;
    }

    private static string Feature(string id, string shape, string file, byte[] bytes, double heading) =>
        $$"""
            {"type":"Feature","id":"{{id}}","geometry":{"type":"Point","coordinates":[129.8496,32.7573]},"properties":{"kind":"overlay",
            "title":{"ja":"試し","en":"Trial"},"shape":"{{shape}}","heightAboveGround":0,"size":20,
            "pose":{"heading":{{heading}},"pitch":0,"roll":0},
            "original":{"file":"{{file}}","sha256":"{{Convert.ToHexStringLower(SHA256.HashData(bytes))}}","bytes":{{bytes.Length}} },
            "rights":{"license":"CC-BY-4.0","holder":"City","credit":{"en":"City"} },"sources":[{"id":"s","title":"A source"}]} }
            """;

    private static string Folder(params (string Id, string Shape, string File, byte[] Bytes)[] overlays) =>
        Folder("inasayama-deck", overlays);

    internal static string Folder(string place, params (string Id, string Shape, string File, byte[] Bytes)[] overlays)
    {
        var folder = Directory.CreateTempSubdirectory("xrcontent-").FullName;
        foreach (var (_, _, file, bytes) in overlays)
            File.WriteAllBytes(Path.Combine(folder, file), bytes);
        var features = overlays
            .Select(overlay => Feature(overlay.Id, overlay.Shape, overlay.File, overlay.Bytes, 180))
            .Append(
                """
                {"type":"Feature","id":"scene-trial","geometry":null,
                "properties":{"kind":"scene","title":{"ja":"試し","en":"Trial"},"place":"PLACE","overlays":[IDS]}}
                """.Replace("PLACE", place, StringComparison.Ordinal).Replace(
                    "IDS",
                    string.Join(',', overlays.Select(overlay => $"\"{overlay.Id}\"")),
                    StringComparison.Ordinal
                )
            );
        File.WriteAllText(
            Path.Combine(folder, "all.geojson"),
            $$"""{"type":"FeatureCollection","features":[{{string.Join(',', features)}}]}"""
        );
        return folder;
    }

    [Fact]
    public async Task A_photo_and_a_model_are_put_in_served_and_placed_by_their_pose()
    {
        var data = Directory.CreateTempSubdirectory("xrcontent-").FullName;
        using var own = server.Serve(("DataDirectory", data));
        var client = own.CreateClient();
        var folder = Folder(("trial-photo", "photo", "p.jpg", Photo()), ("trial-model", "model", "m.glb", Model()));
        Assert.Equal(0, await Verbs.RunAsync(own.Services, ["import", folder]));
        Assert.Equal(0, await Verbs.RunAsync(own.Services, ["check"]));
        using var patience = new CancellationTokenSource(TimeSpan.FromMinutes(1));
        JsonElement view = default;
        while (view.ValueKind == JsonValueKind.Undefined)
        {
            var answer = await client.GetAsync("/api/v1/scenes/scene-trial/view", patience.Token);
            if (answer.IsSuccessStatusCode)
                view = await answer.Content.ReadFromJsonAsync<JsonElement>();
        }

        var photo = view.GetProperty("overlays")[0];
        var corners = photo
            .GetProperty("corners")
            .EnumerateArray()
            .Select(corner => corner.EnumerateArray().Select(value => value.GetDouble()).ToArray())
            .ToList();
        // 500 m due north and facing south: its left edge lies in the west, 10 m from its middle.
        Assert.Equal(-Math.Atan2(10, 499.05) * 180 / Math.PI, corners[0][0] - 360, 0.01);
        Assert.Equal(Math.Atan2(10, 499.05) * 180 / Math.PI, corners[1][0], 0.01);
        Assert.True(corners[0][1] > corners[3][1]);
        var picture = await client.GetAsync(photo.GetProperty("href").GetString());
        Assert.Equal("image/webp", picture.Content.Headers.ContentType!.MediaType);
        using var served = Image.NewFromBuffer(await picture.Content.ReadAsByteArrayAsync());
        Assert.Equal((300, 200), (served.Width, served.Height));
        var model = view.GetProperty("overlays")[1];
        Assert.Equal(180, model.GetProperty("pose").GetProperty("heading").GetDouble());
        Assert.Equal(20, model.GetProperty("scale").GetDouble());
        Assert.Equal(
            "model/gltf-binary",
            (await client.GetAsync(model.GetProperty("href").GetString())).Content.Headers.ContentType!.MediaType
        );
        Assert.DoesNotContain("p.jpg", await client.GetStringAsync("/api/v1/items/trial-photo"), StringComparison.Ordinal);
    }

    public static TheoryData<string, byte[]> BadModels =>
        new()
        {
            { "no glTF", Encoding.UTF8.GetBytes("{\"asset\":{\"version\":\"2.0\"}}") },
            { "cut short", Model()[..^4] },
            { "names another file", Model("""{"buffers":[{"uri":"secret.bin"}]}""") },
            { "names an address", Model("""{"images":[{"uri":"http://127.0.0.1/x.png"}]}""") },
            { "not JSON", Model("{{{{") },
        };

    [Theory]
    [MemberData(nameof(BadModels))]
    public async Task A_bad_model_is_refused_and_nothing_is_imported(string fault, byte[] bytes)
    {
        Assert.NotEmpty(fault);
        using var own = server.Serve(
            ("DataDirectory", Directory.CreateTempSubdirectory("xrcontent-").FullName),
            ("Content:Starter", "false")
        );
        Assert.Equal(1, await Verbs.RunAsync(own.Services, ["import", Folder(("trial-model", "model", "m.glb", bytes))]));
    }

    [Fact]
    public async Task Terrain_added_beside_a_serving_program_shows_in_its_views()
    {
        var folder = Directory.CreateTempSubdirectory("xrcontent-").FullName;
        using var own = server.Serve(("Terrain:Directory", folder));
        var client = own.CreateClient();
        using var patience = new CancellationTokenSource(TimeSpan.FromMinutes(1));
        const string here = "/api/v1/skyline?lat=44.5&lon=-71.5";
        async Task<string> TerrainAsync() =>
            (await client.GetFromJsonAsync<JsonElement>(here, patience.Token)).GetProperty("terrain").GetString()!;
        Assert.Equal("none", await TerrainAsync());
        var tile = Path.Combine(folder, "N44W072.hgt");
        await File.WriteAllBytesAsync(tile, new byte[1201 * 1201 * 2]);
        Assert.Equal(0, await Verbs.RunAsync(own.Services, ["terrain", "add", tile]));
        while (await TerrainAsync() == "none")
            await Task.Yield();
        Assert.Equal("surveyed", await TerrainAsync());
        Assert.Equal(1, await Verbs.RunAsync(own.Services, ["terrain", "add", Path.Combine(folder, "missing.hgt")]));
    }
}
