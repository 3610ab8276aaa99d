using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.SignalR;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using XrContent.Catalog.Published;
using XrContent.Server.Catalogue;
using XrContent.Server.Data;
using XrContent.Server.Hosting;
using XrContent.Server.Ingest.Jobs;
using XrContent.Server.Live;

namespace XrContent.Benchmarks.FanOut;

/// <summary>
/// The servers of this program, each in a process of its own: `fan-out-server NAME PORT`. POST /publish?version= tells of one.
/// </summary>
internal static class FanOutServers
{
    public static Task RunAsync(string name, int port) =>
        name switch
        {
            "ours" => OursAsync(port),
            "hub" => BareHubAsync(port),
            "raw" => RawAsync(port),
            _ => throw new ArgumentException($"There is no server \"{name}\".", nameof(name)),
        };

    /// <summary>The real room of live news over a snapshot that is swapped; the database's part is measured by `publish`.</summary>
    private static async Task OursAsync(int port)
    {
        var builder = Builder(port);
        builder.Configuration["DataDirectory"] = Directory.CreateTempSubdirectory("xrcontent-bench-").FullName;
        builder.Services.AddHosting(builder.Configuration).AddStorage(builder.Configuration).AddCurrentCatalog();
        builder.Services.AddSingleton<JobStore>().AddLive(builder.Configuration);
        var app = builder.Build();
        var current = app.Services.GetRequiredService<CurrentCatalog>();
        current.Swap(News.Snapshot(1, ChangeLog.StartingAt(1)));
        app.MapLive();
        app.MapPost(
            "/publish",
            (long version) =>
            {
                var log = current.Snapshot.Changes.With(
                    [.. News.Of(version).Items.Select(item => new VersionedChange(version, item))],
                    _ => null
                );
                current.Swap(News.Snapshot(version, log));
            }
        );
        await app.RunAsync();
    }

    private static async Task BareHubAsync(int port)
    {
        var builder = Builder(port);
        builder.Services.AddSignalR();
        var app = builder.Build();
        app.MapHub<BareHub>("/hub");
        app.MapPost("/publish", (long version, IHubContext<BareHub> hub) => hub.Clients.All.SendAsync("Changed", News.Of(version)));
        await app.RunAsync();
    }

    /// <summary>The least that a server can do: the same bytes, one send a socket. One connection's request to publish is read.</summary>
    private static async Task RawAsync(int port)
    {
        using var listener = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        listener.Bind(new IPEndPoint(IPAddress.Loopback, port));
        listener.Listen(4096);
        var sockets = new List<Socket>();
        var buffer = new byte[4096];
        while (true)
        {
            var socket = await listener.AcceptAsync();
            var request = Encoding.ASCII.GetString(buffer, 0, await socket.ReceiveAsync(buffer));
            if (request.Length == 0)
                continue;
            if (request.StartsWith("GET", StringComparison.Ordinal))
            {
                socket.NoDelay = true;
                sockets.Add(socket);
            }
            else
            {
                var message = News.Event(long.Parse(request.Split('=', ' ')[2], CultureInfo.InvariantCulture));
                foreach (var one in sockets)
                    one.Send(message);
            }

            await socket.SendAsync("HTTP/1.1 200 OK\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"u8.ToArray());
        }
    }

    private static WebApplicationBuilder Builder(int port)
    {
        var builder = WebApplication.CreateBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseSetting("urls", $"http://127.0.0.1:{port}");
        return builder;
    }

    private sealed class BareHub : Hub;
}
