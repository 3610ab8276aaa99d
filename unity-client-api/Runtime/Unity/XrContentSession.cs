#nullable enable
using System;
using System.Collections.Concurrent;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using UnityEngine;
using UnityEngine.Events;
using XrContent.Client;

namespace XrContent.Unity
{
    /// <summary>
    /// Put this on one object of a scene: it connects to a server, loads a scene, and says when something changed. Call it from the main
    /// thread; all its events come there.
    /// </summary>
    public sealed class XrContentSession : MonoBehaviour
    {
        [Tooltip("Such as https://xr.example.org")]
        [SerializeField]
        private string server = "http://localhost:5080";

        [Tooltip("Id of the scene to open, as the browser window (Window > XrContent) shows it; empty waits for a tag")]
        [SerializeField]
        private string scene = "";

        [Tooltip("ja, en, zh-Hans or ko")]
        [SerializeField]
        private string language = "en";

        [Tooltip("Loads the scene as soon as this object starts")]
        [SerializeField]
        private bool openAtStart = true;

        [Tooltip("Megabytes that may be kept on the device, packs for where there is no signal among them")]
        [SerializeField]
        private int cacheMegabytes = 512;

        private const float Pause = 5;
        private readonly ConcurrentQueue<Action> toDo = new ConcurrentQueue<Action>();
        private readonly CancellationTokenSource ending = new CancellationTokenSource();
        private readonly HashSet<string> shown = new HashSet<string>();
        private CancellationTokenSource? opening;
        private (double Latitude, double Longitude)? standing;
        private bool hadPass;
        private bool isStale;
        private bool isReloading;
        private bool wasAsked;
        private float againAt;

        /// <summary>The scene and its directions are here, or are here anew after a change.</summary>
        public UnityEvent<SceneAnswer, ViewAnswer> Opened = new UnityEvent<SceneAnswer, ViewAnswer>();

        /// <summary>
        /// The server refused; see <see cref="XrProblem.Type"/>. Where a pass is required, call <see cref="TapAsync"/> with what was
        /// scanned.
        /// </summary>
        public UnityEvent<XrProblem> Refused = new UnityEvent<XrProblem>();

        /// <summary>What was open is to be seen no more: the pass has ended, or the server withdrew it.</summary>
        public UnityEvent Closed = new UnityEvent();

        /// <summary>The client, for whatever else the server offers.</summary>
        public XrContentClient Client { get; private set; } = null!;

        /// <summary>The live connection. Its own events come on other threads: hand them to <see cref="OnMainThread"/>.</summary>
        public LiveConnection Live { get; private set; } = null!;

        /// <summary>The scene that is open; null before.</summary>
        public SceneAnswer? Scene { get; private set; }

        /// <summary>Its directions; null before.</summary>
        public ViewAnswer? View { get; private set; }

        /// <summary>Id of the scene that is open or will be.</summary>
        public string SceneId => scene;

        /// <summary>The language of texts.</summary>
        public string Language => language;

        private void Awake()
        {
            var folder = Path.Combine(Application.persistentDataPath, "xrcontent");
            Client = new XrContentClient(
                new Uri(server),
                new XrContentOptions
                {
                    Language = language,
                    CacheFolder = folder,
                    CacheBytes = (long)cacheMegabytes << 20,
                }
            );
            Live = new LiveConnection(Client);
            Live.Changed += changes => OnMainThread(() => TakeChanges(changes));
            // What changed before the first connection nobody told; and what was kept may be old.
            Live.ConnectedChanged += isThere =>
                OnMainThread(() =>
                {
                    if (isThere && wasAsked)
                        isStale = true;
                });
            Live.HandlerFailed += thrown => OnMainThread(() => Debug.LogException(thrown));
        }

        private void Start()
        {
            Live.Start();
            if (openAtStart && scene.Length > 0)
                _ = OpenAsync(scene);
        }

        private void Update()
        {
            while (toDo.TryDequeue(out var act))
            {
                try
                {
                    act();
                }
#pragma warning disable CA1031 // Whatever another's code throws shall not end what is to be done after it.
                catch (Exception thrown)
#pragma warning restore CA1031
                {
                    Debug.LogException(thrown);
                }
            }

            if (againAt > 0 && Time.realtimeSinceStartup > againAt)
                (againAt, isStale) = (0, Scene != null);
            if (isStale && !isReloading && opening is null)
                _ = ReloadAsync();
            var hasPass = Client.Pass != null;
            if (hadPass && !hasPass)
                EndPass();
            hadPass = hasPass;
        }

        private void OnDestroy()
        {
            ending.Cancel();
            Live.Dispose();
            Client.Dispose();
        }

        /// <summary>Does something at the next frame, on the main thread.</summary>
        public void OnMainThread(Action act) => toDo.Enqueue(act);

        /// <summary>
        /// Opens a scene; its directions are those from an eye point, or from the scene's own. Whatever was being opened before is given
        /// up: the last one asked for is the one that is shown.
        /// </summary>
        public async Task OpenAsync(string id, (double Latitude, double Longitude)? eye = null)
        {
            wasAsked = true;
            opening?.Cancel();
            var mine = opening = CancellationTokenSource.CreateLinkedTokenSource(ending.Token);
            var isReload = Scene?.Id == id;
            (scene, standing, isStale) = (id, eye, false);
            try
            {
                var loaded = await Client.SceneAsync(id, mine.Token);
                var seen = await Client.ViewAsync(id, eye, null, mine.Token);
                // A pack has the directions from the scene's own point: without a signal they are better than none.
                if (eye != null && seen.Problem?.Type == XrProblem.Unreachable)
                    seen = await Client.ViewAsync(id, null, null, mine.Token);
                if (!mine.IsCancellationRequested)
                    Show(loaded, seen, isReload);
            }
            catch (OperationCanceledException)
            {
                // Another scene was asked for, or the object is gone.
            }
#pragma warning disable CA1031 // Nobody waits for this, and whoever hears of what was opened may throw.
            catch (Exception thrown)
#pragma warning restore CA1031
            {
                Debug.LogException(thrown);
            }
            finally
            {
                if (opening == mine)
                    opening = null;
                mine.Dispose();
            }
        }

        /// <summary>Exchanges a scanned tag for a pass, which the next run has too, and opens the scene that it leads to.</summary>
        /// <returns>Null, or why there is no pass.</returns>
        public async Task<XrProblem?> TapAsync(string scanned, (double Latitude, double Longitude, double Accuracy)? position = null) =>
            await OpenTappedAsync(await Client.TapAsync(scanned, position, ending.Token));

        /// <summary>Opens the scene of a pass that was just given, or says why there is none.</summary>
        internal async Task<XrProblem?> OpenTappedAsync(XrResult<PassAnswer> result)
        {
            if (result.Value is { } pass)
                await OpenAsync(pass.Scene ?? scene, standing);
            else
                Refused.Invoke(result.Problem!);
            return result.Problem;
        }

        private async Task ReloadAsync()
        {
            isReloading = true;
            try
            {
                await OpenAsync(scene, standing);
            }
            finally
            {
                isReloading = false;
            }
        }

        private void Show(XrResult<SceneAnswer> loaded, XrResult<ViewAnswer> seen, bool isReload)
        {
            if ((loaded.Problem ?? seen.Problem) is { } problem)
            {
                var isWithdrawn = problem.Status is 401 or 403 or 404 or 410;
                // Without a signal what is shown stays; it is read anew when the connection is back.
                if (isReload && !isWithdrawn)
                {
                    againAt = Time.realtimeSinceStartup + Pause;
                    return;
                }

                if (isReload)
                    Close();
                Refused.Invoke(problem);
                return;
            }

            (Scene, View) = (loaded.Value, seen.Value);
            shown.Clear();
            shown.UnionWith(new[] { Scene!.Id, Scene.Place.Id });
            shown.UnionWith(Scene.Captures.Concat(Scene.AlsoHere).Select(capture => capture.Id));
            shown.UnionWith(Scene.Hotspots.Select(hotspot => hotspot.To));
            shown.UnionWith(View!.Overlays.Concat(View.Labels).Select(overlay => overlay.Id));
            _ = SayWhereAsync(CellOf(Scene.Place.Latitude, Scene.Place.Longitude));
            Opened.Invoke(Scene, View);
        }

        private async Task SayWhereAsync(string cell)
        {
            try
            {
                await Live.HereAsync(cell);
            }
            catch (InvalidOperationException refused)
            {
                Debug.LogWarning(refused.Message);
            }
        }

        private void TakeChanges(ChangesAnswer changes)
        {
            // Of what is on its way nobody knows yet what it shows.
            var concerns = opening != null || (Scene != null && (changes.Reset || changes.Items.Any(Concerns)));
            if (concerns)
                isStale = true;
        }

        /// <summary>Whether a change may be of something that is shown, or new beside it.</summary>
        private bool Concerns(ItemChange item) =>
            shown.Contains(item.Id) || (item.Change == "added" && item.Kind != "tour" && item.Kind != "event");

        private void EndPass()
        {
            opening?.Cancel();
            Client.Use(null);
            Close();
        }

        private void Close()
        {
            (Scene, View, isStale) = (null, null, false);
            shown.Clear();
            Closed.Invoke();
        }

        /// <summary>The z15 cell of a position, which is all that the server is told.</summary>
        public static string CellOf(double latitude, double longitude)
        {
            const int cells = 1 << 15;
            var x = (int)((longitude + 180) / 360 * cells);
            var sin = Math.Sin(latitude * Math.PI / 180);
            var y = (int)((0.5 - Math.Log((1 + sin) / (1 - sin)) / (4 * Math.PI)) * cells);
            return $"15/{Math.Max(0, Math.Min(cells - 1, x))}/{Math.Max(0, Math.Min(cells - 1, y))}";
        }
    }
}
