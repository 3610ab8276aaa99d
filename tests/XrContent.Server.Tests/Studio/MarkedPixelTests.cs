using System.Net.Http.Json;
using System.Security.Cryptography;
using System.Text.Json;
using System.Text.RegularExpressions;
using NetVips;
using XrContent.Server.Tests.Onsite;

namespace XrContent.Server.Tests.Studio;

/// <summary>
/// A face in a picture, here a patch of a colour that is nowhere else: once it is redacted, no address that the server has, and no file
/// that it hands on, shows a pixel of it to anybody, whatever becomes of the picture.
/// </summary>
public sealed partial class MarkedPixelTests : IAsyncLifetime
{
    private readonly HashSet<string> media = [];
    private StudioServer server = null!;
    private Person hana = null!;
    private HttpClient visitor = null!;

    public async ValueTask InitializeAsync()
    {
        server = await StudioServer.StartAsync();
        hana = await server.PersonAsync("curator");
        visitor = server.Stranger();
        using var tag = await server.Program.PostAsJsonAsync("/api/v1/studio/tags", new { place = "minato-park", strength = "printed" });
        var id = (await StudioServer.ReadAsync(tag)).GetProperty("id").GetString();
        await OnsiteServer.AskAsync(
            visitor,
            new
            {
                tag = id,
                lat = 32.7424,
                lon = 129.8762,
                accuracy = 5,
            }
        );
    }

    public ValueTask DisposeAsync() => server.DisposeAsync();

    [Fact]
    public async Task No_address_and_no_export_shows_what_was_redacted_in_any_state()
    {
        var first = await SendAsync();
        var scene = await SceneAsync(first);
        await Published.UntilAsync(visitor, scene, seen: true);
        string[] ids = [first, scene];
        Assert.True(await MarksAsync(ids) > 5, "The walk finds no mark where there is one.");

        await RedactAsync(first);
        await NothingAsync(ids, "redacted");
        var feature = (await hana.DoAsync(HttpMethod.Get, $"items/{first}")).GetProperty("feature").ToString();
        await hana.DoAsync(
            HttpMethod.Put,
            $"items/{first}",
            Renamed().Replace(feature, "\"title\":{\"ja\":\"別の題\",\"en\":\"Another title\"}", 1),
            await TagAsync(first)
        );
        await NothingAsync(ids, "a draft of other words");
        await EndAsync(await hana.DoAsync(HttpMethod.Post, $"items/{first}/restore", new { number = 1 }));
        await NothingAsync(ids, "its first revision restored");
        await hana.DoAsync(HttpMethod.Post, $"items/{first}/publish", tag: await TagAsync(first));
        await NothingAsync(ids, "that published");
        await SendAsync(("replaces", first));
        await NothingAsync(ids, "its file sent anew");
        await ExportedAsync(first);
        await hana.DoAsync(
            HttpMethod.Post,
            $"items/{scene}/withdraw",
            new { with = new Dictionary<string, string> { [first] = await TagAsync(first) } },
            await TagAsync(scene)
        );
        await Published.UntilAsync(visitor, first, seen: false);
        await NothingAsync(ids, "withdrawn");
        await hana.DoAsync(HttpMethod.Post, $"items/{first}/publish", tag: await TagAsync(first));
        await Published.UntilAsync(visitor, first, seen: true);
        await NothingAsync(ids, "published again");
    }

    private async Task NothingAsync(string[] ids, string state) =>
        Assert.True(await MarksAsync(ids) == 0, $"{state}: {string.Join(", ", found)}");

    private readonly List<string> found = [];

    /// <summary>Asks every address as everybody, those too that led somewhere before.</summary>
    private async Task<int> MarksAsync(string[] ids)
    {
        found.Clear();
        var renditions = Path.Combine(server.Data, "media", "renditions");
        foreach (var file in Directory.EnumerateFiles(renditions, "*", SearchOption.AllDirectories))
        {
            // renditions/HH/NAME/FILE
            var parts = Path.GetRelativePath(renditions, file).Split(Path.DirectorySeparatorChar);
            if (parts[0].Length == 2 && mine.Any(hash => parts[1].StartsWith(hash[..40], StringComparison.Ordinal)))
                media.Add($"/media/{string.Join('/', parts[1..])}");
        }

        var api = await server.Program.GetFromJsonAsync<JsonElement>("/openapi/v1.json");
        var paths = api.GetProperty("paths")
            .EnumerateObject()
            .Where(path => path.Value.TryGetProperty("get", out _))
            .Select(path => path.Name);
        var values = ids.Concat(mine).Append("minato-park");
        var asked = paths
            .SelectMany(path =>
                path.Contains("{id}", StringComparison.Ordinal)
                    ? values.Select(id => path.Replace("{id}", id, StringComparison.Ordinal))
                    : [path]
            )
            .Select(path => $"{Parameter().Replace(path, "1")}?lat=32.7443&lon=129.8769&scene={ids[1]}&place=minato-park");
        foreach (var address in media.Concat(asked))
        {
            foreach (var client in new[] { hana.Browser, visitor })
            {
                using var response = await client.GetAsync(address, HttpCompletionOption.ResponseHeadersRead);
                if (!response.IsSuccessStatusCode || response.Content.Headers.ContentType?.MediaType is "text/event-stream")
                    continue;
                var body = await response.Content.ReadAsByteArrayAsync();
                if (mine.Contains(Convert.ToHexStringLower(SHA256.HashData(body))) || IsMarked(body))
                    found.Add(address);
            }
        }

        return found.Count;
    }

    private async Task ExportedAsync(string id)
    {
        var folder = Path.Combine(server.Data, "export");
        var (code, said) = await ServerProcess.RunAsync(server.Data, "export", folder);
        Assert.True(code == 0, said);
        var files = Directory.GetFiles(folder, "*.jpg", SearchOption.AllDirectories);
        Assert.Contains(files, file => Path.GetFileName(file) == $"{id}-redacted.jpg");
        foreach (var file in files)
            Assert.False(IsMarked(await File.ReadAllBytesAsync(file)), file);
        // What is handed on can be taken in, and is redacted there for good.
        var elsewhere = Directory.CreateDirectory(Path.Combine(server.Data, "elsewhere")).FullName;
        (code, said) = await ServerProcess.RunAsync(elsewhere, "import", folder);
        Assert.True(code == 0, said);
    }

    /// <summary>Whether a picture holds magenta, of which half the mark is made and nothing else is.</summary>
    private static bool IsMarked(byte[] bytes)
    {
        if (
            !(
                bytes.AsSpan().StartsWith<byte>([0xFF, 0xD8])
                || bytes.AsSpan().StartsWith<byte>([0x89, 0x50])
                || bytes.AsSpan().StartsWith("RIFF"u8)
            )
        )
            return false;
        using var image = Image.NewFromBuffer(bytes);
        if (image.Bands < 3)
            return false;
        using var marked = (image[0] > 190) & (image[1] < 90) & (image[2] > 190);
        return marked.Max() > 0;
    }

    private readonly List<string> mine = [];

    private async Task<string> SendAsync(params (string, string)[] more)
    {
        using var grey = Image.Gaussnoise(1024, 512, sigma: 12, mean: 120).Cast(Enums.BandFormat.Uchar);
        using var rgb = grey.Bandjoin(grey, grey).Copy(interpretation: Enums.Interpretation.Srgb);
        // Squares of magenta and green, whose mean is grey.
        using var places = (Image.Xyz(80, 80) / 6).Floor();
        using var isMagenta = ((places[0] + places[1]) % 2).Equal(0);
        using var face = isMagenta.Bandjoin(isMagenta ^ 255, isMagenta).Copy(interpretation: Enums.Interpretation.Srgb);
        using var marked = rgb.Insert(face, 540, 216);
        byte[] bytes = [.. marked.JpegsaveBuffer(q: 95), .. Guid.NewGuid().ToByteArray()];
        mine.Add(Convert.ToHexStringLower(SHA256.HashData(bytes)));
        var metadata = Footage.Metadata("marked.jpg", [("publish", "true"), .. more]);
        var file = await Footage.EndOfAsync(server.Program, await Footage.SendAsync(server.Program, bytes, metadata));
        Assert.True(file.GetProperty("stage").GetString() == "ready", file.ToString());
        return file.GetProperty("capture").GetString()!;
    }

    private async Task<string> SceneAsync(string capture)
    {
        var made = await hana.DoAsync(
            HttpMethod.Post,
            "items",
            new
            {
                type = "Feature",
                properties = new
                {
                    kind = "scene",
                    title = new { ja = "印", en = "A marked scene" },
                    place = "minato-park",
                    captures = new[] { capture },
                },
            }
        );
        var id = made.GetProperty("id").GetString()!;
        await hana.DoAsync(HttpMethod.Post, $"items/{id}/publish", tag: made.GetProperty("tag").GetString());
        return id;
    }

    private async Task RedactAsync(string id)
    {
        // The mark lies from 9.8 to 38 degrees right of the middle, and from 14.1 above it to 14.1 below.
        var area = new
        {
            left = 9,
            right = 39,
            top = 15,
            bottom = -15,
        };
        await EndAsync(await hana.DoAsync(HttpMethod.Put, $"captures/{id}/redactions", new[] { area }));
    }

    private async Task EndAsync(JsonElement answer)
    {
        if (answer.TryGetProperty("footage", out var job) && job.GetString() is { } id)
            Assert.Equal("ready", (await Footage.EndOfAsync(server.Program, id)).GetProperty("stage").GetString());
    }

    private async Task<string> TagAsync(string id) => (await hana.DoAsync(HttpMethod.Get, $"items/{id}")).GetProperty("tag").GetString()!;

    [GeneratedRegex(@"\{[^}]+\}")]
    private static partial Regex Parameter();

    [GeneratedRegex(@"""title""\s*:\s*\{[^}]*\}")]
    private static partial Regex Renamed();
}
