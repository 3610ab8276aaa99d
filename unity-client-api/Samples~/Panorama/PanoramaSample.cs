#nullable enable
using UnityEngine;
using XrContent.Unity;

namespace XrContent.Samples
{
    /// <summary>Looks round in a scene's captures, pictures and films: a drag or the phone turns, a tap shows the next one.</summary>
    [RequireComponent(typeof(XrContentSession))]
    [RequireComponent(typeof(PanoramaSkybox))]
    [RequireComponent(typeof(PanoramaVideo))]
    [RequireComponent(typeof(LookAround))]
    [RequireComponent(typeof(TagReader))]
    public sealed class PanoramaSample : MonoBehaviour
    {
        private const float Tap = 8;
        private readonly Finger finger = new Finger();
        private float? dragged;
        private string shown = "";
        private string state = "";

        private void Start()
        {
            var session = GetComponent<XrContentSession>();
            session.Opened.AddListener(
                (scene, _) =>
                {
                    if (shown.Length == 0 && scene.Gaze is { } gaze)
                        GetComponent<LookAround>().Towards(gaze.Azimuth, gaze.Elevation);
                    var index = scene.Captures.FindIndex(capture => capture.Id == shown);
                    Show(index < 0 ? 0 : index);
                }
            );
            session.Refused.AddListener(problem => state = $"{problem.Title} {problem.Detail}");
            session.Closed.AddListener(() =>
            {
                GetComponent<PanoramaSkybox>().Clear();
                GetComponent<PanoramaVideo>().Stop();
            });
        }

        private void Update()
        {
            if (finger.Drag() is { } moved)
            {
                dragged = (dragged ?? 0) + Mathf.Abs(moved.x) + Mathf.Abs(moved.y);
                return;
            }

            if (dragged < Tap && GetComponent<XrContentSession>().Scene is { } scene)
                Show(scene.Captures.FindIndex(capture => capture.Id == shown) + 1);
            dragged = null;
        }

        private void OnGUI() => GUI.Label(new Rect(20, 20, Screen.width - 40, 60), state);

        private void Show(int index)
        {
            var session = GetComponent<XrContentSession>();
            if (session.Scene is not { Captures: { Count: > 0 } captures })
                return;
            var capture = captures[index % captures.Count];
            var isNew = shown != capture.Id;
            (shown, state) = (capture.Id, "");
            if (capture.Media.Film is null)
            {
                GetComponent<PanoramaVideo>().Stop();
                _ = GetComponent<PanoramaSkybox>().ShowAsync(session, capture);
            }
            else if (isNew)
            {
                GetComponent<PanoramaSkybox>().Clear();
                _ = GetComponent<PanoramaVideo>().PlayAsync(session, capture);
            }
        }
    }
}
