#nullable enable
using UnityEngine;

namespace XrContent.Unity
{
    /// <summary>Makes textures of what the server sends.</summary>
    internal static class Pictures
    {
        /// <summary>A PNG or JPEG as a texture, without a second copy for programs to read; null where it is neither.</summary>
        public static Texture2D? Read(byte[] file)
        {
            var texture = new Texture2D(2, 2, TextureFormat.RGBA32, false) { wrapMode = TextureWrapMode.Clamp };
            if (texture.LoadImage(file, true))
                return texture;
            Object.Destroy(texture);
            return null;
        }

        /// <summary>What a texture takes, bytes: devices pad three colours to four.</summary>
        public static long Bytes(Texture texture) => 4L * texture.width * texture.height;
    }
}
