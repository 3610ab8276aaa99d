#nullable enable
using System;
using System.Collections.Generic;
using System.Linq;
using UnityEditor;
using UnityEngine;
using XrContent.Client;

namespace XrContent.Unity.Editor
{
    /// <summary>A window that lists a server's scenes and drops one into the hierarchy, ready to play.</summary>
    public sealed class XrContentBrowser : EditorWindow
    {
        private const double Latitude = 32.76,
            Longitude = 129.87,
            Radius = 50_000;
        private string server = "http://localhost:5080";
        private string search = "";
        private string message = "";
        private Vector2 scroll;
        private List<Feature> scenes = new List<Feature>();

        [MenuItem("Window/XrContent")]
        private static void Open() => GetWindow<XrContentBrowser>("XrContent");

        private void OnGUI()
        {
            server = EditorGUILayout.TextField("Server", server);
            if (GUILayout.Button("List its scenes"))
                List();
            search = EditorGUILayout.TextField("Search", search);
            if (message.Length > 0)
                EditorGUILayout.HelpBox(message, MessageType.Info);
            scroll = EditorGUILayout.BeginScrollView(scroll);
            foreach (
                var scene in scenes.Where(scene => scene.Properties.Title.In("en").IndexOf(search, StringComparison.OrdinalIgnoreCase) >= 0)
            )
            {
                EditorGUILayout.BeginHorizontal();
                EditorGUILayout.LabelField(scene.Properties.Title.In("en"), scene.Id);
                if (GUILayout.Button("Add"))
                    Add(scene);
                EditorGUILayout.EndHorizontal();
            }

            EditorGUILayout.EndScrollView();
        }

        private async void List()
        {
            if (!Uri.TryCreate(server, UriKind.Absolute, out var address))
            {
                message = "The server is an address such as https://xr.example.org.";
                return;
            }

            using var client = new XrContentClient(address, new XrContentOptions { Language = "en", Tries = 1 });
            var found = await client.NearbyAsync(Latitude, Longitude, Radius, "scene", 500);
            scenes = found.Value?.Features ?? new List<Feature>();
            message = found.Problem?.ToString() ?? $"{scenes.Count} scenes.";
            Repaint();
        }

        private void Add(Feature scene)
        {
            var root = new GameObject(scene.Properties.Title.In("en"));
            Undo.RegisterCreatedObjectUndo(root, "Add XrContent scene");
            var session = new SerializedObject(root.AddComponent<XrContentSession>());
            session.FindProperty("server").stringValue = server;
            session.FindProperty("scene").stringValue = scene.Id;
            session.ApplyModifiedProperties();
            var overlays = new GameObject("Overlays");
            overlays.transform.SetParent(root.transform, false);
            overlays.AddComponent<OverlayRenderer>();
            root.AddComponent<PanoramaSkybox>();
            root.AddComponent<SceneStarter>();
            Selection.activeGameObject = root;
        }
    }
}
