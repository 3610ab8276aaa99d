using System.Diagnostics;
using System.Globalization;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;

namespace XrContent.Server.Tests;

/// <summary>Files as photographers send them, and the tus words to send them with.</summary>
internal static class Footage
{
    private static readonly string Drawing = Path.Combine(AppContext.BaseDirectory, "content", "drawings", "minato-park.jpg");
    private static readonly Lazy<byte[]> FilmBytes = new(() => MakeFilm(2));
    private static readonly Lazy<byte[]> Glimpse = new(() => MakeFilm(0.4));

    /// <summary>A panorama whose bytes are like no other's: what stands after a JPEG's end is no part of the picture.</summary>
    public static byte[] NewStill() => [.. File.ReadAllBytes(Drawing), .. Guid.NewGuid().ToByteArray()];

    /// <summary>As <see cref="NewStill"/>, with the camera's position in whole degrees north and east.</summary>
    public static byte[] NewStillAt(int north, int east)
    {
        using var drawing = NetVips.Image.NewFromFile(Drawing);
        using var placed = drawing.Mutate(image =>
        {
            image.Set(NetVips.GValue.GStrType, "exif-ifd3-GPSLatitudeRef", "N");
            image.Set(NetVips.GValue.GStrType, "exif-ifd3-GPSLatitude", $"{north}/1 0/1 0/1");
            image.Set(NetVips.GValue.GStrType, "exif-ifd3-GPSLongitudeRef", "E");
            image.Set(NetVips.GValue.GStrType, "exif-ifd3-GPSLongitude", $"{east}/1 0/1 0/1");
        });
        return [.. placed.WriteToBuffer(".jpg"), .. Guid.NewGuid().ToByteArray()];
    }

    /// <summary>A film of two seconds whose bytes are like no other's.</summary>
    public static byte[] NewFilm()
    {
        SkipWithoutFfmpeg();
        return [.. FilmBytes.Value, 0, 0, 0, 24, .. "free"u8, .. Guid.NewGuid().ToByteArray()];
    }

    /// <summary>A film of a few frames, for those who send many.</summary>
    public static byte[] NewGlimpse()
    {
        SkipWithoutFfmpeg();
        return Glimpse.Value;
    }

    public static void SkipWithoutFfmpeg() =>
        Assert.SkipUnless(
            (Environment.GetEnvironmentVariable("PATH") ?? "")
                .Split(Path.PathSeparator)
                .Any(folder => File.Exists(Path.Combine(folder, "ffmpeg"))),
            "ffmpeg is not installed."
        );

    /// <summary>Upload-Metadata: what most files of these tests say.</summary>
    public static string Metadata(string fileName, params (string Key, string Value)[] more)
    {
        var values = new Dictionary<string, string>
        {
            ["filename"] = fileName,
            ["place"] = "minato-park",
            ["taken"] = "2026-02-17T19:05:00+09:00",
            ["panorama"] = "true",
            ["license"] = "CC-BY-4.0",
            ["holder"] = "City of Nagasaki",
            ["credit"] = "City of Nagasaki",
            ["people"] = "none",
        };
        foreach (var (key, value) in more)
            values[key] = value;
        return string.Join(',', values.Select(pair => $"{pair.Key} {Convert.ToBase64String(Encoding.UTF8.GetBytes(pair.Value))}"));
    }

    public static HttpRequestMessage Tus(HttpMethod method, string address, params (string Name, string Value)[] headers)
    {
        var request = new HttpRequestMessage(method, address);
        request.Headers.Add("Tus-Resumable", "1.0.0");
        foreach (var (name, value) in headers)
            request.Headers.TryAddWithoutValidation(name, value);
        return request;
    }

    public static HttpRequestMessage Patch(string address, long offset, byte[] bytes, params (string Name, string Value)[] headers) =>
        Patch(address, offset, new ByteArrayContent(bytes), headers);

    public static HttpRequestMessage Patch(string address, long offset, HttpContent content, params (string Name, string Value)[] headers)
    {
        var request = Tus(HttpMethod.Patch, address, [("Upload-Offset", $"{offset}"), .. headers]);
        request.Content = content;
        request.Content.Headers.ContentType = new("application/offset+octet-stream");
        return request;
    }

    /// <returns>The upload's address.</returns>
    public static async Task<string> CreateAsync(HttpClient client, long length, string metadata)
    {
        using var request = Tus(HttpMethod.Post, "/api/v1/uploads", ("Upload-Length", $"{length}"), ("Upload-Metadata", metadata));
        using var response = await client.SendAsync(request);
        Assert.True(response.StatusCode == System.Net.HttpStatusCode.Created, await response.Content.ReadAsStringAsync());
        return response.Headers.Location!.ToString();
    }

    /// <summary>Sends a file whole.</summary>
    /// <returns>The upload's id.</returns>
    public static async Task<string> SendAsync(HttpClient client, byte[] bytes, string metadata)
    {
        var address = await CreateAsync(client, bytes.Length, metadata);
        using var request = Patch(address, 0, bytes);
        using var response = await client.SendAsync(request);
        Assert.Equal(System.Net.HttpStatusCode.NoContent, response.StatusCode);
        return address.Split('/')[^1];
    }

    public static Task<JsonElement> ReadAsync(HttpClient client, string id) =>
        client.GetFromJsonAsync<JsonElement>($"/api/v1/studio/footage/{id}");

    /// <summary>Waits until a file is ready or refused; asks until then.</summary>
    public static async Task<JsonElement> EndOfAsync(HttpClient client, string id)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromMinutes(3));
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(50));
        while (await timer.WaitForNextTickAsync(patience.Token))
        {
            var file = await ReadAsync(client, id);
            if (file.GetProperty("stage").GetString() is "ready" or "refused")
                return file;
        }

        throw new UnreachableException();
    }

    private static byte[] MakeFilm(double seconds)
    {
        var path = Path.Combine(Path.GetTempPath(), $"xrcontent-{Guid.NewGuid():N}.mp4");
        using (
            var process = Process.Start(
                "ffmpeg",
                [
                    "-nostdin",
                    "-v",
                    "error",
                    "-f",
                    "lavfi",
                    "-i",
                    string.Create(CultureInfo.InvariantCulture, $"testsrc2=s=640x320:r=10:d={seconds}"),
                    "-f",
                    "lavfi",
                    "-i",
                    string.Create(CultureInfo.InvariantCulture, $"sine=d={seconds}"),
                    "-c:v",
                    "libx264",
                    "-preset",
                    "ultrafast",
                    "-pix_fmt",
                    "yuv420p",
                    "-c:a",
                    "aac",
                    path,
                ]
            )
        )
            process.WaitForExit();
        var bytes = File.ReadAllBytes(path);
        File.Delete(path);
        return bytes;
    }
}
