#nullable enable
using System;
using System.Collections.Generic;
using System.Globalization;
using System.IO;
using System.Net.WebSockets;
using System.Text;
using System.Threading;
using System.Threading.Tasks;
using Newtonsoft.Json;
using Newtonsoft.Json.Linq;

namespace XrContent.Client
{
    /// <summary>
    /// One connection in SignalR's JSON protocol over a WebSocket, from its beginning to its end. Nothing is made by reflection, so that it
    /// runs where code is compiled ahead of time.
    /// </summary>
    internal sealed class HubSocket : IDisposable
    {
        private const char End = '\u001e';
        private const int Invocation = 1,
            Completion = 3,
            Ping = 6,
            Close = 7;
        private static readonly TimeSpan KeepAlive = TimeSpan.FromSeconds(10);
        private static readonly TimeSpan Silence = TimeSpan.FromSeconds(30);
        private readonly ClientWebSocket socket = new ClientWebSocket();
        private readonly SemaphoreSlim sending = new SemaphoreSlim(1);
        private readonly Dictionary<string, TaskCompletionSource<JToken?>> waiting =
            new Dictionary<string, TaskCompletionSource<JToken?>>();
        private readonly StringBuilder rest = new StringBuilder();
        private readonly Action<string, JArray> heard;
        private readonly CancellationToken ending;
        private int asked;
        private bool isOver;

        /// <param name="heard">Takes what the server calls, one after the other.</param>
        /// <param name="ending">Ends it.</param>
        public HubSocket(Action<string, JArray> heard, CancellationToken ending)
        {
            (this.heard, this.ending) = (heard, ending);
        }

        /// <summary>Opens it and shakes hands.</summary>
        /// <exception cref="IOException">The server would not.</exception>
        public async Task ConnectAsync(Uri address, string? token)
        {
            socket.Options.KeepAliveInterval = KeepAlive;
            if (token != null)
                socket.Options.SetRequestHeader("Authorization", "Bearer " + token);
            using var patience = CancellationTokenSource.CreateLinkedTokenSource(ending);
            patience.CancelAfter(Silence);
            await socket.ConnectAsync(address, patience.Token).ConfigureAwait(false);
            await SendAsync(new JObject { ["protocol"] = "json", ["version"] = 1 }).ConfigureAwait(false);
            // The server's answer to the handshake is an empty object, or says what is wrong; more may have come with it.
            var first = await ReadAsync(patience.Token).ConfigureAwait(false);
            if (JObject.Parse(first[0])["error"] is { } error)
                throw new IOException(error.ToString());
            for (var i = first.Count - 1; i > 0; i--)
                rest.Insert(0, first[i] + End);
        }

        /// <summary>Hears until the connection ends, which is its normal end; answers come in meanwhile.</summary>
        public async Task ListenAsync()
        {
            using var pinging = new Timer(_ => _ = PingAsync(), null, KeepAlive, KeepAlive);
            try
            {
                while (true)
                {
                    using var patience = CancellationTokenSource.CreateLinkedTokenSource(ending);
                    patience.CancelAfter(Silence);
                    foreach (var text in await ReadAsync(patience.Token).ConfigureAwait(false))
                        if (!Take(JObject.Parse(text)))
                            return;
                }
            }
            finally
            {
                GiveUp();
            }
        }

        /// <summary>Calls the server and waits for what it answers.</summary>
        /// <exception cref="InvalidOperationException">The server refused, in its own words.</exception>
        /// <exception cref="IOException">The connection went.</exception>
        public async Task<JToken?> InvokeAsync(string target, params JToken?[] arguments)
        {
            var id = Interlocked.Increment(ref asked).ToString(CultureInfo.InvariantCulture);
            var done = new TaskCompletionSource<JToken?>(TaskCreationOptions.RunContinuationsAsynchronously);
            lock (waiting)
            {
                if (isOver)
                    throw new IOException("There is no connection.");
                waiting[id] = done;
            }

            try
            {
                var call = new JObject
                {
                    ["type"] = Invocation,
                    ["invocationId"] = id,
                    ["target"] = target,
                    ["arguments"] = new JArray(Array.ConvertAll(arguments, argument => (object?)argument ?? JValue.CreateNull())),
                };
                await SendAsync(call).ConfigureAwait(false);
                return await done.Task.ConfigureAwait(false);
            }
            catch (Exception broken) when (broken is WebSocketException || broken is ObjectDisposedException)
            {
                throw new IOException("The connection went.", broken);
            }
            finally
            {
                lock (waiting)
                    waiting.Remove(id);
            }
        }

        /// <inheritdoc/>
        public void Dispose()
        {
            // Who waits to send finds the socket gone; the semaphore holds nothing that would have to be let go.
            GiveUp();
            socket.Dispose();
        }

        private void GiveUp()
        {
            lock (waiting)
            {
                isOver = true;
                foreach (var done in waiting.Values)
                    done.TrySetException(new IOException("The connection went."));
                waiting.Clear();
            }
        }

        /// <returns>False when the server ends the connection.</returns>
        private bool Take(JObject message)
        {
            switch ((int?)message["type"])
            {
                case Invocation:
                    heard((string?)message["target"] ?? "", message["arguments"] as JArray ?? new JArray());
                    return true;
                case Completion:
                    Complete((string?)message["invocationId"] ?? "", (string?)message["error"], message["result"]);
                    return true;
                case Close:
                    return false;
                default:
                    return true;
            }
        }

        private void Complete(string id, string? error, JToken? result)
        {
            lock (waiting)
            {
                if (!waiting.TryGetValue(id, out var done))
                    return;
                if (error is null)
                    done.TrySetResult(result);
                else
                    done.TrySetException(new InvalidOperationException(error));
            }
        }

        private async Task PingAsync()
        {
            try
            {
                await SendAsync(new JObject { ["type"] = Ping }).ConfigureAwait(false);
            }
            catch (Exception broken) when (IsLoss(broken))
            {
                // Whoever listens finds out by itself.
            }
        }

        private async Task SendAsync(JObject message)
        {
            var bytes = Encoding.UTF8.GetBytes(message.ToString(Formatting.None) + End);
            await sending.WaitAsync(ending).ConfigureAwait(false);
            try
            {
                await socket.SendAsync(new ArraySegment<byte>(bytes), WebSocketMessageType.Text, true, ending).ConfigureAwait(false);
            }
            finally
            {
                sending.Release();
            }
        }

        /// <summary>Whole messages, at least one; what is half here stays for the next reading.</summary>
        private async Task<List<string>> ReadAsync(CancellationToken cancel)
        {
            var buffer = new byte[16 * 1024];
            var whole = TakeWhole();
            while (whole.Count == 0)
            {
                using var message = new MemoryStream();
                WebSocketReceiveResult part;
                do
                {
                    part = await socket.ReceiveAsync(new ArraySegment<byte>(buffer), cancel).ConfigureAwait(false);
                    if (part.MessageType == WebSocketMessageType.Close)
                        throw new IOException("The server closed the connection.");
                    message.Write(buffer, 0, part.Count);
                } while (!part.EndOfMessage);
                rest.Append(Encoding.UTF8.GetString(message.ToArray()));
                whole = TakeWhole();
            }

            return whole;
        }

        private List<string> TakeWhole()
        {
            var texts = rest.ToString().Split(End);
            rest.Clear().Append(texts[texts.Length - 1]);
            return new List<string>(new ArraySegment<string>(texts, 0, texts.Length - 1));
        }

        /// <summary>Whether this is what a network that went looks like.</summary>
        public static bool IsLoss(Exception broken) =>
            broken is WebSocketException
            || broken is IOException
            || broken is OperationCanceledException
            || broken is ObjectDisposedException
            || broken is InvalidOperationException
            || broken is JsonException;
    }
}
