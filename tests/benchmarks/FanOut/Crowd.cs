using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace XrContent.Benchmarks.FanOut;

/// <summary>
/// Many listeners in this process, by bytes alone. While a server tells, they only look whether something lies in their sockets, and read
/// it when it is over: what is measured is the server's work, and not the crowd's, which in the world is on other machines.
/// </summary>
internal sealed class Crowd : IDisposable
{
    private const int AtOnce = 200;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(1);

    private readonly Listener[] listeners;
    private readonly Way way;

    private Crowd(Way way, int count) => (this.way, listeners) = (way, [.. Enumerable.Range(0, count).Select(_ => new Listener())]);

    /// <summary>Connects all; ends when each of them listens.</summary>
    public static async Task<Crowd> ComeAsync(int port, int count, Way way)
    {
        var crowd = new Crowd(way, count);
        await Parallel.ForEachAsync(
            crowd.listeners,
            new ParallelOptions { MaxDegreeOfParallelism = AtOnce },
            async (one, cancel) => await one.ComeAsync(port, way, cancel)
        );
        return crowd;
    }

    /// <summary>How long it takes until something lies in the last socket, and then reads all of it.</summary>
    /// <exception cref="TimeoutException">Somebody did not hear of it.</exception>
    public async Task<TimeSpan> HearAsync(string mark, Func<Task> publish)
    {
        foreach (var one in listeners)
            one.Stay(way);
        var watch = Stopwatch.StartNew();
        var published = publish();
        foreach (var one in listeners)
            while (!one.HasSomething)
            {
                if (watch.Elapsed > Patience)
                    throw new TimeoutException("Somebody did not hear of it.");
                await Task.Delay(Look);
            }

        var last = watch.Elapsed;
        var words = Encoding.ASCII.GetBytes(mark);
        foreach (var one in listeners)
            // Something else came, and this was still on its way.
            if (one.Take(words))
                last = watch.Elapsed;
        await published;
        return last;
    }

    public void Dispose()
    {
        foreach (var one in listeners)
            one.Dispose();
    }

    private sealed class Listener : IDisposable
    {
        private readonly Socket socket = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        private readonly byte[] buffer = new byte[4096];

        public bool HasSomething => socket.Available > 0;

        public async Task ComeAsync(int port, Way way, CancellationToken cancel)
        {
            await socket.ConnectAsync(IPAddress.Loopback, port, cancel);
            foreach (var (send, until) in way.Steps)
            {
                await socket.SendAsync(send, cancel);
                var (read, words) = (0, Encoding.ASCII.GetBytes(until));
                while (buffer.AsSpan(0, read).IndexOf(words) < 0)
                    read += Some(await socket.ReceiveAsync(buffer.AsMemory(read), cancel));
            }
        }

        /// <summary>Reads what lies there of itself, such as pings, and says what must be said now and then.</summary>
        public void Stay(Way way)
        {
            while (HasSomething)
                if (buffer.AsSpan(0, Some(socket.Receive(buffer))).EndsWith(Way.Ping))
                    socket.Send(Way.Pong);
            if (way.Alive is { } alive)
                socket.Send(alive);
        }

        /// <summary>Reads until it has read the words; true when it had to wait for them.</summary>
        public bool Take(byte[] words)
        {
            var (read, waited) = (0, false);
            while (buffer.AsSpan(0, read).IndexOf(words) < 0)
            {
                waited |= !HasSomething;
                read += Some(socket.Receive(buffer, read, buffer.Length - read, SocketFlags.None));
            }

            return waited;
        }

        public void Dispose() => socket.Dispose();

        private static int Some(int read) => read > 0 ? read : throw new IOException("The server ended a connection.");
    }
}
