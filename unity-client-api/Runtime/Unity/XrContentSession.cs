#nullable enable
using System;
using System.Collections.Concurrent;
using System.IO;
using System.Threading;
using System.Threading.Tasks;
using UnityEngine;
using UnityEngine.Events;
using XrContent.Client;

namespace XrContent.Unity
{
    /// <summary>
    /// Put this on one object of a scene: it connects to a server, loads a scene, and says when something changed. All events come on the
    /// main thread.
    /// </summary>
    public sealed class XrContentSession : MonoBehaviour
    {
        [Tooltip("Such as https://xr.example.org")]
        [SerializeField]
        private string server = "http://localhost:5080";

        [Tooltip("Id of the scene to open, such as inasayama-impact")]
        [SerializeField]
        private string scene = "inasayama-impact";

        [Tooltip("ja, en, zh-Hans or ko")]
        [SerializeField]
        private string language = "en";

        [Tooltip("Loads the scene as soon as this object starts")]
        [SerializeField]
        private bool openAtStart = true;

        private readonly ConcurrentQueue<Action> toDo = new ConcurrentQueue<Action>();
        private readonly CancellationTokenSource ending = new CancellationTokenSource();

        /// <summary>The scene and its directions are here, or are here anew after a change.</summary>
        public UnityEvent<SceneAnswer, ViewAnswer> Opened = new UnityEvent<SceneAnswer, ViewAnswer>();

        /// <summary>
        /// The server refused; see <see cref="XrProblem.Type"/>. Where a pass is required, call <see cref="TapAsync"/> with what was
        /// scanned.
        /// </summary>
        public UnityEvent<XrProblem> Refused = new UnityEvent<XrProblem>();

        /// <summary>The guide shows a scene.</summary>
        public UnityEvent<string> Led = new UnityEvent<string>();

        /// <summary>The client, for whatever else the server offers.</summary>
        public XrContentClient Client { get; private set; } = null!;

        /// <summary>The live connection.</summary>
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
            Client = new XrContentClient(
                new Uri(server),
                new XrContentOptions { Language = language, CacheFolder = Path.Combine(Application.persistentDataPath, "xrcontent") }
            );
            Live = new LiveConnection(Client);
            Live.Changed += changes => toDo.Enqueue(() => TakeChanges(changes));
            Live.Stepped += (id, _) => toDo.Enqueue(() => Led.Invoke(id));
        }

        private void Start()
        {
            Live.Start();
            if (openAtStart)
                _ = OpenAsync(scene);
        }

        private void Update()
        {
            while (toDo.TryDequeue(out var act))
                act();
        }

        private void OnDestroy()
        {
            ending.Cancel();
            Live.Dispose();
            Client.Dispose();
        }

        /// <summary>Opens a scene; its directions are those from an eye point, or from the scene's own.</summary>
        public async Task OpenAsync(string id, (double Latitude, double Longitude)? eye = null)
        {
            scene = id;
            var (loaded, seen) = (await Client.SceneAsync(id, ending.Token), await Client.ViewAsync(id, eye, null, ending.Token));
            toDo.Enqueue(() => Show(loaded, seen));
        }

        /// <summary>Exchanges a scanned tag for a pass and opens the scene.</summary>
        public async Task TapAsync(string scanned, (double Latitude, double Longitude, double Accuracy)? position = null)
        {
            var result = await Client.TapAsync(scanned, position, ending.Token);
            if (result.Problem is { } problem)
                toDo.Enqueue(() => Refused.Invoke(problem));
            else
                await OpenAsync(result.Value!.Scene ?? scene);
        }

        private void Show(XrResult<SceneAnswer> loaded, XrResult<ViewAnswer> seen)
        {
            if ((loaded.Problem ?? seen.Problem) is { } problem)
            {
                Refused.Invoke(problem);
                return;
            }

            (Scene, View) = (loaded.Value, seen.Value);
            _ = Live.HereAsync(CellOf(Scene!.Place.Latitude, Scene.Place.Longitude));
            Opened.Invoke(Scene, View!);
        }

        private void TakeChanges(ChangesAnswer changes)
        {
            // What is shown may be made of anything near: the answer comes from the disk where nothing of it changed.
            if (Scene != null && (changes.Reset || changes.Items.Count > 0))
                _ = OpenAsync(scene);
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
