#nullable enable
using System;
using System.Collections.Generic;
using System.Linq;
using Newtonsoft.Json;
using UnityEngine;
using XrContent.Client;

namespace XrContent.Unity
{
    /// <summary>
    /// Draws a view's overlays on a sphere about the camera: rings, areas, markers, labels, pictures, models and the tinted ground. What
    /// did not change stays as it is; what goes is freed.
    /// </summary>
    public sealed class OverlayRenderer : MonoBehaviour
    {
        [Tooltip("Metres at which directions are drawn; the camera's far plane must lie beyond")]
        [SerializeField]
        private float radius = 500;

        [Tooltip("The camera about which they are drawn; empty for the main one")]
        [SerializeField]
        private Camera? view;

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

        private const float Beyond = 2.2f;
        private readonly Dictionary<string, DrawnOverlay> drawn = new Dictionary<string, DrawnOverlay>();
        private readonly Owned owned = new Owned();
        private XrContentSession? session;
        private DateTimeOffset? moment;

        /// <summary>Metres at which directions are drawn.</summary>
        public float Radius => radius;

        private void Awake()
        {
            if (lineMaterial == null)
                lineMaterial = owned.Add(Paint.Line());
            if (pictureMaterial == null)
                pictureMaterial = owned.Add(Paint.Picture());
            if (font == null)
                font = Resources.GetBuiltinResource<Font>("LegacyRuntime.ttf");
        }

        private void LateUpdate()
        {
            var camera = view != null ? view : Camera.main;
            if (camera == null)
                return;
            // Directions hold wherever the camera is moved to; what is nearer than their sphere is carried along by less than one sees.
            transform.position = camera.transform.position;
            if (camera.farClipPlane < radius * Beyond)
                camera.farClipPlane = radius * Beyond;
        }

        private void OnDestroy()
        {
            Unfollow();
            Clear();
            owned.Release();
        }

        /// <summary>Draws what a session opens, what changes in it, and nothing once its pass has ended.</summary>
        public void Follow(XrContentSession follow)
        {
            Unfollow();
            session = follow;
            follow.Opened.AddListener(ShowOpened);
            follow.Closed.AddListener(Clear);
        }

        /// <summary>Draws a view: what of it is drawn already stays.</summary>
        public void Show(ViewAnswer view, string language)
        {
            var brush = new OverlayBrush(radius, lineMaterial!, pictureMaterial!, font!, visibleColour, hiddenColour, session, language);
            var wanted = new Dictionary<string, (string Mark, Action<DrawnOverlay> Draw, ViewOverlay? Overlay)>();
            foreach (var overlay in view.Overlays.Concat(view.Labels))
                wanted[$"{overlay.Kind} {overlay.Id}"] = (Mark(overlay, language), to => brush.Draw(overlay, to), overlay);
            if (view.Raster is { } raster)
                wanted["tinted ground"] = (
                    Mark(raster, ""),
                    to => brush.Raster(raster, to),
                    view.Overlays.FirstOrDefault(overlay => overlay.Kind == "exposure")
                );
            if (view.Skyline is { } skyline)
                wanted["skyline"] = (Mark(skyline, ""), to => brush.Skyline(skyline, to), null);

            foreach (var (name, old) in drawn.Select(pair => (pair.Key, pair.Value)).ToList())
            {
                if (wanted.TryGetValue(name, out var same) && same.Mark == old.Mark)
                    continue;
                old.Release();
                drawn.Remove(name);
            }

            foreach (var (name, (mark, draw, overlay)) in wanted.Select(pair => (pair.Key, pair.Value)))
            {
                if (drawn.ContainsKey(name))
                    continue;
                var made = drawn[name] = new DrawnOverlay(name, mark, overlay, transform);
                draw(made);
            }

            At(moment);
        }

        /// <summary>Shows what has a place on the timeline at a moment; null shows all.</summary>
        public void At(DateTimeOffset? when)
        {
            moment = when;
            foreach (var each in drawn.Values)
                each.At(when);
        }

        /// <summary>Takes everything away.</summary>
        public void Clear()
        {
            foreach (var each in drawn.Values)
                each.Release();
            drawn.Clear();
        }

        private void ShowOpened(SceneAnswer scene, ViewAnswer seen) => Show(seen, session!.Language);

        private void Unfollow()
        {
            if (session == null)
                return;
            session.Opened.RemoveListener(ShowOpened);
            session.Closed.RemoveListener(Clear);
            session = null;
        }

        private static string Mark(object what, string language) => language + JsonConvert.SerializeObject(what);
    }
}
