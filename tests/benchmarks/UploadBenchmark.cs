using System.Diagnostics;
using System.Security.Cryptography;
using System.Text;

namespace XrContent.Benchmarks;

/// <summary>One large upload by tus beside nginx's PUT of the same file, and tus through nginx as the recipe in docs sets it up.</summary>
internal static class UploadBenchmark
{
    private const long Size = 2L << 30;
    private const string Token = "a-token-for-measuring-0123";

    public static async Task RunAsync()
    {
        var folder = Directory.CreateTempSubdirectory("xrcontent-bench-").FullName;
        var file = Path.Combine(folder, "noise");
        await using (var noise = File.Create(file))
        {
            var part = new byte[1 << 24];
            for (long at = 0; at < Size; at += part.Length)
            {
                RandomNumberGenerator.Fill(part);
                await noise.WriteAsync(part);
            }
        }

        var (port, edge) = (Net.FreePort(), Net.FreePort());
        using var server = Process.Start(
            new ProcessStartInfo(
                "dotnet",
                [
                    Path.Combine(AppContext.BaseDirectory, "XrContent.Server.dll"),
                    $"--DataDirectory={Path.Combine(folder, "data")}",
                    $"--Urls=http://127.0.0.1:{port}",
                    $"--Studio:ServiceToken={Token}",
                    "--Ingest:Works=false",
                ]
            )
            {
                RedirectStandardOutput = true,
            }
        )!;
        _ = server.StandardOutput.BaseStream.CopyToAsync(Stream.Null);
        using var nginx = StartNginx(folder, edge, port);
        using var client = new HttpClient { Timeout = TimeSpan.FromMinutes(10) };
        client.DefaultRequestHeaders.Authorization = new("Bearer", Token);
        client.DefaultRequestHeaders.Add("Tus-Resumable", "1.0.0");
        while (
            !await IsReadyAsync(client, $"http://127.0.0.1:{port}/health/ready")
            || !await IsReadyAsync(client, $"http://127.0.0.1:{edge}/health/ready")
        )
            await Task.Yield();

        Console.WriteLine($"A file of {Size >> 20} MiB from one client on the same machine:");
        Console.WriteLine("| what | wall | MiB/s | server's processor |");
        Console.WriteLine("|---|---|---|---|");
        for (var round = 0; round < 2; round++)
        {
            await MeasureAsync("tus (flushed to disk)", server, () => TusAsync(client, $"http://127.0.0.1:{port}", file));
            await MeasureAsync(
                "nginx PUT (not flushed)",
                nginx,
                () => PutAsync(client, $"http://127.0.0.1:{edge}/put/noise-{round}", file)
            );
            await MeasureAsync("tus through nginx, unbuffered", server, () => TusAsync(client, $"http://127.0.0.1:{edge}", file));
        }

        foreach (var process in new[] { server, nginx })
            process.Kill(entireProcessTree: true);
        await server.WaitForExitAsync();
        Directory.Delete(folder, recursive: true);
    }

    private static async Task TusAsync(HttpClient client, string address, string file)
    {
        using var create = new HttpRequestMessage(HttpMethod.Post, $"{address}/api/v1/uploads");
        create.Headers.Add("Upload-Length", $"{Size}");
        create.Headers.TryAddWithoutValidation("Upload-Metadata", $"filename {Base64("noise")},place {Base64("minato-park")}");
        using var created = (await client.SendAsync(create)).EnsureSuccessStatusCode();
        using var patch = new HttpRequestMessage(HttpMethod.Patch, $"{address}{created.Headers.Location}")
        {
            Content = new StreamContent(File.OpenRead(file), 1 << 20),
        };
        patch.Headers.Add("Upload-Offset", "0");
        patch.Content.Headers.ContentType = new("application/offset+octet-stream");
        (await client.SendAsync(patch)).EnsureSuccessStatusCode();
    }

    private static async Task PutAsync(HttpClient client, string address, string file)
    {
        using var content = new StreamContent(File.OpenRead(file), 1 << 20);
        (await client.PutAsync(address, content)).EnsureSuccessStatusCode();
    }

    private static async Task MeasureAsync(string name, Process server, Func<Task> send)
    {
        server.Refresh();
        var (before, watch) = (server.TotalProcessorTime, Stopwatch.StartNew());
        await send();
        var wall = watch.Elapsed.TotalSeconds;
        server.Refresh();
        Console.WriteLine(
            $"| {name} | {wall:0.0} s | {Size / 1048576.0 / wall:0} | {(server.TotalProcessorTime - before).TotalSeconds:0.0} s |"
        );
    }

    /// <summary>One process, so that its processor time is all of it.</summary>
    private static Process StartNginx(string folder, int port, int behind)
    {
        var root = Directory.CreateDirectory(Path.Combine(folder, "nginx", "put")).Parent!.FullName;
        var configuration = Path.Combine(root, "nginx.conf");
        File.WriteAllText(
            configuration,
            $$"""
            daemon off; master_process off; pid {{root}}/pid; error_log {{root}}/error.log;
            events { }
            http {
              access_log off; client_body_temp_path {{root}}/body; proxy_temp_path {{root}}/proxy;
              fastcgi_temp_path {{root}}/fastcgi; uwsgi_temp_path {{root}}/uwsgi; scgi_temp_path {{root}}/scgi;
              server {
                listen 127.0.0.1:{{port}};
                client_max_body_size 0;
                location /put/ { root {{root}}; dav_methods PUT; }
                location / { proxy_pass http://127.0.0.1:{{behind}}; proxy_http_version 1.1; proxy_request_buffering off; }
              }
            }
            """
        );
        return Process.Start(new ProcessStartInfo("nginx", ["-c", configuration, "-e", Path.Combine(root, "error.log")]))!;
    }

    private static async Task<bool> IsReadyAsync(HttpClient client, string address)
    {
        try
        {
            return (await client.GetAsync(address)).IsSuccessStatusCode;
        }
        catch (HttpRequestException)
        {
            return false;
        }
    }

    private static string Base64(string text) => Convert.ToBase64String(Encoding.UTF8.GetBytes(text));
}
