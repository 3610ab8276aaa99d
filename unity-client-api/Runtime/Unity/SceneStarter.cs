#nullable enable
using System.Linq;
using UnityEngine;
using XrContent.Client;

namespace XrContent.Unity
{
    /// <summary>Puts a session, its overlays and its sky together: what the editor window adds, and a place to start from.</summary>
    [RequireComponent(typeof(XrContentSession))]
    public sealed class SceneStarter : MonoBehaviour
    {
        private XrContentSession session = null!;
        private string looked = "";

        private void OnEnable()
        {
            session = GetComponent<XrContentSession>();
            var overlays = GetComponentInChildren<OverlayRenderer>();
            // The editor answers with an object that only says that it is none: it must be asked by ==.
            if (overlays != null)
                overlays.Follow(session);
            session.Opened.AddListener(Show);
            session.Refused.AddListener(Say);
            session.Closed.AddListener(Close);
        }

        private void OnDisable()
        {
            session.Opened.RemoveListener(Show);
            session.Refused.RemoveListener(Say);
            session.Closed.RemoveListener(Close);
        }

        private void Show(SceneAnswer scene, ViewAnswer view)
        {
            var newest = scene.Captures.LastOrDefault(capture => capture.Media.Film == null);
            var sky = GetComponent<PanoramaSkybox>();
            if (newest != null && sky != null && sky.enabled)
                _ = sky.ShowAsync(session, newest);
            var around = GetComponent<LookAround>();
            if (looked != scene.Id && around != null && scene.Gaze is { } gaze)
                around.Towards(gaze.Azimuth, gaze.Elevation);
            looked = scene.Id;
        }

        /// <summary>Shows the sky again, after something else was there in its place.</summary>
        public void ShowAgain()
        {
            if (session.Scene is { } scene && session.View is { } view)
                Show(scene, view);
        }

        private void Close()
        {
            var sky = GetComponent<PanoramaSkybox>();
            if (sky != null)
                sky.Clear();
            var film = GetComponent<PanoramaVideo>();
            if (film != null)
                film.Stop();
        }

        private static void Say(XrProblem problem) =>
            Debug.LogWarning(
                problem.Type == XrProblem.PassRequired
                    ? "This opens on the spot only: tap a tag, or start the server with --Onsite:Required=false."
                    : problem.ToString()
            );
    }
}
