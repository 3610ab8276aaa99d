using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using XrContent.Catalog.Tests;
using XrContent.Media.Tests;

namespace XrContent.Server.Tests.Scaled;

/// <summary>Two nodes over PostgreSQL, Redis and Azurite, behind nginx: all of them real, each to be ended as a power cut would.</summary>
public sealed class City : IAsyncDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("xrcontent-city-").FullName;
    private readonly int redisPort = FreePort();
    private readonly string container;
    private readonly string azurite;
    private readonly List<Process> processes = [];
    private Process? redis;
    private string database = "";

    private City(string azurite) => (this.azurite, container) = (azurite, $"city-{Guid.NewGuid():N}"[..20]);

    internal ServerProcess First { get; private set; } = null!;

    internal ServerProcess Second { get; private set; } = null!;

    /// <summary>Where visitors come in.</summary>
    public Uri Door { get; private set; } = null!;

    /// <summary>How both nodes are set up.</summary>
    public string[] Settings =>
        [
            "--Database:Provider=Postgres",
            $"--ConnectionStrings:Catalog={Store.ConnectionTo(database)}",
            $"--ConnectionStrings:Redis=127.0.0.1:{redisPort}",
            "--Blobs:Provider=Azure",
            $"--Blobs:Container={container}",
            $"--ConnectionStrings:Blobs={azurite}",
            "--Onsite:Required=false",
            "--Content:Starter=false",
        ];

    public string Data => folder;

    /// <summary>The city's own, which a test may end.</summary>
    public Postgres Store { get; } = Postgres.Start();

    /// <summary>Skips the test where one of the programs is not installed.</summary>
    public static async Task<City> StartAsync(Azurite azurite)
    {
        foreach (var program in new[] { "redis-server", "nginx" })
            Assert.SkipUnless(Find(program) is not null, $"{program} is not installed: apt-get install {program}.");
        var city = new City(azurite.Connection);
        city.database = city.Store.NewDatabase();
        city.BeginRedis();
        // Both begin at once: each finds the database empty, and one makes its tables.
        var both = await Task.WhenAll(city.StartNodeAsync(), city.StartNodeAsync());
        (city.First, city.Second) = (both[0], both[1]);
        await city.OpenDoorAsync();
        return city;
    }

    internal Task<ServerProcess> StartNodeAsync() => ServerProcess.StartAsync(folder, Settings);

    /// <summary>Begins the second node anew where the door looks for it.</summary>
    public async Task BeginSecondAsync()
    {
        var address = Second.Client.BaseAddress;
        Second.Dispose();
        Second = await ServerProcess.StartAsync(folder, [.. Settings, $"--Urls={address}"]);
    }

    public void BeginRedis()
    {
        redis = Begin("redis-server", "--port", $"{redisPort}", "--bind", "127.0.0.1", "--save", "", "--appendonly", "no", "--dir", folder);
    }

    public void KillRedis()
    {
        redis!.Kill();
        redis.WaitForExit();
    }

    /// <summary>Says something to Redis as who operates it.</summary>
    public async Task TellRedisAsync(params string[] words)
    {
        using var run = Process.Start(
            new ProcessStartInfo(Find("redis-cli")!, ["-p", $"{redisPort}", .. words]) { RedirectStandardOutput = true }
        )!;
        var said = await run.StandardOutput.ReadToEndAsync();
        await run.WaitForExitAsync();
        Assert.False(said.StartsWith("ERR", StringComparison.Ordinal), said);
    }

    private async Task OpenDoorAsync()
    {
        var port = FreePort();
        Door = new($"http://127.0.0.1:{port}");
        var file = Path.Combine(folder, "nginx.conf");
        await File.WriteAllTextAsync(
            file,
            $$"""
            pid {{folder}}/nginx.pid;
            error_log {{folder}}/nginx.log;
            events {}
            http {
              access_log off;
              client_body_temp_path {{folder}}/body;
              proxy_temp_path {{folder}}/proxy;
              upstream nodes {
                server {{First.Client.BaseAddress!.Authority}} max_fails=1 fail_timeout=1s;
                server {{Second.Client.BaseAddress!.Authority}} max_fails=1 fail_timeout=1s;
              }
              server {
                listen 127.0.0.1:{{port}};
                location / {
                  proxy_pass http://nodes;
                  proxy_http_version 1.1;
                  proxy_buffering off;
                  proxy_set_header Connection "";
                }
              }
            }
            """
        );
        // It goes into the background once it listens.
        await Nginx("-c", file);
    }

    private async Task Nginx(params string[] words)
    {
        using var run = Process.Start(new ProcessStartInfo(Find("nginx")!, ["-p", folder, "-e", $"{folder}/nginx.log", .. words]))!;
        await run.WaitForExitAsync();
        Assert.Equal(0, run.ExitCode);
    }

    private Process Begin(string program, params string[] words)
    {
        var process = Process.Start(new ProcessStartInfo("sh", ["-c", "exec \"$@\" >/dev/null 2>&1", "sh", Find(program)!, .. words]))!;
        processes.Add(process);
        return process;
    }

    private static string? Find(string program) =>
        new[] { "/usr/bin", "/usr/sbin", "/usr/local/bin" }.Select(folder => Path.Combine(folder, program)).FirstOrDefault(File.Exists);

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    public async ValueTask DisposeAsync()
    {
        if (Door is not null)
            await Nginx("-c", Path.Combine(folder, "nginx.conf"), "-s", "stop");
        First?.Dispose();
        Second?.Dispose();
        foreach (var process in processes)
        {
            if (!process.HasExited)
                process.Kill(entireProcessTree: true);
            process.WaitForExit();
            process.Dispose();
        }

        Store.Dispose();
        Directory.Delete(folder, recursive: true);
    }
}
