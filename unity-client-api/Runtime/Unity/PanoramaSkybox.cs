#nullable enable
using System;
using System.Threading;
using System.Threading.Tasks;
using UnityEngine;
using XrContent.Client;

namespace XrContent.Unity
{
    /// <summary>
    /// Shows a capture as the sky: its small picture at once, and where one looks its tiles, as fine as the screen shows. All textures
    /// together never take more than <see cref="MostBytes"/>.
    /// </summary>
    public sealed class PanoramaSkybox : MonoBehaviour
    {
        /// <summary>Bytes of textures at most.</summary>
        public const long MostBytes = 150L << 20;

        [Tooltip("A material with the shader XrContent/Sky; empty makes one")]
        [SerializeField]
        private Material? skybox;

        [Tooltip("Pixels of the whole sphere that are asked for at most")]
        [SerializeField]
        private int widest = 16384;

        [Tooltip("The camera that looks round; empty for the main one")]
        [SerializeField]
        private Camera? view;

        private readonly Owned owned = new Owned();
        private CancellationTokenSource? showing;
        private PanoramaTiles? tiles;
        private Texture2D? rough;
        private Material? sky;
        private Material? before;
        private string shown = "";

        /// <summary>Bytes that its textures take now.</summary>
        public long Bytes => (rough != null ? Pictures.Bytes(rough) : 0) + (tiles?.Bytes ?? 0);

        /// <summary>Whether it is not yet as fine as it will be where one looks.</summary>
        public bool IsLoading => rough == null || tiles is { IsComing: true };

        /// <summary>Shows a capture in place of what is shown, turned to true north; one that is shown already stays.</summary>
        public async Task ShowAsync(XrContentSession session, SceneCapture capture)
        {
            var heading = capture.Pose.Heading ?? 0;
            var mark = FormattableString.Invariant($"{capture.Media.Base} {heading}");
            if (mark == shown)
                return;
            shown = mark;
            showing?.Cancel();
            var mine = showing = new CancellationTokenSource();
            try
            {
                var first = await session.Client.MediaAsync(capture.Media.Base, mine.Token);
                if (mine.IsCancellationRequested)
                    return;
                if (!(first.Value is { } file) || !(Pictures.Read(file) is { } picture))
                {
                    // Nothing is better than another place's sky. Asked for again it is tried again.
                    Clear();
                    return;
                }

                Apply(picture, heading);
                tiles?.Dispose();
                tiles = capture.Media.Tiles is { } links
                    ? new PanoramaTiles(session, links, heading, picture.width, MostBytes - Pictures.Bytes(picture), transform)
                    : null;
            }
            catch (OperationCanceledException)
            {
                // Another one is shown, or none.
            }
        }

        /// <summary>Shows nothing any more: the sky is what it was before.</summary>
        public void Clear()
        {
            showing?.Cancel();
            (showing, shown) = (null, "");
            tiles?.Dispose();
            tiles = null;
            if (sky != null && RenderSettings.skybox == sky)
                RenderSettings.skybox = before!;
            if (rough != null)
                Destroy(rough);
            rough = null;
        }

        private void Update()
        {
            var camera = view != null ? view : Camera.main;
            if (camera != null)
                tiles?.Look(camera, widest);
        }

        private void OnDestroy()
        {
            Clear();
            owned.Release();
        }

        private void Apply(Texture2D picture, double heading)
        {
            if (sky == null)
            {
                // The project's own material stays as it is on the disk.
                sky = owned.Add(skybox != null ? new Material(skybox) : Paint.Sky());
                before = RenderSettings.skybox;
            }

            sky.mainTexture = picture;
            sky.SetFloat("_Heading", (float)heading);
            sky.SetFloat("_Rows", 1);
            RenderSettings.skybox = sky;
            if (rough != null)
                Destroy(rough);
            rough = picture;
        }
    }
}
