#nullable enable
using System;
using System.Collections.Generic;
using System.IO;
using System.Net.WebSockets;
using System.Text;
using System.Threading;
using System.Threading.Tasks;
using Newtonsoft.Json.Linq;

namespace XrContent.Client
{
    /// <summary>
    /// Live updates: SignalR's JSON protocol over one WebSocket, without reflection, so that it runs where code is compiled ahead of
    /// time. It comes back
    /// by itself, says again where one is, and asks for what changed meanwhile, so that no change is missed.
    /// </summary>
    public sealed class LiveConnection : IDisposable
    {
        private const char End = '\u001e';
        private const int Invocation = 1,
            Completion = 3,
            Ping = 6,
            Close = 7;
        private static readonly TimeSpan KeepAlive = TimeSpan.FromSeconds(10);
        private static readonly TimeSpan Silence = TimeSpan.FromSeconds(30);
        private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(10);
        private readonly XrContentClient client;
        private readonly CancellationTokenSource ending = new CancellationTokenSource();
        private readonly SemaphoreSlim sending = new SemaphoreSlim(1);
        private readonly Dictionary<string, TaskCompletionSource<bool>> waiting = new Dictionary<string, TaskCompletionSource<bool>>();
        private ClientWebSocket? socket;
        private string? cell;
        private string? group;
        private int asked;
        private Task? running;

        /// <param name="client">Of the same server.</param>
        /// <param name="version">The catalogue version that one has already; 0 hears of the next changes only.</param>
        public LiveConnection(XrContentClient client, long version = 0)
        {
            (this.client, Version) = (client, version);
        }

        /// <summary>Something near changed. Comes on a thread of the pool.</summary>
        public event Action<ChangesAnswer>? Changed;

        /// <summary>The guide of the group that one follows shows a scene.</summary>
        public event Action<string, string?>? Stepped;

        /// <summary>True when the connection is there, false when it went.</summary>
        public event Action<bool>? ConnectedChanged;

        /// <summary>The newest catalogue version that was heard of.</summary>
        public long Version { get; private set; }

        /// <summary>Whether the connection is there now.</summary>
        public bool IsConnected { get; private set; }

        /// <summary>Begins, and goes on until <see cref="Dispose"/>.</summary>
        public void Start() => running ??= Task.Run(RunAsync);

        /// <summary>Says in which z15 cell one is, never where: "15/x/y".</summary>
        public Task HereAsync(string z15Cell)
        {
            cell = z15Cell;
            return IsConnected ? InvokeAsync("Here", z15Cell) : Task.CompletedTask;
        }

        /// <summary>Follows a guide's group.</summary>
        public Task JoinGroupAsync(string code)
        {
            group = code;
            return IsConnected ? InvokeAsync("JoinGroup", code) : Task.CompletedTask;
        }

        /// <summary>Shows a scene to one's group.</summary>
        /// <exception cref="InvalidOperationException">There is no connection, or somebody else leads this code.</exception>
        public Task LeadAsync(string code, string scene, string? state = null) =>
            InvokeAsync("Lead", code, new JObject { ["scene"] = scene, ["state"] = state });

        /// <inheritdoc/>
        public void Dispose()
        {
            ending.Cancel();
            socket?.Dispose();
            sending.Dispose();
        }

        private async Task RunAsync()
        {
            var pause = TimeSpan.FromMilliseconds(200);
            while (!ending.IsCancellationRequested)
            {
                try
                {
                    await ConnectAsync().ConfigureAwait(false);
                    pause = TimeSpan.FromMilliseconds(200);
                    await ListenAsync().ConfigureAwait(false);
                }
                catch (Exception broken)
                    when (broken is WebSocketException
                        || broken is IOException
                        || broken is OperationCanceledException
                        || broken is InvalidOperationException
                        || broken is Newtonsoft.Json.JsonException
                    )
                {
                    // The network went, or the server did: it is tried again.
                }

                Lost();
                if (ending.IsCancellationRequested)
                    return;
                await Task.Delay(pause).ConfigureAwait(false);
                pause = TimeSpan.FromMilliseconds(Math.Min(pause.TotalMilliseconds * 2, LongestPause.TotalMilliseconds));
            }
        }

        private async Task ConnectAsync()
        {
            var next = new ClientWebSocket();
            next.Options.KeepAliveInterval = KeepAlive;
            socket = next;
            var address = new UriBuilder(client.Server) { Scheme = client.Server.Scheme == "https" ? "wss" : "ws", Path = "/hubs/live" };
            using (var patience = CancellationTokenSource.CreateLinkedTokenSource(ending.Token))
            {
                patience.CancelAfter(Silence);
                await next.ConnectAsync(address.Uri, patience.Token).ConfigureAwait(false);
                await SendAsync(new JObject { ["protocol"] = "json", ["version"] = 1 }).ConfigureAwait(false);
                // The server's answer to the handshake is an empty object, or says what is wrong.
                var answer = JObject.Parse((await ReadAsync(new StringBuilder(), patience.Token).ConfigureAwait(false))[0]);
                if (answer["error"] is { } error)
                    throw new InvalidOperationException(error.ToString());
            }

            IsConnected = true;
        }

        private async Task ListenAsync()
        {
            // Answers come in while these wait for them.
            var settling = SettleAsync();
            var rest = new StringBuilder();
            using var pinging = new Timer(_ => _ = PingAsync(), null, KeepAlive, KeepAlive);
            while (!ending.IsCancellationRequested)
            {
                using var patience = CancellationTokenSource.CreateLinkedTokenSource(ending.Token);
                patience.CancelAfter(Silence);
                foreach (var text in await ReadAsync(rest, patience.Token).ConfigureAwait(false))
                    if (!Take(JObject.Parse(text)))
                        return;
                if (settling.IsFaulted)
                    await settling.ConfigureAwait(false);
            }
        }

        /// <summary>Says again where one is and whom one follows, then closes the gap.</summary>
        private async Task SettleAsync()
        {
            if (cell is { } here)
                await InvokeAsync("Here", here).ConfigureAwait(false);
            if (group is { } code)
                await InvokeAsync("JoinGroup", code).ConfigureAwait(false);
            var since = Version;
            var changes = await client.ChangesAsync(since, ending.Token).ConfigureAwait(false);
            if (changes.Value is { } answer)
            {
                Version = Math.Max(Version, answer.Version);
                if (since > 0 && (answer.Items.Count > 0 || answer.Reset))
                    Changed?.Invoke(answer);
            }

            ConnectedChanged?.Invoke(true);
        }

        /// <returns>False when the server ends the connection.</returns>
        private bool Take(JObject message)
        {
            switch ((int?)message["type"])
            {
                case Invocation:
                    Hear((string?)message["target"], message["arguments"] as JArray);
                    return true;
                case Completion:
                    Complete((string?)message["invocationId"], (string?)message["error"]);
                    return true;
                case Close:
                    return false;
                default:
                    return true;
            }
        }

        private void Hear(string? target, JArray? arguments)
        {
            if (arguments is null || arguments.Count == 0 || !(arguments[0] is JObject said))
                return;
            if (target == "Step")
                Stepped?.Invoke((string?)said["scene"] ?? "", (string?)said["state"]);
            if (target != "Changed")
                return;
            var changes = new ChangesAnswer { Version = (long?)said["version"] ?? 0, Reset = (bool?)said["reset"] ?? false };
            foreach (var item in said["items"] as JArray ?? new JArray())
                changes.Items.Add(
                    new ItemChange
                    {
                        Id = (string?)item["id"] ?? "",
                        Kind = (string?)item["kind"] ?? "",
                        Change = (string?)item["change"] ?? "",
                    }
                );
            Version = Math.Max(Version, changes.Version);
            Changed?.Invoke(changes);
        }

        private Task InvokeAsync(string target, params JToken[] arguments)
        {
            var id = Interlocked.Increment(ref asked).ToString(System.Globalization.CultureInfo.InvariantCulture);
            var done = new TaskCompletionSource<bool>(TaskCreationOptions.RunContinuationsAsynchronously);
            lock (waiting)
                waiting[id] = done;
            return WaitAsync();

            async Task WaitAsync()
            {
                await SendAsync(
                        new JObject
                        {
                            ["type"] = Invocation,
                            ["invocationId"] = id,
                            ["target"] = target,
                            ["arguments"] = new JArray(arguments),
                        }
                    )
                    .ConfigureAwait(false);
                await done.Task.ConfigureAwait(false);
            }
        }

        private void Complete(string? id, string? error)
        {
            TaskCompletionSource<bool>? done;
            lock (waiting)
            {
                if (id is null || !waiting.TryGetValue(id, out done))
                    return;
                waiting.Remove(id);
            }

            if (error is null)
                done.TrySetResult(true);
            else
                done.TrySetException(new InvalidOperationException(error));
        }

        private async Task PingAsync()
        {
            try
            {
                await SendAsync(new JObject { ["type"] = Ping }).ConfigureAwait(false);
            }
            catch (Exception broken)
                when (broken is WebSocketException || broken is InvalidOperationException || broken is OperationCanceledException)
            {
                // Whoever listens finds out by itself.
            }
        }

        private async Task SendAsync(JObject message)
        {
            var bytes = Encoding.UTF8.GetBytes(message.ToString(Newtonsoft.Json.Formatting.None) + End);
            await sending.WaitAsync(ending.Token).ConfigureAwait(false);
            try
            {
                var open = socket ?? throw new InvalidOperationException("There is no connection.");
                await open.SendAsync(new ArraySegment<byte>(bytes), WebSocketMessageType.Text, true, ending.Token).ConfigureAwait(false);
            }
            finally
            {
                sending.Release();
            }
        }

        /// <summary>Whole messages, at least one; what is half here stays for the next reading.</summary>
        private async Task<List<string>> ReadAsync(StringBuilder rest, CancellationToken cancel)
        {
            var buffer = new byte[16 * 1024];
            var whole = new List<string>();
            while (whole.Count == 0)
            {
                using var message = new MemoryStream();
                WebSocketReceiveResult part;
                do
                {
                    part = await socket!.ReceiveAsync(new ArraySegment<byte>(buffer), cancel).ConfigureAwait(false);
                    if (part.MessageType == WebSocketMessageType.Close)
                        throw new IOException("The server closed the connection.");
                    message.Write(buffer, 0, part.Count);
                } while (!part.EndOfMessage);
                rest.Append(Encoding.UTF8.GetString(message.ToArray()));
                var texts = rest.ToString().Split(End);
                for (var i = 0; i < texts.Length - 1; i++)
                    whole.Add(texts[i]);
                rest.Clear().Append(texts[texts.Length - 1]);
            }

            return whole;
        }

        private void Lost()
        {
            var was = IsConnected;
            IsConnected = false;
            socket?.Dispose();
            lock (waiting)
            {
                foreach (var done in waiting.Values)
                    done.TrySetException(new InvalidOperationException("The connection went."));
                waiting.Clear();
            }

            if (was)
                ConnectedChanged?.Invoke(false);
        }
    }
}
