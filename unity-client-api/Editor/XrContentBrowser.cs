#nullable enable
using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading.Tasks;
using UnityEditor;
using UnityEngine;
using UnityEngine.UIElements;
using XrContent.Client;

namespace XrContent.Unity.Editor
{
    /// <summary>A window that lists any server's scenes in any of its languages and drops one where the scene view looks.</summary>
    public sealed class XrContentBrowser : EditorWindow
    {
        private const string ServerKey = "XrContent.Server";
        private const string LanguageKey = "XrContent.Language";
        private const double Farthest = 50_000;
        private const int Most = 500;
        private static readonly List<string> Languages = new List<string> { "ja", "en", "zh-Hans", "ko" };
        private List<Feature> scenes = new List<Feature>();
        private List<Feature> found = new List<Feature>();
        private TextField server = null!;
        private DropdownField language = null!;
        private TextField search = null!;
        private Label message = null!;
        private ListView list = null!;
        private int asked;

        [MenuItem("Window/XrContent")]
        private static void Open() => GetWindow<XrContentBrowser>("XrContent");

        private void CreateGUI()
        {
            server = new TextField("Server") { value = EditorPrefs.GetString(ServerKey, "http://localhost:5080") };
            var known = EditorPrefs.GetString(LanguageKey, "en");
            language = new DropdownField("Language", Languages, Math.Max(0, Languages.IndexOf(known)));
            search = new TextField("Search");
            message = new Label("Type a server's address and list its scenes.");
            message.style.whiteSpace = WhiteSpace.Normal;
            list = new ListView(found, 24, MakeRow, BindRow) { selectionType = SelectionType.Single };
            list.style.flexGrow = 1;
            language.RegisterValueChangedCallback(_ => Refresh());
            search.RegisterValueChangedCallback(_ => Refresh());
            rootVisualElement.Add(server);
            rootVisualElement.Add(language);
            rootVisualElement.Add(new Button(() => _ = ListAsync()) { text = "List its scenes" });
            rootVisualElement.Add(search);
            rootVisualElement.Add(message);
            rootVisualElement.Add(list);
            rootVisualElement.Add(new Button(() => Add(list.selectedItem as Feature)) { text = "Add to the scene" });
        }

        private static VisualElement MakeRow() => new Label();

        private void BindRow(VisualElement row, int index) => ((Label)row).text = $"{TitleOf(found[index])}  ·  {found[index].Id}";

        private string TitleOf(Feature scene) => scene.Properties.Title.In(language.value);

        private async Task ListAsync()
        {
            if (
                !Uri.TryCreate(server.value, UriKind.Absolute, out var address)
                || !address.Scheme.StartsWith("http", StringComparison.Ordinal)
            )
            {
                message.text = "The server is an address such as https://xr.example.org.";
                return;
            }

            EditorPrefs.SetString(ServerKey, server.value);
            EditorPrefs.SetString(LanguageKey, language.value);
            message.text = "Asking…";
            var mine = ++asked;
            using var client = new XrContentClient(address, new XrContentOptions { Tries = 2 });
            var site = await client.SiteAsync();
            var problem = site.Problem;
            var all = new List<Feature>();
            if (site.Value?.Centre is { } centre)
            {
                var near = await client.NearbyAsync(centre.Lat, centre.Lon, Math.Min(centre.Reach, Farthest), "scene", Most);
                (problem, all) = (near.Problem, near.Value?.Features ?? all);
            }

            // Of two servers that were asked the last one is listed.
            if (mine != asked)
                return;
            scenes = all;
            Refresh();
            if (problem != null)
                message.text = problem.ToString();
        }

        private void Refresh()
        {
            EditorPrefs.SetString(LanguageKey, language.value);
            found = scenes
                .Where(scene =>
                    $"{scene.Id} {string.Join(" ", scene.Properties.Title.Values)}".IndexOf(
                        search.value,
                        StringComparison.OrdinalIgnoreCase
                    ) >= 0
                )
                .OrderBy(TitleOf, StringComparer.CurrentCulture)
                .ToList();
            list.itemsSource = found;
            list.RefreshItems();
            message.text =
                scenes.Count == 0
                    ? "This server shows no scenes."
                    : $"{found.Count} of {scenes.Count} scenes{(scenes.Count < Most ? "" : ", the nearest to the server's middle")}.";
        }

        private void Add(Feature? scene)
        {
            if (scene is null)
            {
                message.text = "Choose a scene in the list first.";
                return;
            }

            var root = new GameObject(TitleOf(scene));
            Undo.RegisterCreatedObjectUndo(root, "Add XrContent scene");
            // Where the scene view looks, so that it is before the eyes of whoever added it; in play it is about the camera.
            if (SceneView.lastActiveSceneView is { } looking)
                root.transform.position = looking.pivot;
            var session = new SerializedObject(root.AddComponent<XrContentSession>());
            session.FindProperty("server").stringValue = server.value;
            session.FindProperty("scene").stringValue = scene.Id;
            session.FindProperty("language").stringValue = language.value;
            session.ApplyModifiedProperties();
            var overlays = new GameObject("Overlays");
            overlays.transform.SetParent(root.transform, false);
            overlays.AddComponent<OverlayRenderer>();
            root.AddComponent<PanoramaSkybox>();
            root.AddComponent<LookAround>();
            root.AddComponent<TagReader>();
            root.AddComponent<SceneStarter>();
            Selection.activeGameObject = root;
            message.text = $"Added {root.name}. Press play.";
        }
    }
}
