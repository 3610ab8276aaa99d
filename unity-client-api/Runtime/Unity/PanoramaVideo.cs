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
        [Tooltip("A material with the shader Skybox/Panoramic; empty makes one")]
        [SerializeField] private Material? skybox;

        [SerializeField] private int width = 2048;

        private RenderTexture? target;

        /// <summary>Plays the film of a capture, muted until the visitor asks for sound.</summary>
        public void Play(XrContentSession session, SceneCapture capture)
        {
            if (capture.Media.Film is not { } film) return;
            if (skybox == null) skybox = new Material(Shader.Find("Skybox/Panoramic"));
            target = new RenderTexture(width, film.Stereo == "top-bottom" ? width : width / 2, 0);
            var player = GetComponent<VideoPlayer>();
            player.source = VideoSource.Url;
            player.url = new Uri(session.Client.Server, film.Hls).ToString();
            player.renderMode = VideoRenderMode.RenderTexture;
            player.targetTexture = target;
            player.isLooping = true;
            player.SetDirectAudioMute(0, true);
            skybox.mainTexture = target;
            skybox.SetFloat("_Layout", film.Stereo == "top-bottom" ? 2 : 0);
            skybox.SetFloat("_Rotation", (float)DirectionMath.SkyboxRotation(capture.Pose.Heading ?? 0));
            RenderSettings.skybox = skybox;
            player.Play();
        }

        private void OnDestroy()
        {
            if (target != null) target.Release();
        }
    }
}
