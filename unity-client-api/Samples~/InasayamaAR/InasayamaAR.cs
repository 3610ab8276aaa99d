#nullable enable
using UnityEngine;
using XrContent.Client;
using XrContent.Unity;

namespace XrContent.Samples
{
    /// <summary>Stands on the Inasayama deck: how far the bomb reached, in true directions. Drag to lay the drawn hills on the real ones.</summary>
    public sealed class InasayamaAR : MonoBehaviour
    {
        [SerializeField] private XrContentSession? session;
        [SerializeField] private OverlayRenderer? overlays;
        [SerializeField] private NorthAlignment? north;

        private string state = "Loading…";
        private float? held;

        private void Start()
        {
            overlays!.Follow(session!);
            session!.Opened.AddListener((scene, view) => state = $"{scene.Title.In(session.Language)} · terrain: {view.Terrain}");
            session.Refused.AddListener(problem => state = problem.Type == XrProblem.PassRequired ? "Scan the code on the panel." : problem.Title);
        }

        private void Update()
        {
            if (!Input.GetMouseButton(0))
            {
                held = null;
                return;
            }

            if (held is { } from) north!.Drag(Input.mousePosition.x - from);
            held = Input.mousePosition.x;
        }

        private void OnGUI() => GUI.Label(new Rect(20, 20, Screen.width - 40, 60), state);
    }
}
