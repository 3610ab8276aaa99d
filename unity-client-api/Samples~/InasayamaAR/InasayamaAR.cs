#nullable enable
using System;
using UnityEngine;
using XrContent.Client;
using XrContent.Unity;

namespace XrContent.Samples
{
    /// <summary>
    /// Stands on the Inasayama deck: how far the bomb reached, in true directions. At a desk over the deck's panorama, in which a drag
    /// or the phone looks round; on the deck, with AR Foundation, over the camera, where a drag lays the drawn hills on the real ones;
    /// in a headset all round.
    /// </summary>
    [RequireComponent(typeof(SceneStarter))]
    [RequireComponent(typeof(OverlayRenderer))]
    [RequireComponent(typeof(PanoramaSkybox))]
    [RequireComponent(typeof(NorthAlignment))]
    [RequireComponent(typeof(LookAround))]
    [RequireComponent(typeof(TagReader))]
    public sealed class InasayamaAR : MonoBehaviour
    {
        private string state = "Loading…";
        private string typed = "";
        private bool isRefused;

        private void Start()
        {
            var session = GetComponent<XrContentSession>();
            session.Opened.AddListener(
                (scene, seen) =>
                {
                    isRefused = false;
                    state = $"{scene.Title.In(session.Language)} · terrain: {seen.Terrain}";
                }
            );
            session.Refused.AddListener(problem =>
            {
                isRefused = problem.Type == XrProblem.PassRequired;
                state = isRefused ? "Scan the code on the panel, or type what stands under it." : $"{problem.Title} {problem.Detail}";
            });
            session.Closed.AddListener(() => state = "This is closed now. Scan the code on the panel to go on.");
        }

        private void OnGUI()
        {
            GUI.Label(new Rect(20, 20, Screen.width - 40, 60), $"{state}\n{North()}");
            if (!isRefused)
                return;
#if !ENABLE_LEGACY_INPUT_MANAGER
            GUI.Label(new Rect(20, 140, 900, 40), "This field needs Project Settings > Player > Active Input Handling: Both.");
#endif
            typed = GUI.TextField(new Rect(20, 90, 260, 40), typed);
            if (GUI.Button(new Rect(290, 90, 100, 40), "Open"))
                GetComponent<TagReader>().Take(typed);
        }

        /// <summary>How north is known, said as it is.</summary>
        private string North()
        {
            var north = GetComponent<NorthAlignment>();
            if (!north.isActiveAndEnabled)
                return "";
            return north.Means switch
            {
                NorthMeans.None => "North is not known yet: drag the drawn hills onto the real ones.",
                NorthMeans.Compass => FormattableString.Invariant(
                    $"North by the compass, which may be off by {north.Accuracy:0}°: drag the drawn hills onto the real ones."
                ),
                _ => FormattableString.Invariant($"North by {north.Means}, within {north.Accuracy:0.#}°."),
            };
        }
    }
}
