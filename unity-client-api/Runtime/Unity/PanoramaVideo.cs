#nullable enable
using System;
using System.Threading;
using System.Threading.Tasks;
using UnityEngine;
using UnityEngine.Video;
using XrContent.Client;

namespace XrContent.Unity
{
    /// <summary>
    /// Plays a 360 degree film as the sky. Players of films bring no pass: it is loaded with the session's own, as a file that is there
    /// until the pass ends, and played from there. Of a film of two eyes the left one is shown.
    /// </summary>
    [RequireComponent(typeof(VideoPlayer))]
    public sealed class PanoramaVideo : MonoBehaviour
    {
        [Tooltip("A material with the shader XrContent/Sky; empty makes one")]
        [SerializeField]
        private Material? skybox;

        [Tooltip("Pixels of the whole sphere at most")]
        [SerializeField]
        private int width = 2048;

        private readonly Owned owned = new Owned();
        private CancellationTokenSource? showing;
        private RenderTexture? target;
        private Material? sky;
        private Material? before;

        /// <summary>Loads and plays the film of a capture, muted until the visitor asks for sound.</summary>
        /// <param name="session">Whose pass opens it.</param>
        /// <param name="capture">With a film.</param>
        /// <param name="progress">Of the loading, 0 to 1.</param>
        /// <returns>Null when it plays, or why it does not.</returns>
        public async Task<XrProblem?> PlayAsync(XrContentSession session, SceneCapture capture, IProgress<double>? progress = null)
        {
            if (!(capture.Media.Film is { } film))
                return new XrProblem { Type = XrProblem.NotFound, Title = "This capture is a still." };
            Stop();
            var mine = showing = new CancellationTokenSource();
            try
            {
                var file = await session.Client.FilmAsync(film, width, progress, mine.Token);
                if (mine.IsCancellationRequested || file.Problem != null)
                    return file.Problem;
                Play(file.Value!, film, capture.Pose.Heading ?? 0);
            }
            catch (OperationCanceledException)
            {
                // Another one plays, or none.
            }

            return null;
        }

        /// <summary>Ends it: the sky is what it was before.</summary>
        public void Stop()
        {
            showing?.Cancel();
            showing = null;
            var player = GetComponent<VideoPlayer>();
            if (player != null)
                player.Stop();
            if (sky != null && RenderSettings.skybox == sky)
                RenderSettings.skybox = before!;
            if (target == null)
                return;
            target.Release();
            Destroy(target);
            target = null;
        }

        private void OnDestroy()
        {
            Stop();
            owned.Release();
        }

        private static void Tell(VideoPlayer player, string message) =>
            Debug.LogWarning($"The film does not play on this device: {message}");

        private void Play(string file, FilmLinks film, double heading)
        {
            if (sky == null)
            {
                sky = owned.Add(skybox != null ? new Material(skybox) : Paint.Sky());
                before = RenderSettings.skybox;
            }

            var isStereo = film.Stereo == "top-bottom";
            target = new RenderTexture(width, isStereo ? width : width / 2, 0);
            var player = GetComponent<VideoPlayer>();
            player.source = VideoSource.Url;
            player.url = file;
            player.renderMode = VideoRenderMode.RenderTexture;
            player.targetTexture = target;
            player.isLooping = true;
            player.SetDirectAudioMute(0, true);
            player.errorReceived -= Tell;
            player.errorReceived += Tell;
            sky.mainTexture = target;
            sky.SetFloat("_Heading", (float)heading);
            sky.SetFloat("_Rows", isStereo ? 2 : 1);
            RenderSettings.skybox = sky;
            player.Play();
        }
    }
}
