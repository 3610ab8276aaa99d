#nullable enable
using UnityEngine;
using XrContent.Client;
using XrContent.Unity;

namespace XrContent.Samples
{
    /// <summary>
    /// Stands on the Inasayama deck: how far the bomb reached, in true directions. At a desk over the deck's panorama, in which a drag
    /// looks round;
    /// on the deck over the camera of AR Foundation, where a drag lays the drawn hills on the real ones.
    /// </summary>
    [RequireComponent(typeof(SceneStarter))]
    [RequireComponent(typeof(OverlayRenderer))]
    [RequireComponent(typeof(PanoramaSkybox))]
    [RequireComponent(typeof(NorthAlignment))]
    public sealed class InasayamaAR : MonoBehaviour
    {
        [Tooltip("Tick it under AR Foundation: the camera is the sky, and a drag turns what is laid over it")]
        [SerializeField]
        private bool overCamera;

        [Tooltip("The camera that looks round at a desk; empty for the main one")]
        [SerializeField]
        private Camera? view;

        private readonly Finger finger = new Finger();
        private readonly Look look = new Look();
        private string state = "Loading…";

        private void Awake()
        {
            GetComponent<PanoramaSkybox>().enabled = !overCamera;
            GetComponent<NorthAlignment>().enabled = overCamera;
            if (view == null)
                view = Camera.main;
        }

        private void Start()
        {
            var session = GetComponent<XrContentSession>();
            session.Opened.AddListener(
                (scene, seen) =>
                {
                    state = $"{scene.Title.In(session.Language)} · terrain: {seen.Terrain}";
                    if (scene.Gaze is { } gaze)
                        look.Towards((float)gaze.Azimuth, (float)gaze.Elevation);
                }
            );
            session.Refused.AddListener(problem =>
                state = problem.Type == XrProblem.PassRequired ? "Scan the code on the panel." : problem.Title
            );
        }

        private void Update()
        {
            if (finger.Drag() is { } moved)
            {
                if (overCamera)
                    GetComponent<NorthAlignment>().Drag(moved.x);
                else
                    look.Drag(moved);
            }

            if (!overCamera && view != null)
                view.transform.rotation = look.Rotation;
        }

        private void OnGUI() => GUI.Label(new Rect(20, 20, Screen.width - 40, 60), state);
    }
}
