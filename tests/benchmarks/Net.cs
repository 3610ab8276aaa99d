using System.Net;
using System.Net.Sockets;

namespace XrContent.Benchmarks;

internal static class Net
{
    public static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    /// <summary>Ends when something accepts connections there.</summary>
    /// <exception cref="TimeoutException">Nothing did.</exception>
    public static async Task AcceptsAsync(int port)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        while (!patience.IsCancellationRequested)
        {
            try
            {
                using var socket = new TcpClient();
                await socket.ConnectAsync(IPAddress.Loopback, port, patience.Token);
                return;
            }
            catch (SocketException)
            {
                await Task.Delay(20, patience.Token);
            }
        }

        throw new TimeoutException($"Nothing listens on port {port}.");
    }
}
