#nullable enable
using System;
using System.Collections.Generic;
using System.Linq;
using UnityEngine;
using XrContent.Client;

namespace XrContent.Unity
{
    /// <summary>
    /// Draws a view's overlays on a sphere about this object: rings, areas, markers, labels, pictures, models and the tinted ground.
    /// </summary>
    public sealed class OverlayRenderer : MonoBehaviour
    {
        [Tooltip("Metres at which directions are drawn; inside the camera's far plane")]
        [SerializeField]
        private float radius = 500;

        [Tooltip("For lines: unlit, with vertex colours. Empty takes the package's own")]
        [SerializeField]
        private Material? lineMaterial;

        [Tooltip("For pictures and the tinted ground: unlit, transparent. Empty takes the package's own")]
        [SerializeField]
        private Material? pictureMaterial;

        [Tooltip("For names, with the glyphs of the session's language. Empty takes the engine's own, which borrows the system's")]
        [SerializeField]
        private Font? font;

        [SerializeField]
        private Color visibleColour = new Color(1, 0.82f, 0.48f);

        [SerializeField]
        private Color hiddenColour = new Color(1, 0.82f, 0.48f, 0.25f);

        private const float LabelSize = 0.003f;
        private const int LabelPixels = 52;
        private const float LineWidth = 0.0016f;
        private readonly List<(ViewOverlay Overlay, GameObject Thing)> drawn = new List<(ViewOverlay, GameObject)>();
        private XrContentSession? session;

        private void Awake()
        {
            if (lineMaterial == null)
                lineMaterial = Paint.Line();
            if (pictureMaterial == null)
                pictureMaterial = Paint.Picture();
            if (font == null)
                font = Resources.GetBuiltinResource<Font>("LegacyRuntime.ttf");
        }

        /// <summary>Draws what a session opens, and again after each change.</summary>
        public void Follow(XrContentSession follow)
        {
            session = follow;
            follow.Opened.AddListener((_, view) => Show(view, follow.Language));
        }

        /// <summary>Draws a view in place of what was drawn.</summary>
        public void Show(ViewAnswer view, string language)
        {
            Clear();
            foreach (var overlay in view.Overlays.Concat(view.Labels))
                Draw(overlay, language);
            if (view.Raster is { } raster)
                DrawRaster(raster, view);
            Skyline(view);
        }

        /// <summary>Shows what has a place on the timeline at a moment; null shows all.</summary>
        public void At(DateTimeOffset? moment)
        {
            foreach (var (overlay, thing) in drawn)
                thing.SetActive(overlay.IsShown(moment));
        }

        /// <summary>Takes everything away.</summary>
        public void Clear()
        {
            foreach (var (_, thing) in drawn)
                Destroy(thing);
            drawn.Clear();
        }

        private void Draw(ViewOverlay overlay, string language)
        {
            var thing = new GameObject($"{overlay.Kind} {overlay.Id}");
            thing.transform.SetParent(transform, false);
            drawn.Add((overlay, thing));
            foreach (var line in overlay.Lines ?? new List<ViewLine>())
            {
                foreach (var part in line.Parts)
                    Line(thing, part.Points, part.Visible);
                if (line.Label is { } label && Highest(line) is { } top)
                    Label(thing, label.In(language), top[0], top[1]);
            }

            if (overlay.Kind == "photo" && overlay.Corners is { Count: 4 } corners && overlay.Href is { } picture)
                Picture(thing, corners, picture);
            if (overlay.Kind == "model" && overlay.Href is { } model && overlay.Az is { } modelAz && overlay.El is { } modelEl)
                Models.Load(thing, session, model, Directions.ToUnity(modelAz, modelEl, overlay.Distance ?? radius), overlay);
            if (overlay.Az is { } az && overlay.El is { } el && (overlay.Kind == "marker" || overlay.Kind == "label"))
            {
                if (overlay.Kind == "marker")
                    Cross(thing, az, el);
                Label(thing, overlay.Label.In(language), az, el);
            }
        }

        private void Skyline(ViewAnswer view)
        {
            if (view.Skyline is not { } skyline)
                return;
            var thing = new GameObject("skyline");
            thing.transform.SetParent(transform, false);
            drawn.Add((new ViewOverlay { Kind = "skyline" }, thing));
            Line(
                thing,
                Enumerable
                    .Range(0, skyline.Elevation.Count + 1)
                    .Select(i => new[] { i * skyline.Step, skyline.Elevation[i % skyline.Elevation.Count], 0 })
                    .ToList(),
                true
            );
        }

        private void Line(GameObject under, List<double[]> points, bool visible)
        {
            var line = new GameObject("line").AddComponent<LineRenderer>();
            line.transform.SetParent(under.transform, false);
            line.useWorldSpace = false;
            line.sharedMaterial = lineMaterial;
            line.startColor = line.endColor = visible ? visibleColour : hiddenColour;
            line.startWidth = line.endWidth = radius * LineWidth;
            line.positionCount = points.Count;
            for (var i = 0; i < points.Count; i++)
                line.SetPosition(i, Directions.ToUnity(points[i][0], points[i][1], radius));
        }

        private void Cross(GameObject under, double azimuth, double elevation)
        {
            const double half = 0.7;
            Line(under, new List<double[]> { new[] { azimuth - half, elevation, 0 }, new[] { azimuth + half, elevation, 0 } }, true);
            Line(under, new List<double[]> { new[] { azimuth, elevation - half, 0 }, new[] { azimuth, elevation + half, 0 } }, true);
        }

        private void Label(GameObject under, string words, double azimuth, double elevation)
        {
            var label = new GameObject(words).AddComponent<TextMesh>();
            label.transform.SetParent(under.transform, false);
            label.transform.localPosition = Directions.ToUnity(azimuth, elevation, radius * 0.99);
            label.transform.localRotation = Quaternion.LookRotation(label.transform.localPosition, Vector3.up);
            label.font = font;
            label.fontSize = LabelPixels;
            // A mesh of words that was made by code has no material until it is given that of its font.
            label.GetComponent<MeshRenderer>().sharedMaterial = font!.material;
            label.text = words;
            label.anchor = TextAnchor.LowerCenter;
            label.characterSize = radius * LabelSize;
            label.color = visibleColour;
        }

        private void Picture(GameObject under, List<double[]> corners, string href)
        {
            var mesh = new Mesh
            {
                vertices = corners.Select(corner => Directions.ToUnity(corner[0], corner[1], radius * 0.98)).ToArray(),
                // Corners come left top, right top, right bottom, left bottom.
                uv = new[] { new Vector2(0, 1), new Vector2(1, 1), new Vector2(1, 0), new Vector2(0, 0) },
                triangles = new[] { 0, 1, 2, 0, 2, 3 },
            };
            Textured(under, mesh, href);
        }

        private void DrawRaster(ViewRaster raster, ViewAnswer view)
        {
            var thing = new GameObject("tinted ground");
            thing.transform.SetParent(transform, false);
            drawn.Add((view.Overlays.FirstOrDefault(overlay => overlay.Kind == "exposure") ?? new ViewOverlay(), thing));
            // Unity reads PNG and JPEG, not WebP.
            Textured(
                thing,
                SphereBand.Make(raster.Azimuth[0], raster.Azimuth[1], raster.Elevation[0], raster.Elevation[1], radius * 1.01f),
                $"{raster.Href}&format=png"
            );
        }

        private async void Textured(GameObject under, Mesh mesh, string href)
        {
            if (session is null)
                return;
            var bytes = await session.Client.MediaAsync(href);
            if (bytes.Value is not { } file || under == null)
                return;
            var texture = new Texture2D(2, 2);
            texture.LoadImage(file);
            under.AddComponent<MeshFilter>().sharedMesh = mesh;
            under.AddComponent<MeshRenderer>().material = new Material(pictureMaterial!) { mainTexture = texture };
        }

        private static double[]? Highest(ViewLine line) =>
            line.Parts.Where(part => part.Visible).SelectMany(part => part.Points).OrderByDescending(point => point[1]).FirstOrDefault();
    }
}
