using System.Net;
using System.Net.Http.Json;
using System.Net.Sockets;
using System.Text.Json;
using XrContent.Server.Tests;

namespace XrContent.Client.Tests;

/// <summary>The real program over a folder of its own, which a test may kill and start again at the same address.</summary>
public sealed class RunningServer : IAsyncLifetime
{
    public RunningServer()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        Port = ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    public string Data { get; } = Directory.CreateTempSubdirectory("xrcontent-").FullName;

    public int Port { get; }

    internal ServerProcess Process { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        await ServerProcess.FillAsync(Data);
        await StartAsync();
    }

    public async Task StartAsync() => Process = await ServerProcess.StartAsync(Data, $"--Urls=http://127.0.0.1:{Port}");

    /// <summary>Hangs a tag on the deck.</summary>
    internal async Task<string> TagAsync(string strength)
    {
        using var response = await Process.Client.PostAsJsonAsync("/api/v1/studio/tags", new { place = "inasayama-deck", strength });
        return (await response.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("id").GetString()!;
    }

    public ValueTask DisposeAsync()
    {
        Process?.Dispose();
        Directory.Delete(Data, recursive: true);
        return ValueTask.CompletedTask;
    }
}
