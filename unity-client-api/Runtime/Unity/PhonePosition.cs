#nullable enable
using System;
using System.Threading;
using System.Threading.Tasks;
using UnityEngine;

namespace XrContent.Unity
{
    /// <summary>
    /// Where the phone is, asked for when a printed tag needs it and not before: it is read once, sent once, and turned off again.
    /// </summary>
    public static class PhonePosition
    {
        private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

        /// <summary>
        /// Degrees north and east, and metres within which that is right; null where the phone or its owner does not say.
        /// </summary>
        public static async Task<(double Latitude, double Longitude, double Accuracy)?> ReadAsync(CancellationToken cancel = default)
        {
#if ENABLE_LEGACY_INPUT_MANAGER
            if (!await PhonePermission.PositionAsync(cancel))
                return null;
            Input.location.Start(5, 1);
            try
            {
                for (var since = Time.realtimeSinceStartup; Time.realtimeSinceStartup - since < Patience.TotalSeconds; await Task.Yield())
                {
                    cancel.ThrowIfCancellationRequested();
                    if (Input.location.status == LocationServiceStatus.Failed)
                        return null;
                    if (Input.location.status != LocationServiceStatus.Running)
                        continue;
                    var at = Input.location.lastData;
                    return (at.latitude, at.longitude, at.horizontalAccuracy);
                }

                return null;
            }
            finally
            {
                Input.location.Stop();
            }
#else
            await Task.Yield();
            Debug.LogWarning("Unity gives the position to the old input handling only: Player Settings > Active Input Handling > Both.");
            return null;
#endif
        }
    }
}
