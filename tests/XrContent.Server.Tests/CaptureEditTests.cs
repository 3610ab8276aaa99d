using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using NetVips;

namespace XrContent.Server.Tests;

/// <summary>Corrections of captures that are in the catalogue already.</summary>
public class CaptureEditTests(ServerFixture server)
{
    [Fact]
    public async Task A_heading_is_corrected_at_once_and_no_picture_is_made_anew()
    {
        var (id, media) = await PublishAsync();
        var response = await server.Staff.PutAsJsonAsync($"/api/v1/studio/captures/{id}/pose", new { heading = 271.5 });
        Assert.False((await response.Content.ReadFromJsonAsync<JsonElement>()).TryGetProperty("footage", out _));
        var item = await UntilAsync(id, properties => properties.GetProperty("pose").GetProperty("heading").GetDouble() == 271.5);
        Assert.Equal(media, item.GetProperty("media").GetProperty("base").GetString());
    }

    [Fact]
    public async Task A_lean_is_corrected_by_new_pictures_and_what_is_served_says_that_it_is_level()
    {
        var (id, media) = await PublishAsync();
        await EditAsync(
            $"/api/v1/studio/captures/{id}/pose",
            new
            {
                heading = 10,
                pitch = 5,
                roll = -3,
            }
        );
        var item = await UntilAsync(id, properties => properties.GetProperty("media").GetProperty("base").GetString() != media);
        Assert.Equal(
            (0, 0),
            (item.GetProperty("pose").GetProperty("pitch").GetDouble(), item.GetProperty("pose").GetProperty("roll").GetDouble())
        );
        Assert.Equal(
            HttpStatusCode.OK,
            (await server.Client.GetAsync(item.GetProperty("media").GetProperty("base").GetString())).StatusCode
        );
    }

    [Fact]
    public async Task No_rendition_no_preview_and_no_address_shows_what_is_redacted()
    {
        using var noise = Image.Gaussnoise(2048, 1024, sigma: 60, mean: 128);
        using var speckled = noise
            .Cast(Enums.BandFormat.Uchar)
            .Bandjoin(noise.Cast(Enums.BandFormat.Uchar), noise.Cast(Enums.BandFormat.Uchar))
            .Copy(interpretation: Enums.Interpretation.Srgb);
        var (id, before) = await PublishAsync(speckled.JpegsaveBuffer());
        var old = await AddressesAsync(id);
        await EditAsync(
            $"/api/v1/studio/captures/{id}/redactions",
            new[]
            {
                new
                {
                    left = -60,
                    right = 60,
                    top = 60,
                    bottom = -60,
                },
            }
        );
        var item = await UntilAsync(id, properties => properties.GetProperty("media").GetProperty("base").GetString() != before);
        foreach (var address in old)
        {
            Assert.Equal(HttpStatusCode.NotFound, (await server.Client.GetAsync(address)).StatusCode);
            // Nor is there another way to it for staff: the pictures of before are gone.
            Assert.Equal(HttpStatusCode.NotFound, (await server.Staff.GetAsync(address)).StatusCode);
        }

        var now = await AddressesAsync(id);
        Assert.Equal(old.Count, now.Count);
        foreach (var address in now.Where(address => !address.Contains("/tiles/", StringComparison.Ordinal)))
        {
            using var picture = Image.NewFromBuffer(await server.Client.GetByteArrayAsync(address));
            Assert.InRange(Detail(picture, 0.4, 0.6), 0, Detail(picture, 0.05, 0.2) / 4);
        }

        Assert.DoesNotContain("redaction", item.ToString(), StringComparison.OrdinalIgnoreCase);
        // Shown again, it is as it was.
        await EditAsync($"/api/v1/studio/captures/{id}/redactions", Array.Empty<object>());
        await UntilAsync(id, properties => properties.GetProperty("media").GetProperty("base").GetString() == before);
        Assert.Equal(HttpStatusCode.OK, (await server.Client.GetAsync(before)).StatusCode);
    }

    [Theory]
    [InlineData("pose", """{ "heading": 400 }""", "pose.heading")]
    [InlineData("pose", """{ "heading": 10, "pitch": 91 }""", "pitch")]
    [InlineData("redactions", """[{ "left": 0, "right": 0, "top": 10, "bottom": 0 }]""", "redactions[0]")]
    [InlineData("redactions", """[{ "left": 0, "right": 10, "top": -10, "bottom": 0 }]""", "redactions[0]")]
    public async Task A_correction_that_cannot_be_is_refused_by_its_field(string endpoint, string body, string field)
    {
        var (id, _) = await PublishAsync();
        using var content = new StringContent(body, null, "application/json");
        var response = await server.Staff.PutAsync($"/api/v1/studio/captures/{id}/{endpoint}", content);
        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.Contains(
            (await response.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("errors").EnumerateObject(),
            error => error.Name.Contains(field, StringComparison.OrdinalIgnoreCase)
        );
    }

    [Fact]
    public async Task A_heading_that_a_scene_needs_cannot_be_taken_away()
    {
        var response = await server.Staff.PutAsJsonAsync(
            "/api/v1/studio/captures/drawing-inasayama-deck/pose",
            new { heading = (double?)null }
        );
        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.Contains("true heading", await response.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        response = await server.Staff.PostAsync("/api/v1/studio/items/minato-park/withdraw", null);
        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
    }

    [Fact]
    public async Task A_scene_is_read_aloud_in_the_visitor_s_language()
    {
        Footage.SkipWithoutFfmpeg();
        using var recording = new ByteArrayContent(Wave());
        Assert.Equal(
            HttpStatusCode.OK,
            (await server.Staff.PutAsync("/api/v1/studio/scenes/scene-dejima-wharf/narration/ko", recording)).StatusCode
        );
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(50));
        JsonElement narration;
        while (
            !(
                await server.Client.GetFromJsonAsync<JsonElement>("/api/v1/scenes/scene-dejima-wharf?lang=ko", patience.Token)
            ).TryGetProperty("narration", out narration)
        )
            await timer.WaitForNextTickAsync(patience.Token);
        var response = await server.Client.GetAsync(narration.GetProperty("ko").GetString());
        Assert.Equal("audio/mp4", response.Content.Headers.ContentType!.MediaType);
        using var noise = new ByteArrayContent([1, 2, 3]);
        var refused = await server.Staff.PutAsync("/api/v1/studio/scenes/scene-dejima-wharf/narration/ja", noise);
        Assert.Equal(
            "/problems/footage/not-audio",
            (await refused.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("type").GetString()
        );
    }

    private async Task<(string Id, string Base)> PublishAsync(byte[]? picture = null)
    {
        var file = await Footage.EndOfAsync(
            server.Staff,
            await Footage.SendAsync(
                server.Staff,
                picture ?? Footage.NewStill(),
                Footage.Metadata("a.jpg", ("publish", "true"), ("heading", "10"))
            )
        );
        var id = file.GetProperty("capture").GetString()!;
        var item = await UntilAsync(id, _ => true);
        return (id, item.GetProperty("media").GetProperty("base").GetString()!);
    }

    private async Task EditAsync(string endpoint, object body)
    {
        var response = await server.Staff.PutAsJsonAsync(endpoint, body);
        var answer = await response.Content.ReadFromJsonAsync<JsonElement>();
        Assert.True(response.IsSuccessStatusCode, answer.ToString());
        if (answer.TryGetProperty("footage", out var footage))
            Assert.Equal("ready", (await Footage.EndOfAsync(server.Staff, footage.GetString()!)).GetProperty("stage").GetString());
    }

    /// <summary>The properties of a published item, once they are as they should be.</summary>
    private async Task<JsonElement> UntilAsync(string id, Func<JsonElement, bool> holds)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(50));
        while (await timer.WaitForNextTickAsync(patience.Token))
        {
            var response = await server.Client.GetAsync($"/api/v1/items/{id}", patience.Token);
            if (!response.IsSuccessStatusCode)
                continue;
            var properties = (await response.Content.ReadFromJsonAsync<JsonElement>(patience.Token)).GetProperty("properties");
            if (holds(properties))
                return properties;
        }

        throw new System.Diagnostics.UnreachableException();
    }

    /// <summary>Every address under which the capture's pixels are served.</summary>
    private async Task<List<string>> AddressesAsync(string id)
    {
        var media = (await UntilAsync(id, _ => true)).GetProperty("media");
        var addresses = new List<string>
        {
            media.GetProperty("thumbnail").GetString()!,
            media.GetProperty("preview").GetString()!,
            media.GetProperty("base").GetString()!,
        };
        var levels = media.GetProperty("tiles").GetProperty("levels").EnumerateArray().ToList();
        for (var level = 0; level < levels.Count; level++)
        {
            for (var column = 0; column < levels[level].GetProperty("columns").GetInt32(); column++)
            {
                for (var row = 0; row < levels[level].GetProperty("rows").GetInt32(); row++)
                {
                    addresses.Add(
                        media
                            .GetProperty("tiles")
                            .GetProperty("href")
                            .GetString()!
                            .Replace("{level}", $"{level}", StringComparison.Ordinal)
                            .Replace("{column}", $"{column}", StringComparison.Ordinal)
                            .Replace("{row}", $"{row}", StringComparison.Ordinal)
                    );
                }
            }
        }

        return addresses;
    }

    /// <summary>How much neighbouring rows differ in a band of the picture's middle, between two shares of its width.</summary>
    private static double Detail(Image picture, double from, double to)
    {
        using var part = picture.Crop(
            (int)(picture.Width * from),
            (int)(picture.Height * 0.3),
            (int)(picture.Width * (to - from)),
            (int)(picture.Height * 0.4)
        );
        using var grey = part.Colourspace(Enums.Interpretation.Bw);
        using var edges = grey.Sobel();
        return edges.Cast(Enums.BandFormat.Float).Avg() / 4;
    }

    /// <summary>A second of a tone.</summary>
    internal static byte[] Wave()
    {
        var path = Path.Combine(Path.GetTempPath(), $"xrcontent-{Guid.NewGuid():N}.wav");
        using (var process = System.Diagnostics.Process.Start("ffmpeg", ["-nostdin", "-v", "error", "-f", "lavfi", "-i", "sine=d=1", path]))
            process.WaitForExit();
        var bytes = File.ReadAllBytes(path);
        File.Delete(path);
        return bytes;
    }
}
