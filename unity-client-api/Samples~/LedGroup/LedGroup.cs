#nullable enable
using UnityEngine;
using XrContent.Unity;

namespace XrContent.Samples
{
    /// <summary>
    /// A class on the deck: the guide leads with this sample or with a browser, every phone of the group shows the guide's scene and
    /// looks where the guide looks.
    /// </summary>
    [RequireComponent(typeof(SceneStarter))]
    [RequireComponent(typeof(OverlayRenderer))]
    [RequireComponent(typeof(PanoramaSkybox))]
    [RequireComponent(typeof(LookAround))]
    [RequireComponent(typeof(GroupFollower))]
    public sealed class LedGroup : MonoBehaviour
    {
        private string code = "";
        private string state = "Type the guide's code, or lead a group yourself.";

        private GroupFollower Group => GetComponent<GroupFollower>();

        private void Start() => Group.Told.AddListener(said => state = Words(said));

        private void OnGUI()
        {
            GUI.Label(new Rect(20, 120, Screen.width - 40, 60), Group.Leads is { } led ? $"You lead: {led}" : state);
#if !ENABLE_LEGACY_INPUT_MANAGER
            GUI.Label(new Rect(20, 160, 900, 40), "These buttons need Project Settings > Player > Active Input Handling: Both.");
#endif
            code = GUI.TextField(new Rect(20, 20, 160, 40), code);
            if (GUI.Button(new Rect(190, 20, 120, 40), "Follow"))
                _ = Group.FollowAsync(code);
            if (GUI.Button(new Rect(20, 70, 160, 40), "Lead"))
                _ = Group.LeadAsync();
            if (GUI.Button(new Rect(190, 70, 120, 40), "Leave"))
                _ = Group.LeaveAsync();
        }

        private static string Words(string said) =>
            said switch
            {
                "following" => "Following the guide.",
                "waiting" => "The guide will be back soon.",
                "unknown" => "There is no group of this code.",
                "closed" => "The guide has closed this group to newcomers.",
                "ended" => "The guide has ended the group.",
                "away" => "The guide's phone dropped; it comes back by itself.",
                "back" => "The guide is back.",
                "left" => "You left the group.",
                _ => said,
            };
    }
}
