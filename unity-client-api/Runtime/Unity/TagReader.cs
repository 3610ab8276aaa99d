#nullable enable
using System;
using System.IO;
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

        private void OnEnable() => Application.deepLinkActivated += TakeLink;

        private void TakeLink(string address)
        {
            // It becomes the address that started the app, for whoever asks afterwards.
            RememberStart(address);
            Take(address);
        }

        private static string StartFile => Path.Combine(Application.persistentDataPath, "xrcontent", "started.txt");

        private static string LastStart()
        {
            try
            {
                return File.Exists(StartFile) ? File.ReadAllText(StartFile) : "";
            }
            catch (Exception broken) when (broken is IOException || broken is UnauthorizedAccessException)
            {
                return "";
            }
        }

        private static void RememberStart(string address)
        {
            try
            {
                Directory.CreateDirectory(Path.GetDirectoryName(StartFile)!);
                File.WriteAllText(StartFile, address);
            }
            catch (Exception broken) when (broken is IOException || broken is UnauthorizedAccessException)
            {
                // Then it may be taken once more.
            }
        }

        private void Start()
        {
            // The address that started the app stays there all the while, and after the system ended the app and began it anew: whoever has
            // the pass that it gave is not asked again.
            var address = Application.absoluteURL;
            if (string.IsNullOrEmpty(address))
                return;
            var isTaken = address == LastStart() && GetComponent<XrContentSession>().Client.Pass != null;
            if (isTaken && GroupLink.Parse(address) is null)
                return;
            RememberStart(address);
            Take(address);
        }

        private void OnDisable() => Application.deepLinkActivated -= TakeLink;

        private void OnDestroy() => ending.Cancel();

        /// <summary>Takes what a camera sees, over and over: a code that stays before it is taken once.</summary>
        public void TakeSeen(string scanned)
        {
            if (isTaking || (scanned == last && Time.realtimeSinceStartup - lastAt < SameAgain))
                return;
            (last, lastAt) = (scanned, Time.realtimeSinceStartup);
            Take(scanned);
        }

        /// <summary>Takes what was scanned, touched or typed.</summary>
        public async void Take(string scanned)
        {
            if (isTaking)
                return;
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
