using System.Net;
using System.Net.Sockets;
using XrContent.Server.Tests;

namespace XrContent.Faults;

/// <summary>A server that comes back where it was.</summary>
internal sealed class Node(string data) : IAsyncDisposable
{
    private readonly int port = FreePort();
    private ServerProcess? server;

    /// <summary>Begins it, where one before it has ended.</summary>
    public async Task<ServerProcess> StartAsync(params string[] settings)
    {
        server?.Dispose();
        server = null;
        return server = await ServerProcess.StartAsync(data, [$"--Urls=http://127.0.0.1:{port}", .. settings]);
    }

    public ValueTask DisposeAsync()
    {
        server?.Dispose();
        return ValueTask.CompletedTask;
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
