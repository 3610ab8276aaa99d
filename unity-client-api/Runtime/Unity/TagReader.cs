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
    /// the app is registered for the server's links), as a code read by <see cref="QrScanner"/>, or typed. Where a tag wants the position it
    /// is asked for then.
    /// </summary>
    [RequireComponent(typeof(XrContentSession))]
    public sealed class TagReader : MonoBehaviour
    {
        private readonly CancellationTokenSource ending = new CancellationTokenSource();
        private bool isTaking;

        /// <summary>A guide's code was scanned: whoever follows groups takes it.</summary>
        public UnityEvent<string> GroupScanned = new UnityEvent<string>();

        private void OnEnable()
        {
            Application.deepLinkActivated += Take;
            if (!string.IsNullOrEmpty(Application.absoluteURL))
                Take(Application.absoluteURL);
        }

        private void OnDisable() => Application.deepLinkActivated -= Take;

        private void OnDestroy() => ending.Cancel();

        /// <summary>Takes what was scanned, touched or typed.</summary>
        public async void Take(string scanned)
        {
            if (GroupLink.Parse(scanned) is { } code)
            {
                GroupScanned.Invoke(code);
                return;
            }

            // A camera that reads the same code thirty times a second taps once.
            if (isTaking || scanned.Trim().Length == 0)
                return;
            isTaking = true;
            var session = GetComponent<XrContentSession>();
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
