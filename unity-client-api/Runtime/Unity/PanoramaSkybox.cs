#nullable enable
using System.Threading;
using System.Threading.Tasks;
using UnityEngine;
using XrContent.Client;

namespace XrContent.Unity
{
    /// <summary>Shows a capture as the sky: the small picture at once, then tiles until it is sharp.</summary>
    public sealed class PanoramaSkybox : MonoBehaviour
    {
        [Tooltip("A material with the shader XrContent/Sky; empty makes one")]
        [SerializeField]
        private Material? skybox;

        [Tooltip("Pixels of the whole sphere at most; a phone shows about 4096")]
        [SerializeField]
        private int widest = 4096;

        private CancellationTokenSource? showing;

        /// <summary>Shows a capture in place of what is shown, turned to true north.</summary>
        public async Task ShowAsync(XrContentSession session, SceneCapture capture)
        {
            showing?.Cancel();
            showing = new CancellationTokenSource();
            var cancel = showing.Token;
            var first = await session.Client.MediaAsync(capture.Media.Base, cancel);
            if (first.Value is not { } file || cancel.IsCancellationRequested)
                return;
            var rough = new Texture2D(2, 2);
            rough.LoadImage(file);
            Apply(rough, capture.Pose.Heading ?? 0);
            if (capture.Media.Tiles is { } tiles)
                await SharpenAsync(session, tiles, rough, capture.Pose.Heading ?? 0, cancel);
        }

        private void OnDestroy() => showing?.Cancel();

        private async Task SharpenAsync(
            XrContentSession session,
            TileLinks tiles,
            Texture2D rough,
            double heading,
            CancellationToken cancel
        )
        {
            var number = tiles.Levels.FindLastIndex(level => level.Width <= widest);
            if (number < 0 || tiles.Levels[number].Width <= rough.width)
                return;
            var level = tiles.Levels[number];
            var (sharp, tile) = (new Texture2D(level.Width, level.Width / 2), new Texture2D(2, 2));
            for (var row = 0; row < level.Rows; row++)
            {
                for (var column = 0; column < level.Columns; column++)
                {
                    var bytes = await session.Client.MediaAsync(tiles.Tile(number, column, row), cancel);
                    if (cancel.IsCancellationRequested)
                        return;
                    if (bytes.Value is not { } file)
                        return;
                    tile.LoadImage(file);
                    var (x, top) = (column * level.Width / level.Columns, row * (level.Width / 2) / level.Rows);
                    // Textures begin at the bottom, pictures at the top.
                    sharp.SetPixels32(x, level.Width / 2 - top - tile.height, tile.width, tile.height, tile.GetPixels32());
                }

                sharp.Apply();
                if (row == level.Rows / 2)
                    Apply(sharp, heading);
            }

            Apply(sharp, heading);
        }

        private void Apply(Texture texture, double heading)
        {
            if (skybox == null)
                skybox = Paint.Sky();
            skybox.mainTexture = texture;
            skybox.SetFloat("_Heading", (float)heading);
            skybox.SetFloat("_Rows", 1);
            RenderSettings.skybox = skybox;
        }
    }
}
