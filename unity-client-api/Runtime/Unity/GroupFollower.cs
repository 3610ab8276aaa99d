#nullable enable
using System;
using System.IO;
using System.Threading.Tasks;
using UnityEngine;
using UnityEngine.Events;
using XrContent.Client;

namespace XrContent.Unity
{
    /// <summary>
    /// Follows a guide, who leads with this package or in a browser: opens the scenes that they show and looks where they look. Or
    /// leads: what this phone opens and looks at is shown to all who follow.
    /// </summary>
    [RequireComponent(typeof(XrContentSession))]
    public sealed class GroupFollower : MonoBehaviour
    {
        private const float Between = 0.5f;
        private XrContentSession session = null!;
        private string? shown;
        private float last;

        /// <summary>
        /// What happens to the group, in words for a developer's log: following, waiting, unknown, closed, ended, away, back.
        /// </summary>
        public UnityEvent<string> Told = new UnityEvent<string>();

        /// <summary>The code that followers type while this phone leads; null while it does not.</summary>
        public string? Leads { get; private set; }

        /// <summary>Where the guide looks now; null where they have not said.</summary>
        public GuideLook? Look { get; private set; }

        private void Awake() => session = GetComponent<XrContentSession>();

        private void OnEnable()
        {
            var tags = GetComponent<TagReader>();
            if (tags != null)
                tags.GroupScanned.AddListener(FollowScanned);
        }

        private void OnDisable()
        {
            var tags = GetComponent<TagReader>();
            if (tags != null)
                tags.GroupScanned.RemoveListener(FollowScanned);
        }

        private void FollowScanned(string code) => _ = FollowAsync(code);

        private void Start()
        {
            session.Live.Stepped += TakeStep;
            session.Live.GuideChanged += TakeGuide;
            session.Live.GroupEnded += TakeEnd;
        }

        private void OnDestroy()
        {
            session.Live.Stepped -= TakeStep;
            session.Live.GuideChanged -= TakeGuide;
            session.Live.GroupEnded -= TakeEnd;
        }

        /// <summary>Follows the group of a code.</summary>
        public Task FollowAsync(string code) =>
            TellAsync(async () =>
            {
                var said = await session.Live.FollowAsync(code);
                // Whoever follows leads no more.
                if (said == "following" || said == "waiting")
                    Leads = null;
                return said;
            });

        /// <summary>Begins a group that this phone leads.</summary>
        public Task LeadAsync() =>
            TellAsync(async () =>
            {
                Leads = (await session.Live.BeginGroupAsync()).Code;
                shown = null;
                return Leads;
            });

        /// <summary>Leaves the group, or ends the one that is led.</summary>
        public Task LeaveAsync() =>
            TellAsync(async () =>
            {
                (Leads, Look) = (null, null);
                await session.Live.LeaveGroupAsync();
                return "left";
            });

        private void Update()
        {
            var camera = Camera.main;
            if (Leads is null || session.Scene is null || camera == null || Time.realtimeSinceStartup - last < Between)
                return;
            last = Time.realtimeSinceStartup;
            // In AR the space lies as the phone was held when it began: before north is found nobody knows where it looks.
            var north = GetComponentInChildren<NorthAlignment>();
            var isTurned = north != null && north.isActiveAndEnabled;
            if (isTurned && north!.Means == NorthMeans.None)
                return;
            var (turned, elevation) = Directions.FromUnity(camera.transform.forward);
            var azimuth = isTurned ? ((turned - north!.Offset) % 360 + 360) % 360 : turned;
            var look = new GuideLook(azimuth, elevation);
            // A hand that rests says nothing.
            var scene = session.Scene.Id;
            if (shown == scene + look)
                return;
            shown = scene + look;
            _ = TellAsync(async () =>
            {
                await session.Live.ShowAsync(scene, look);
                return null;
            });
        }

        private async Task TellAsync(Func<Task<string?>> act)
        {
            try
            {
                if (await act() is { } said)
                    Told.Invoke(said);
            }
            catch (Exception refused) when (refused is InvalidOperationException || refused is IOException)
            {
                Told.Invoke(refused.Message);
            }
        }

        private void TakeStep(string scene, string? state) => session.OnMainThread(() => Show(scene, GuideLook.Parse(state)));

        private void TakeGuide(bool isHere) => session.OnMainThread(() => Told.Invoke(isHere ? "back" : "away"));

        private void TakeEnd(string code) =>
            session.OnMainThread(() =>
            {
                (Leads, Look) = (null, null);
                Told.Invoke("ended");
            });

        private void Show(string scene, GuideLook? look)
        {
            Look = look;
            if (scene != session.Scene?.Id)
                _ = session.OpenAsync(scene);
            var around = GetComponent<LookAround>();
            if (look != null && around != null && around.isActiveAndEnabled)
                around.Towards(look.Azimuth, look.Elevation);
        }
    }
}
