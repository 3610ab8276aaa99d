using System.Text;

namespace XrContent.Benchmarks.FanOut;

/// <summary>How a listener of the crowd comes in: what it says, by bytes, and what it waits for before it listens.</summary>
/// <param name="Steps">Sent in turn, each after the words of the one before were read.</param>
/// <param name="Alive">Sent between rounds by who must speak now and then; null where nobody must.</param>
internal sealed record Way(IReadOnlyList<(byte[] Send, string Until)> Steps, byte[]? Alive = null)
{
    public static readonly byte[] Ping = [0x81, 0x01, (byte)'2'];
    public static readonly byte[] Pong = Masked("3");

    /// <summary>Server-sent events, or anything else that answers one request for ever.</summary>
    public static Way Get(string path, string until) =>
        new([(Ascii($"GET {path} HTTP/1.1\r\nHost: x\r\nAccept: text/event-stream\r\n\r\n"), until)]);

    /// <summary>SignalR's JSON over a WebSocket, without negotiation.</summary>
    public static Way SignalR(string path, string? invocation)
    {
        var steps = new List<(byte[], string)>
        {
            (Upgrade(path), "\r\n\r\n"),
            (Masked("{\"protocol\":\"json\",\"version\":1}\u001e"), "{}\u001e"),
        };
        if (invocation is not null)
            steps.Add((Masked(invocation + "\u001e"), "\"type\":3"));
        return new(steps, Masked("{\"type\":6}\u001e"));
    }

    public static Way SocketIo { get; } = new([(Upgrade("/socket.io/?EIO=4&transport=websocket"), "pingInterval"), (Masked("40"), "40{")]);

    private static byte[] Upgrade(string path) =>
        Ascii(
            $"GET {path} HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\n"
                + "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n"
        );

    /// <summary>One text frame as a client sends it (RFC 6455); the mask is nought, which masks nothing.</summary>
    private static byte[] Masked(string text) =>
        text.Length < 126
            ? [0x81, (byte)(0x80 | text.Length), 0, 0, 0, 0, .. Ascii(text)]
            : throw new ArgumentException("A frame of the crowd is short.", nameof(text));

    private static byte[] Ascii(string text) => Encoding.ASCII.GetBytes(text);
}
