#nullable enable
using System.Threading;
using System.Threading.Tasks;
using UnityEngine;
#if UNITY_ANDROID
using UnityEngine.Android;
#endif

namespace XrContent.Unity
{
    /// <summary>Asks the person for what the phone guards, and waits for their answer.</summary>
    internal static class PhonePermission
    {
        /// <summary>Whether the camera may be used.</summary>
        public static Task<bool> CameraAsync(CancellationToken cancel)
        {
#if UNITY_ANDROID
            return AskAsync(Permission.Camera, cancel);
#else
            return AskAsync(UserAuthorization.WebCam, cancel);
#endif
        }

        /// <summary>Whether the position may be read; where the phone itself asks when it is read, that is the question.</summary>
        public static Task<bool> PositionAsync(CancellationToken cancel)
        {
#if UNITY_ANDROID
            return AskAsync(Permission.FineLocation, cancel);
#else
            return Task.FromResult(true);
#endif
        }

#if UNITY_ANDROID
        private static async Task<bool> AskAsync(string permission, CancellationToken cancel)
        {
            if (Permission.HasUserAuthorizedPermission(permission))
                return true;
            var answer = new TaskCompletionSource<bool>();
            var callbacks = new PermissionCallbacks();
            callbacks.PermissionGranted += _ => answer.TrySetResult(true);
            callbacks.PermissionDenied += _ => answer.TrySetResult(false);
            using var gone = cancel.Register(() => answer.TrySetCanceled());
            Permission.RequestUserPermission(permission, callbacks);
            return await answer.Task;
        }
#else
        private static async Task<bool> AskAsync(UserAuthorization what, CancellationToken cancel)
        {
            var asking = Application.RequestUserAuthorization(what);
            while (!asking.isDone)
            {
                cancel.ThrowIfCancellationRequested();
                await Task.Yield();
            }

            return Application.HasUserAuthorization(what);
        }
#endif
    }
}
