#nullable enable
using UnityEngine;
using XrContent.Unity;

namespace XrContent.Samples
{
    /// <summary>Looks round in a scene's captures: a drag turns, a tap shows the next one.</summary>
    [RequireComponent(typeof(XrContentSession))]
    [RequireComponent(typeof(PanoramaSkybox))]
    public sealed class PanoramaSample : MonoBehaviour
    {
        [Tooltip("The camera that looks round; empty for the main one")]
        [SerializeField]
        private Camera? view;

        private const float Tap = 8;
        private readonly Finger finger = new Finger();
        private readonly Look look = new Look();
        private float? dragged;
        private int shown = -1;

        private void Awake()
        {
            if (view == null)
                view = Camera.main;
        }

        private void Start() =>
            GetComponent<XrContentSession>()
                .Opened.AddListener(
                    (scene, _) =>
                    {
                        if (shown < 0 && scene.Gaze is { } gaze)
                            look.Towards((float)gaze.Azimuth, (float)gaze.Elevation);
                        Show(shown < 0 ? 0 : shown);
                    }
                );

        private void Update()
        {
            if (finger.Drag() is { } moved)
            {
                look.Drag(moved);
                dragged = (dragged ?? 0) + Mathf.Abs(moved.x) + Mathf.Abs(moved.y);
            }
            else
            {
                if (dragged < Tap)
                    Show(shown + 1);
                dragged = null;
            }

            if (view != null)
                view.transform.rotation = look.Rotation;
        }

        private void Show(int capture)
        {
            var session = GetComponent<XrContentSession>();
            if (session.Scene is not { Captures: { Count: > 0 } captures })
                return;
            shown = capture % captures.Count;
            _ = GetComponent<PanoramaSkybox>().ShowAsync(session, captures[shown]);
        }
    }
}
