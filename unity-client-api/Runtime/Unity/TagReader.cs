#nullable enable
using System;
using System.Threading;
using UnityEngine;
using UnityEngine.Events;
using XrContent.Client;

namespace XrContent.Unity
{
    /// <summary>
    /// Takes tags however they come: as the address that opened the app (a QR code read by the phone's own camera, or a chip touched, where
    /// the app is registered for the server's links), as a code read by <see cref="QrScanner"/>, or typed. Where a tag wants the
    /// position it is asked for then.
    /// </summary>
    [RequireComponent(typeof(XrContentSession))]
    public sealed class TagReader : MonoBehaviour
    {
        private readonly CancellationTokenSource ending = new CancellationTokenSource();
        private const float SameAgain = 10;
        private bool isTaking;
        private string last = "";
        private float lastAt;

        /// <summary>A guide's code was scanned: whoever follows groups takes it.</summary>
        public UnityEvent<string> GroupScanned = new UnityEvent<string>();

        private void OnEnable() => Application.deepLinkActivated += Take;

        private void Start()
        {
            // The address that started the app stays there all the while: who has a pass from it already is not asked again.
            var address = Application.absoluteURL;
            if (
                !string.IsNullOrEmpty(address) && (GroupLink.Parse(address) != null || GetComponent<XrContentSession>().Client.Pass is null)
            )
                Take(address);
        }

        private void OnDisable() => Application.deepLinkActivated -= Take;

        private void OnDestroy() => ending.Cancel();

        /// <summary>Takes what was scanned, touched or typed.</summary>
        public async void Take(string scanned)
        {
            // A code that stays before the camera is taken once.
            if (isTaking || (scanned == last && Time.realtimeSinceStartup - lastAt < SameAgain))
                return;
            (last, lastAt) = (scanned, Time.realtimeSinceStartup);
            var session = GetComponent<XrContentSession>();
            if (GroupLink.Parse(scanned) is { } code)
            {
                GroupScanned.Invoke(code);
                return;
            }

            // Whatever else is about, a network's password or another's address, is not for the server to know.
            if (!TagLink.IsTag(scanned, session.Client.Server))
            {
                session.Refused.Invoke(new XrProblem { Type = XrProblem.NotFound, Title = "That is no tag of this server." });
                return;
            }

            isTaking = true;
            try
            {
                var refused = await session.Client.TapAsync(scanned, null, ending.Token);
                if (refused.Problem?.Type == XrProblem.PositionNeeded)
                    await session.TapAsync(scanned, await PhonePosition.ReadAsync(ending.Token));
                else
                    await session.OpenTappedAsync(refused);
            }
            catch (OperationCanceledException)
            {
                // The object is gone.
            }
            finally
            {
                isTaking = false;
            }
        }
    }
}
