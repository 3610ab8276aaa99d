#nullable enable
using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading.Tasks;
using UnityEngine;
using XrContent.Client;

namespace XrContent.Unity
{
    /// <summary>Makes the objects of overlays, on a sphere of a radius.</summary>
    internal sealed class OverlayBrush
    {
        private const float LabelSize = 0.003f;
        private const int LabelPixels = 52;
        private const float LineWidth = 0.0016f;
        private const float MarkerSize = 0.7f;
        private readonly float radius;
        private readonly Material lines;
        private readonly Material pictures;
        private readonly Font font;
        private readonly Color visibleColour;
        private readonly Color hiddenColour;
        private readonly XrContentSession? session;
        private readonly string language;

        public OverlayBrush(
            float radius,
            Material lines,
            Material pictures,
            Font font,
            Color visibleColour,
            Color hiddenColour,
            XrContentSession? session,
            string language
        )
        {
            (this.radius, this.lines, this.pictures, this.font) = (radius, lines, pictures, font);
            (this.visibleColour, this.hiddenColour) = (visibleColour, hiddenColour);
            (this.session, this.language) = (session, language);
        }

        public void Draw(ViewOverlay overlay, DrawnOverlay to)
        {
            foreach (var line in overlay.Lines ?? new List<ViewLine>())
            {
                foreach (var part in line.Parts)
                    Line(to, part.Points, part.Visible);
                if (line.Label is { } label && Highest(line) is { } top)
                    Label(to, label.In(language), top[0], top[1]);
            }

            if (overlay.Kind == "photo" && overlay.Corners is { Count: 4 } corners && overlay.Href is { } picture)
                Textured(to, Quad(corners), client => client.MediaAsync(picture, to.Loading));
            if (overlay.Kind == "model" && overlay.Href is { } model && overlay.Az is { } modelAz && overlay.El is { } modelEl)
                LoadModel(to, overlay, model, modelAz, modelEl);
            if (overlay.Az is { } az && overlay.El is { } el && (overlay.Kind == "marker" || overlay.Kind == "label"))
            {
                if (overlay.Kind == "marker")
                    Cross(to, az, el);
                Label(to, overlay.Label.In(language), az, el);
            }
        }

        /// <summary>What stands farther than the camera shows is drawn nearer, and as much smaller.</summary>
        private void LoadModel(DrawnOverlay to, ViewOverlay overlay, string href, double azimuth, double elevation)
        {
            var away = overlay.Distance ?? radius;
            var near = Math.Min(away, radius);
            _ = Models.LoadAsync(
                to,
                session,
                href,
                Directions.ToUnity(azimuth, elevation, near),
                (overlay.Scale ?? 1) * near / away,
                overlay
            );
            Label(to, overlay.Label.In(language), azimuth, elevation);
        }

        /// <summary>The tinted ground.</summary>
        public void Raster(ViewRaster raster, DrawnOverlay to)
        {
            var mesh = SphereBand.Make(raster.Azimuth[0], raster.Azimuth[1], raster.Elevation[0], raster.Elevation[1], radius * 1.01f);
            Textured(to, mesh, client => client.RasterAsync(raster, to.Loading));
        }

        /// <summary>The line where ground and sky meet, by which north is found.</summary>
        public void Skyline(ViewSkyline skyline, DrawnOverlay to)
        {
            var points = new List<double[]>();
            for (var i = 0; i <= skyline.Elevation.Count && skyline.Elevation.Count > 0; i++)
                points.Add(new[] { i * skyline.Step, skyline.Elevation[i % skyline.Elevation.Count] });
            Line(to, points, true);
        }

        private void Line(DrawnOverlay to, List<double[]> points, bool visible)
        {
            var line = new GameObject("line").AddComponent<LineRenderer>();
            line.transform.SetParent(to.Thing.transform, false);
            line.useWorldSpace = false;
            line.sharedMaterial = lines;
            line.startColor = line.endColor = visible ? visibleColour : hiddenColour;
            line.startWidth = line.endWidth = radius * LineWidth;
            line.positionCount = points.Count;
            for (var i = 0; i < points.Count; i++)
                line.SetPosition(i, Directions.ToUnity(points[i][0], points[i][1], radius));
        }

        private void Cross(DrawnOverlay to, double azimuth, double elevation)
        {
            // A degree of azimuth is narrower the higher one looks.
            var across = MarkerSize / Math.Max(0.05, Math.Cos(elevation * Math.PI / 180));
            Line(to, new List<double[]> { new[] { azimuth - across, elevation }, new[] { azimuth + across, elevation } }, true);
            Line(to, new List<double[]> { new[] { azimuth, elevation - MarkerSize }, new[] { azimuth, elevation + MarkerSize } }, true);
        }

        private void Label(DrawnOverlay to, string words, double azimuth, double elevation)
        {
            var label = new GameObject(words).AddComponent<TextMesh>();
            label.transform.SetParent(to.Thing.transform, false);
            label.transform.localPosition = Directions.ToUnity(azimuth, elevation, radius * 0.99);
            label.transform.localRotation = Quaternion.LookRotation(label.transform.localPosition, Vector3.up);
            label.font = font;
            label.fontSize = LabelPixels;
            // A mesh of words that was made by code has no material until it is given that of its font.
            label.GetComponent<MeshRenderer>().sharedMaterial = font.material;
            label.text = words;
            label.anchor = TextAnchor.LowerCenter;
            label.characterSize = radius * LabelSize;
            label.color = visibleColour;
        }

        private Mesh Quad(List<double[]> corners) =>
            new Mesh
            {
                vertices = corners.Select(corner => Directions.ToUnity(corner[0], corner[1], radius * 0.98)).ToArray(),
                // Corners come left top, right top, right bottom, left bottom.
                uv = new[] { new Vector2(0, 1), new Vector2(1, 1), new Vector2(1, 0), new Vector2(0, 0) },
                triangles = new[] { 0, 1, 2, 0, 2, 3 },
            };

        private async void Textured(DrawnOverlay to, Mesh mesh, Func<XrContentClient, Task<XrResult<byte[]>>> load)
        {
            to.Owned.Add(mesh);
            if (session is null)
                return;
            try
            {
                var bytes = await load(session.Client);
                if (to.Loading.IsCancellationRequested)
                    return;
                if (!(bytes.Value is { } file) || !(Pictures.Read(file) is { } texture))
                {
                    // It is drawn anew when the scene is read anew.
                    to.Mark = "";
                    return;
                }

                to.Owned.Add(texture);
                to.Thing.AddComponent<MeshFilter>().sharedMesh = mesh;
                to.Thing.AddComponent<MeshRenderer>().sharedMaterial = to.Owned.Add(new Material(pictures) { mainTexture = texture });
            }
            catch (OperationCanceledException)
            {
                // It was taken away before it came.
            }
        }

        private static double[]? Highest(ViewLine line) =>
            line.Parts.Where(part => part.Visible).SelectMany(part => part.Points).OrderByDescending(point => point[1]).FirstOrDefault();
    }
}
