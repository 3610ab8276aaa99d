using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Numerics;
using System.Text;

namespace XrContent.Benchmarks.FanOut;

/// <summary>
/// Listens by server-sent events, and comes back at once whenever it was cut off, with the last version that it heard of.
/// </summary>
internal sealed class StormPhone(int port, string cell)
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(100);
    private readonly byte[] buffer = new byte[4096];
    private string last = "";
    private uint heard;

    /// <summary>Its stream is open, and has said from which version it tells.</summary>
    public bool IsIn { get; private set; }

    /// <summary>Of how many publications it heard.</summary>
    public int Heard => BitOperations.PopCount(heard);

    public int Twice { get; private set; }

    /// <summary>Answers other than 200.</summary>
    public int Refused { get; private set; }

    /// <summary>The name of a publication: two digits, so that all are as long.</summary>
    public static string Name(int number) => string.Create(CultureInfo.InvariantCulture, $"storm-{number:00}");

    public async Task ListenAsync(CancellationToken cancel)
    {
        while (!cancel.IsCancellationRequested)
        {
            try
            {
                using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
                await socket.ConnectAsync(IPAddress.Loopback, port, cancel);
                await ReadAsync(socket, cancel);
            }
            catch (Exception error) when (error is SocketException or IOException)
            {
                IsIn = false;
                await Task.Delay(Pause, CancellationToken.None);
            }
            catch (OperationCanceledException)
            {
                return;
            }
        }
    }

    private async Task ReadAsync(Socket socket, CancellationToken cancel)
    {
        var known = last.Length > 0 ? $"Last-Event-ID: {last}\r\n" : "";
        await socket.SendAsync(Encoding.ASCII.GetBytes($"GET /api/v1/live?cells={cell} HTTP/1.1\r\nHost: x\r\n{known}\r\n"), cancel);
        var kept = 0;
        var isFirst = true;
        while (true)
        {
            var read = await socket.ReceiveAsync(buffer.AsMemory(kept), cancel);
            if (read == 0)
                throw new IOException("The stream ended.");
            kept += read;
            // Whole events alone; what stands behind the last is kept.
            var text = Encoding.ASCII.GetString(buffer, 0, kept);
            var end = text.LastIndexOf("\n\n", StringComparison.Ordinal) + 2;
            if (end < 2)
                continue;
            Hear(text[..end], ref isFirst);
            buffer.AsSpan(end, kept - end).CopyTo(buffer);
            kept -= end;
        }
    }

    private void Hear(string text, ref bool isFirst)
    {
        if (isFirst && !text.StartsWith("HTTP/1.1 200", StringComparison.Ordinal))
        {
            Refused++;
            throw new IOException("It was refused.");
        }

        isFirst = false;
        foreach (var line in text.Split('\n'))
        {
            if (line.StartsWith("id: ", StringComparison.Ordinal))
                last = line[4..];
            IsIn |= line == "event: version";
            for (var at = 0; (at = line.IndexOf("\"storm-", at, StringComparison.Ordinal)) >= 0; at++)
            {
                var bit = 1u << int.Parse(line.AsSpan(at + 7, 2), CultureInfo.InvariantCulture);
                Twice += (heard & bit) != 0 ? 1 : 0;
                heard |= bit;
            }
        }
    }
}
