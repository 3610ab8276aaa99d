#nullable enable
using System;
using System.Collections.Generic;
using System.IO;
using System.Threading;
using System.Threading.Tasks;
using Newtonsoft.Json.Linq;

namespace XrContent.Client
{
    /// <summary>
    /// Live updates. The connection comes back by itself, says again where one is and whom one follows, and is "connected" only when what
    /// was missed meanwhile has been told: no change is lost. Events come on a thread of the pool, one after the other; a handler that
    /// throws is told by <see cref="HandlerFailed"/> and ends nothing.
    /// </summary>
    public sealed partial class LiveConnection : IDisposable
    {
        private static readonly TimeSpan ShortestPause = TimeSpan.FromMilliseconds(200);
        private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(10);
        private readonly XrContentClient client;
        private readonly CancellationTokenSource ending = new CancellationTokenSource();
        private readonly SemaphoreSlim saying = new SemaphoreSlim(1);
        private readonly object telling = new object();
        private readonly Random chance = new Random();
        private HubSocket? hub;
        private List<ChangesAnswer>? early;
        private string? cell;
        private string? saidCell;
        private Task? running;

        /// <param name="client">Of the same server.</param>
        /// <param name="version">The catalogue version that one has already; 0 hears of the next changes only.</param>
        public LiveConnection(XrContentClient client, long version = 0)
        {
            (this.client, Version) = (client, version);
            client.PassChanged += Reconnect;
        }

        /// <summary>Something near changed.</summary>
        public event Action<ChangesAnswer>? Changed;

        /// <summary>True when the connection is there and nothing is missing, false when it went.</summary>
        public event Action<bool>? ConnectedChanged;

        /// <summary>A handler of an event threw this.</summary>
        public event Action<Exception>? HandlerFailed;

        /// <summary>The newest catalogue version up to which all was told.</summary>
        public long Version { get; private set; }

        /// <summary>Whether the connection is there now, and nothing is missing.</summary>
        public bool IsConnected { get; private set; }

        /// <summary>Begins, and goes on until <see cref="Dispose"/>.</summary>
        public void Start() => running ??= Task.Run(RunAsync);

        /// <summary>
        /// Says in which z15 cell one is, never where: "15/x/y". What cannot be said now is said when the connection is back.
        /// </summary>
        /// <exception cref="InvalidOperationException">That is no cell, says the server.</exception>
        public async Task HereAsync(string z15Cell)
        {
            cell = z15Cell;
            try
            {
                if (hub is { } open)
                    await SayCellAsync(open, afresh: false).ConfigureAwait(false);
            }
            catch (Exception broken) when (broken is IOException || broken is OperationCanceledException)
            {
                // It is said again by whoever connects next.
            }
        }

        /// <inheritdoc/>
        public void Dispose()
        {
            // Whoever runs finds this and takes the socket down; nobody sends through what is gone.
            client.PassChanged -= Reconnect;
            if (!ending.IsCancellationRequested)
                ending.Cancel();
        }

        /// <summary>The server knows the pass that a connection began with, and no other.</summary>
        private void Reconnect() => hub?.Dispose();

        private async Task RunAsync()
        {
            var pause = ShortestPause;
            while (!ending.IsCancellationRequested)
            {
                try
                {
                    using var open = new HubSocket(Hear, ending.Token);
                    if (await LiveOnAsync(open).ConfigureAwait(false))
                        pause = ShortestPause;
                }
                catch (Exception broken) when (HubSocket.IsLoss(broken))
                {
                    // The network went, or the server did: it is tried again.
                }
#pragma warning disable CA1031 // Whatever else it is, it shall not be the last round.
                catch (Exception broken)
#pragma warning restore CA1031
                {
                    Report(broken);
                }

                Lost();
                if (ending.IsCancellationRequested)
                    return;
                // Many phones that lost the same server shall not come back at the same moment.
                var wait = TimeSpan.FromMilliseconds(pause.TotalMilliseconds * (0.5 + chance.NextDouble()));
                await Task.WhenAny(Task.Delay(wait, ending.Token)).ConfigureAwait(false);
                pause = TimeSpan.FromMilliseconds(Math.Min(pause.TotalMilliseconds * 2, LongestPause.TotalMilliseconds));
            }
        }

        /// <returns>Whether it came so far that nothing was missing.</returns>
        private async Task<bool> LiveOnAsync(HubSocket open)
        {
            var scheme = client.Server.Scheme == "https" ? "wss" : "ws";
            lock (telling)
                early = new List<ChangesAnswer>();
            var token = client.Pass?.Token;
            await open.ConnectAsync(new UriBuilder(client.Server) { Scheme = scheme, Path = "/hubs/live" }.Uri, token)
                .ConfigureAwait(false);
            // Answers come in while these wait for them.
            var listening = open.ListenAsync();
            try
            {
                using var settlingEnds = CancellationTokenSource.CreateLinkedTokenSource(ending.Token);
                var settling = SettleAsync(open, token, settlingEnds.Token);
                await Task.WhenAny(settling, listening).ConfigureAwait(false);
                if (!settling.IsCompleted)
                {
                    open.Dispose();
                    settlingEnds.Cancel();
                }

                await settling.ConfigureAwait(false);
            }
            catch
            {
                open.Dispose();
                await Task.WhenAny(listening).ConfigureAwait(false);
                throw;
            }

            IsConnected = true;
            Tell(ConnectedChanged, true);
            await Task.WhenAny(listening).ConfigureAwait(false);
            return true;
        }

        /// <summary>Says again where one is and whom one follows, then closes the gap.</summary>
        private async Task SettleAsync(HubSocket open, string? token, CancellationToken cancel)
        {
            hub = open;
            // Whoever got a pass while this was opening found no connection to end.
            if (client.Pass?.Token != token)
                throw new IOException("Another pass is in use by now.");
            try
            {
                await SayCellAsync(open, afresh: true).ConfigureAwait(false);
            }
            catch (InvalidOperationException refused)
            {
                // Said again it would be refused again: whoever said it is told, and hears of no cell.
                cell = null;
                Report(refused);
            }

            await ComeBackAsync(open).ConfigureAwait(false);
            var since = Version;
            var changes = await client.ChangesAsync(since, cancel).ConfigureAwait(false);
            if (!(changes.Value is { } missed))
                throw new IOException(changes.Problem!.ToString());
            lock (telling)
            {
                if (since > 0 && (missed.Items.Count > 0 || missed.Reset))
                    Tell(Changed, missed);
                Version = missed.Reset ? missed.Version : Math.Max(since, missed.Version);
                // What was heard while that was asked is told after it, and not twice.
                foreach (var later in early!)
                    if (later.Version > Version || later.Reset)
                        Pass(later);
                early = null;
            }
        }

        private async Task SayCellAsync(HubSocket open, bool afresh)
        {
            await saying.WaitAsync(ending.Token).ConfigureAwait(false);
            try
            {
                if (afresh)
                    saidCell = null;
                // The last one said is the one that is meant, whoever said it meanwhile.
                while (cell is { } here && here != saidCell)
                {
                    await open.InvokeAsync("Here", here).ConfigureAwait(false);
                    saidCell = here;
                }
            }
            finally
            {
                saying.Release();
            }
        }

        private void Hear(string target, JArray arguments)
        {
            if (target != "Changed")
            {
                HearGroup(target, arguments);
                return;
            }

            if (arguments.Count == 0 || !(arguments[0] is JObject said))
                return;
            var changes = ReadChanges(said);
            lock (telling)
            {
                if (early is null)
                    Pass(changes);
                else
                    early.Add(changes);
            }
        }

        private void Pass(ChangesAnswer changes)
        {
            Version = Math.Max(Version, changes.Version);
            Tell(Changed, changes);
        }

        private static ChangesAnswer ReadChanges(JObject said)
        {
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
            return changes;
        }

        private void Tell<T>(Action<T>? handlers, T what)
        {
            foreach (var handler in handlers?.GetInvocationList() ?? Array.Empty<Delegate>())
                Guarded(() => ((Action<T>)handler)(what));
        }

        private void Guarded(Action handler)
        {
            try
            {
                handler();
            }
#pragma warning disable CA1031 // Whatever another's code throws shall not end the connection.
            catch (Exception thrown)
#pragma warning restore CA1031
            {
                Report(thrown);
            }
        }

        private void Report(Exception thrown)
        {
            try
            {
                HandlerFailed?.Invoke(thrown);
            }
#pragma warning disable CA1031 // Whoever is told of faults has one of their own.
            catch (Exception)
#pragma warning restore CA1031
            {
                // There is nobody left to be told.
            }
        }

        private void Lost()
        {
            hub = null;
            var was = IsConnected;
            IsConnected = false;
            if (was)
                Tell(ConnectedChanged, false);
        }
    }
}
