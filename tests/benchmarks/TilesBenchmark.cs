using System.Diagnostics;
using System.Globalization;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;

namespace XrContent.Benchmarks;

/// <summary>
/// Tiles of a panorama, at random among 5,000, each with a pass that is checked, beside nginx's sendfile of the same files without any
/// question, and beside Kestrel sending one tile's bytes from memory. Asked by wrk over 32 connections, all on one machine.
/// </summary>
internal static class TilesBenchmark
{
    private const string Place = "dejima-wharf";
    private const string Token = "a-token-for-measuring-0123";
    private const int Columns = 100;
    private const int Rows = 50;
    private const int Least = 30_000;
    private const int Most = 60_000;
    private const int Rounds = 5;

    public static async Task RunAsync()
    {
        var folder = Directory.CreateTempSubdirectory("xrcontent-bench-").FullName;
        var server = Path.Combine(AppContext.BaseDirectory, "XrContent.Server.dll");
        Programs.Run("dotnet", server, "import", Path.Combine(AppContext.BaseDirectory, "content"), $"--DataDirectory={folder}");
        var tiles = Directory
            .GetDirectories(Path.Combine(folder, "media", "renditions"), "tiles", SearchOption.AllDirectories)
            .Order()
            .First();
        var rendition = Path.GetDirectoryName(tiles)!;
        var level = Directory.CreateDirectory(Path.Combine(tiles, "9")).FullName;
        var random = new Random(1);
        for (var tile = 0; tile < Columns * Rows; tile++)
        {
            var bytes = new byte[random.Next(Least, Most)];
            random.NextBytes(bytes);
            await File.WriteAllBytesAsync(Path.Combine(level, $"{tile % Columns}_{tile / Columns}.jpg"), bytes);
        }

        var (port, edge) = (Net.FreePort(), Net.FreePort());
        using var ours = Process.Start(
            "dotnet",
            [
                server,
                $"--DataDirectory={folder}",
                $"--Urls=http://127.0.0.1:{port}",
                $"--Studio:ServiceToken={Token}",
                "--Logging:LogLevel:Default=Warning",
            ]
        );
        var name = Path.GetFileName(rendition);
        using var nginx = StartNginx(folder, edge, name, rendition);
        using var ending = new Ending(ours, nginx);
        await using var memory = Servers.Fixed(new byte[(Least + Most) / 2], notModified: false);
        await memory.StartAsync();
        await Net.AcceptsAsync(port);
        await Net.AcceptsAsync(edge);
        var script = Path.Combine(folder, "tiles.lua");
        await File.WriteAllTextAsync(
            script,
            $$"""
            math.randomseed(7)
            wrk.headers["Authorization"] = "Bearer {{await PassAsync(new($"http://127.0.0.1:{port}"))}}"
            request = function()
              return wrk.format("GET", "/media/{{name}}/tiles/9/" .. math.random(0, {{Columns - 1}}) .. "_" .. math.random(0, {{Rows
                - 1}}) .. ".jpg")
            end
            """
        );
        string[] names = ["tiles, pass checked", "nginx, sendfile, nothing checked", "Kestrel, one tile from memory"];
        string[] addresses = [$"http://127.0.0.1:{port}", $"http://127.0.0.1:{edge}", memory.Urls.First()];
        foreach (var address in addresses)
            await AskAsync(address, script, seconds: 10);
        var rates = names.Select(_ => new List<double>()).ToList();
        for (var round = 0; round < Rounds; round++)
        {
            for (var i = 0; i < addresses.Length; i++)
                rates[i].Add(await AskAsync(addresses[i], script, seconds: 4));
        }

        var medians = rates.ConvertAll(all => all.Order().ElementAt(Rounds / 2));
        Console.WriteLine("| what | requests/s (median of five) | of nginx |");
        Console.WriteLine("|---|---|---|");
        for (var i = 0; i < names.Length; i++)
            Console.WriteLine(
                string.Create(CultureInfo.InvariantCulture, $"| {names[i]} | {medians[i]:N0} | {medians[i] / medians[1]:0.00} |")
            );
    }

    /// <summary>A visitor's pass for the place that the tiles show.</summary>
    private static async Task<string> PassAsync(Uri server)
    {
        using var client = new HttpClient { BaseAddress = server };
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", Token);
        var item = await client.GetFromJsonAsync<JsonElement>($"/api/v1/items/{Place}");
        var point = item.GetProperty("geometry").GetProperty("coordinates");
        using var made = await client.PostAsJsonAsync("/api/v1/studio/tags", new { place = Place, strength = "printed" });
        using var answer = await client.PostAsJsonAsync(
            "/api/v1/passes",
            new
            {
                tag = (await made.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("id").GetString(),
                lat = point[1].GetDouble(),
                lon = point[0].GetDouble(),
                accuracy = 5,
            }
        );
        return (await answer.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("token").GetString()!;
    }

    /// <returns>Requests a second.</returns>
    /// <exception cref="InvalidOperationException">Some were answered with an error.</exception>
    private static async Task<double> AskAsync(string address, string script, int seconds)
    {
        var info = new ProcessStartInfo("wrk", ["-t2", "-c32", $"-d{seconds}", "-s", script, address]) { RedirectStandardOutput = true };
        using var wrk = Process.Start(info)!;
        var said = await wrk.StandardOutput.ReadToEndAsync();
        await wrk.WaitForExitAsync();
        if (said.Contains("Non-2xx", StringComparison.Ordinal) || wrk.ExitCode != 0)
            throw new InvalidOperationException($"{address}: {said}");
        var line = said.Split('\n').First(line => line.StartsWith("Requests/sec:", StringComparison.Ordinal));
        return double.Parse(line.Split(':')[1], CultureInfo.InvariantCulture);
    }

    private static Process StartNginx(string folder, int port, string name, string rendition)
    {
        var configuration = Path.Combine(folder, "nginx.conf");
        File.WriteAllText(
            configuration,
            $$"""
            daemon off; user root; pid {{folder}}/nginx.pid; error_log {{folder}}/nginx.log; worker_processes 2;
            events { }
            http {
              access_log off; sendfile on; tcp_nopush on; keepalive_requests 1000000000; types { image/jpeg jpg; }
              client_body_temp_path {{folder}}/body; proxy_temp_path {{folder}}/proxy;
              fastcgi_temp_path {{folder}}/fastcgi; uwsgi_temp_path {{folder}}/uwsgi; scgi_temp_path {{folder}}/scgi;
              server { listen 127.0.0.1:{{port}}; location /media/{{name}}/ { alias {{rendition}}/; } }
            }
            """
        );
        return Process.Start("nginx", ["-c", configuration, "-e", $"{folder}/nginx.log"]);
    }

    /// <summary>Ends what was begun, however the measurement ends.</summary>
    private sealed class Ending(params Process[] processes) : IDisposable
    {
        public void Dispose()
        {
            foreach (var process in processes)
            {
                process.Kill(entireProcessTree: true);
                process.WaitForExit();
            }
        }
    }
}
