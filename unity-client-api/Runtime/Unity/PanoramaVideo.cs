#nullable enable
using System;
using UnityEngine;
using UnityEngine.Video;
using XrContent.Client;

namespace XrContent.Unity
{
    /// <summary>Plays a 360 degree film as the sky. Of a film of two eyes the left one is shown.</summary>
    [RequireComponent(typeof(VideoPlayer))]
    public sealed class PanoramaVideo : MonoBehaviour
    {
        [Tooltip("A material with the shader XrContent/Sky; empty makes one")]
        [SerializeField]
        private Material? skybox;

        [SerializeField]
        private int width = 2048;

        private RenderTexture? target;

        /// <summary>Plays the film of a capture, muted until the visitor asks for sound.</summary>
        public void Play(XrContentSession session, SceneCapture capture)
        {
            if (capture.Media.Film is not { } film)
                return;
            if (skybox == null)
                skybox = Paint.Sky();
            target = new RenderTexture(width, film.Stereo == "top-bottom" ? width : width / 2, 0);
            var player = GetComponent<VideoPlayer>();
            player.source = VideoSource.Url;
            player.url = new Uri(session.Client.Server, film.Hls).ToString();
            player.renderMode = VideoRenderMode.RenderTexture;
            player.targetTexture = target;
            player.isLooping = true;
            player.SetDirectAudioMute(0, true);
            skybox.mainTexture = target;
            skybox.SetFloat("_Heading", (float)(capture.Pose.Heading ?? 0));
            skybox.SetFloat("_Rows", film.Stereo == "top-bottom" ? 2 : 1);
            RenderSettings.skybox = skybox;
            player.Play();
        }

        private void OnDestroy()
        {
            if (target != null)
                target.Release();
        }
    }
}
