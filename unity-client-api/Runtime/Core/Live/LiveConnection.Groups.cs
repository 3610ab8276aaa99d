#nullable enable
using System;
using System.IO;
using System.Threading.Tasks;
using Newtonsoft.Json.Linq;

namespace XrContent.Client
{
    /// <summary>A group as its guide begins it.</summary>
    public sealed class BegunGroup
    {
        internal BegunGroup(string code, string secret)
        {
            (Code, Secret) = (code, secret);
        }

        /// <summary>What followers scan or type.</summary>
        public string Code { get; }

        /// <summary>By which the guide comes back as the guide; nobody else is told.</summary>
        public string Secret { get; }
    }

    /// <summary>Guides and who follows them: with the browser's guides and followers as with one another.</summary>
    public sealed partial class LiveConnection
    {
        /// <summary>What <see cref="FollowAsync(string)"/> came to: the guide's steps come from now on.</summary>
        public const string Following = "following";

        /// <summary>The guide must come back first; then steps come.</summary>
        public const string Waiting = "waiting";

        /// <summary>Nobody leads a group of this code.</summary>
        public const string Unknown = "unknown";

        /// <summary>The guide takes nobody in any more.</summary>
        public const string Closed = "closed";

        private string? followed;
        private string? key;
        private bool isJoined;
        private BegunGroup? led;

        /// <summary>The guide of the group that one follows shows a scene; <see cref="GuideLook.Parse"/> reads where they look.</summary>
        public event Action<string, string?>? Stepped;

        /// <summary>False when the guide's phone dropped, true when it is back.</summary>
        public event Action<bool>? GuideChanged;

        /// <summary>The group of this code is over: its guide ended it, or there was none when the connection came.</summary>
        public event Action<string>? GroupEnded;

        /// <summary>Follows the group that a guide began, here or in a browser, until it ends or one leaves.</summary>
        /// <param name="code">As the guide shows it; spaces and hyphens do not matter.</param>
        /// <returns><see cref="Following"/>, <see cref="Waiting"/>, <see cref="Unknown"/> or <see cref="Closed"/>.</returns>
        /// <exception cref="IOException">The connection went.</exception>
        public async Task<string> FollowAsync(string code)
        {
            var name = code.Replace(" ", "").Replace("-", "").ToUpperInvariant();
            if (name != followed)
                key = null;
            if (!(hub is { } open))
            {
                // Whoever connects next follows; what came of it is told by steps, or by the group's end.
                (followed, isJoined, led) = (name, false, null);
                return Waiting;
            }

            var outcome = await FollowAsync(open, name).ConfigureAwait(false);
            if (outcome == Following || outcome == Waiting)
                (followed, isJoined, led) = (name, false, null);
            return outcome;
        }

        /// <summary>Begins a group that one leads. Needs a pass where the server asks for one.</summary>
        /// <exception cref="InvalidOperationException">The server refused, in its own words.</exception>
        /// <exception cref="IOException">There is no connection now.</exception>
        public async Task<BegunGroup> BeginGroupAsync()
        {
            var begun = await Open().InvokeAsync("BeginGroup").ConfigureAwait(false);
            led = new BegunGroup((string?)begun?["code"] ?? "", (string?)begun?["secret"] ?? "");
            (followed, key) = (null, null);
            return led;
        }

        /// <summary>Shows a scene to the group that one leads.</summary>
        /// <exception cref="InvalidOperationException">One leads none, or the server refused, in its own words.</exception>
        /// <exception cref="IOException">There is no connection now.</exception>
        public Task ShowAsync(string scene, GuideLook? look = null) =>
            led is { } group
                ? LeadAsync(group.Code, scene, look?.ToString())
                : throw new InvalidOperationException("Begin a group first: BeginGroupAsync.");

        /// <summary>Shows a scene to a group of a code that nobody began; who leads it first leads it.</summary>
        /// <exception cref="InvalidOperationException">Somebody else leads this code.</exception>
        /// <exception cref="IOException">There is no connection now.</exception>
        public Task LeadAsync(string code, string scene, string? state = null) =>
            Open().InvokeAsync("Lead", code, new JObject { ["scene"] = scene, ["state"] = state });

        /// <summary>Joins a group of a code that nobody need have begun, now or as soon as there is a connection.</summary>
        /// <exception cref="InvalidOperationException">The server refused, in its own words.</exception>
        public async Task JoinGroupAsync(string code)
        {
            (followed, key, isJoined, led) = (code, null, true, null);
            if (hub is { } open)
                await open.InvokeAsync("JoinGroup", code).ConfigureAwait(false);
        }

        /// <summary>Leaves the group that one follows, or ends the one that one leads.</summary>
        /// <exception cref="IOException">There is no connection now; it is not joined again when there is one.</exception>
        public async Task LeaveGroupAsync()
        {
            (followed, key, led) = (null, null, null);
            var open = Open();
            await open.InvokeAsync("Leave").ConfigureAwait(false);
            await SayCellAsync(open, afresh: true).ConfigureAwait(false);
        }

        private HubSocket Open() => hub ?? throw new IOException("There is no connection now; it is coming back.");

        private async Task<string> FollowAsync(HubSocket open, string code)
        {
            var said = await open.InvokeAsync("Follow", code, key).ConfigureAwait(false);
            if ((string?)said?["key"] is { } mine)
                key = mine;
            return (string?)said?["outcome"] ?? Unknown;
        }

        private async Task ComeBackAsync(HubSocket open)
        {
            if (led is { } group)
            {
                var resumed = await open.InvokeAsync("ResumeGroup", group.Code, group.Secret).ConfigureAwait(false);
                if (resumed is null || resumed.Type == JTokenType.Null)
                    End(group.Code);
            }
            else if (followed is { } code && isJoined)
            {
                await JoinAgainAsync(open, code).ConfigureAwait(false);
            }
            else if (followed is { } name && await FollowAsync(open, name).ConfigureAwait(false) is Unknown or Closed)
            {
                End(name);
            }
        }

        private async Task JoinAgainAsync(HubSocket open, string code)
        {
            try
            {
                await open.InvokeAsync("JoinGroup", code).ConfigureAwait(false);
            }
            catch (InvalidOperationException)
            {
                // Closed to newcomers meanwhile, and this one is new to the server.
                End(code);
            }
        }

        private void HearGroup(string target, JArray arguments)
        {
            switch (target)
            {
                case "Step" when arguments.Count > 0 && arguments[0] is JObject step:
                    foreach (var handler in Stepped?.GetInvocationList() ?? Array.Empty<Delegate>())
                        Guarded(() => ((Action<string, string?>)handler)((string?)step["scene"] ?? "", (string?)step["state"]));
                    return;
                case "Guide" when arguments.Count > 0 && arguments[0].Type == JTokenType.Boolean:
                    Tell(GuideChanged, (bool)arguments[0]);
                    return;
                case "Ended" when arguments.Count > 0:
                    End((string?)arguments[0] ?? "");
                    return;
                default:
                    return;
            }
        }

        private void End(string code)
        {
            (followed, key, led) = (null, null, null);
            Tell(GroupEnded, code);
        }
    }
}
