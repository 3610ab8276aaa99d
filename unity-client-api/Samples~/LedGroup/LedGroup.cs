#nullable enable
using System;
using UnityEngine;
using XrContent.Unity;

namespace XrContent.Samples
{
    /// <summary>A class on the deck: the guide opens scenes, every phone of the group shows them.</summary>
    [RequireComponent(typeof(SceneStarter))]
    [RequireComponent(typeof(OverlayRenderer))]
    [RequireComponent(typeof(PanoramaSkybox))]
    public sealed class LedGroup : MonoBehaviour
    {
        [SerializeField]
        private bool leads;
        private string code = "NAGA1";
        private string scene = "inasayama-impact";
        private string state = "";

        private XrContentSession Session => GetComponent<XrContentSession>();

        private void Start() => Session.Led.AddListener(id => _ = Session.OpenAsync(id));

        private async void OnGUI()
        {
            code = GUI.TextField(new Rect(20, 20, 160, 40), code);
            scene = GUI.TextField(new Rect(190, 20, 260, 40), scene);
            GUI.Label(new Rect(20, 120, 600, 40), state);
#if !ENABLE_LEGACY_INPUT_MANAGER
            GUI.Label(new Rect(20, 160, 900, 40), "These buttons need Project Settings > Player > Active Input Handling: Both.");
#endif
            if (!GUI.Button(new Rect(20, 70, 160, 40), leads ? "Show" : "Follow"))
                return;
            try
            {
                await (leads ? Session.Live.LeadAsync(code, scene) : Session.Live.JoinGroupAsync(code));
                state = leads ? "Shown to the group." : "Following.";
            }
            catch (InvalidOperationException refused)
            {
                state = refused.Message;
            }
        }
    }
}
