#nullable enable
using UnityEngine;
using XrContent.Client;
using XrContent.Unity;

namespace XrContent.Samples
{
    /// <summary>Stands on the Inasayama deck: how far the bomb reached, in true directions. Drag to lay the drawn hills on the real ones.</summary>
    [RequireComponent(typeof(XrContentSession))]
    [RequireComponent(typeof(OverlayRenderer))]
    [RequireComponent(typeof(NorthAlignment))]
    public sealed class InasayamaAR : MonoBehaviour
    {
        private string state = "Loading…";
        private float? held;

        private void Start()
        {
            var session = GetComponent<XrContentSession>();
            GetComponent<OverlayRenderer>().Follow(session);
            session.Opened.AddListener((scene, view) => state = $"{scene.Title.In(session.Language)} · terrain: {view.Terrain}");
            session.Refused.AddListener(problem => state = problem.Type == XrProblem.PassRequired ? "Scan the code on the panel." : problem.Title);
        }

        private void Update()
        {
            if (!Input.GetMouseButton(0))
            {
                held = null;
                return;
            }

            if (held is { } from) GetComponent<NorthAlignment>().Drag(Input.mousePosition.x - from);
            held = Input.mousePosition.x;
        }

        private void OnGUI() => GUI.Label(new Rect(20, 20, Screen.width - 40, 60), state);
    }
}
