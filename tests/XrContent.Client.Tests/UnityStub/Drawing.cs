#nullable enable
using System;

namespace UnityEngine
{
    public enum TextureFormat
    {
        RGBA32 = 4,
    }

    public enum TextureWrapMode
    {
        Clamp = 1,
    }

    public enum CameraClearFlags
    {
        SolidColor = 2,
    }

    public class Texture : Object
    {
        public virtual int width { get; set; }
        public virtual int height { get; set; }
        public TextureWrapMode wrapMode { get; set; }
    }

    public sealed class Texture2D : Texture
    {
        public bool isReadable => true;

        public Texture2D(int width, int height, TextureFormat textureFormat, bool mipChain) => (this.width, this.height) = (width, height);
    }

    public static class ImageConversion
    {
        /// <summary>Only how large the picture is: nothing is drawn here.</summary>
        public static bool LoadImage(this Texture2D tex, byte[] data, bool markNonReadable)
        {
            if (!(SizeOf(data) is { } size))
                return false;
            (tex.width, tex.height) = size;
            return true;
        }

        private static (int, int)? SizeOf(byte[] data)
        {
            if (data.Length > 24 && data[0] == 0x89 && data[1] == (byte)'P')
                return (data[18] << 8 | data[19], data[22] << 8 | data[23]);
            if (data.Length < 4 || data[0] != 0xFF || data[1] != 0xD8)
                return null;
            for (var i = 2; i + 8 < data.Length && data[i] == 0xFF; i += 2 + (data[i + 2] << 8 | data[i + 3]))
                if (data[i + 1] >= 0xC0 && data[i + 1] <= 0xC2)
                    return (data[i + 7] << 8 | data[i + 8], data[i + 5] << 8 | data[i + 6]);
            return null;
        }
    }

    public sealed class RenderTexture : Texture
    {
        public RenderTexture(int width, int height, int depth) => (this.width, this.height) = (width, height);

        public void Release() { }
    }

    public class WebCamTexture : Texture
    {
        public bool didUpdateThisFrame => false;

        public void Play() { }

        public void Stop() { }

        public Color32[] GetPixels32() => Array.Empty<Color32>();
    }

    public sealed class Material : Object
    {
        public Material(Material source) { }

        public Material(Shader shader) { }

        public Texture mainTexture { get; set; } = null!;
        public int renderQueue { get; set; }

        internal System.Collections.Generic.Dictionary<string, float> Floats { get; } =
            new System.Collections.Generic.Dictionary<string, float>();

        public void SetFloat(string name, float value) => Floats[name] = value;
    }

    public sealed class Shader : Object { }

    public sealed class Font : Object
    {
        public Material material { get; set; } = null!;
    }

    public static class Resources
    {
        public static T Load<T>(string path)
            where T : Object => default!;

        public static T GetBuiltinResource<T>(string path)
            where T : Object => Activator.CreateInstance<T>();
    }

    public class Renderer : Component
    {
        public Material? sharedMaterial { get; set; }
    }

    public sealed class LineRenderer : Renderer
    {
        public bool useWorldSpace { get; set; }
        public Color startColor { get; set; }
        public Color endColor { get; set; }
        public float startWidth { get; set; }
        public float endWidth { get; set; }
        public int positionCount { get; set; }

        public void SetPosition(int index, Vector3 position) { }
    }

    public class MeshRenderer : Renderer { }

    public sealed class MeshFilter : Component
    {
        public Mesh sharedMesh { get; set; } = null!;
    }

    public sealed class Mesh : Object
    {
        public Vector3[] vertices { get; set; } = Array.Empty<Vector3>();
        public Vector2[] uv { get; set; } = Array.Empty<Vector2>();
        public int[] triangles { get; set; } = Array.Empty<int>();
    }

    public enum TextAnchor
    {
        LowerCenter = 7,
    }

    [RequireComponent(typeof(MeshRenderer))]
    public sealed class TextMesh : Component
    {
        public Font? font { get; set; }
        public int fontSize { get; set; }
        public string text { get; set; } = "";
        public TextAnchor anchor { get; set; }
        public float characterSize { get; set; }
        public Color color { get; set; }
    }

    public sealed class Camera : Behaviour
    {
        public static Camera? main
        {
            get
            {
                foreach (var camera in World.Here.Alive<Camera>())
                    if (camera.tag == "MainCamera" && camera.isActiveAndEnabled)
                        return camera;
                return null;
            }
        }

        public float fieldOfView { get; set; } = 60;
        public float aspect { get; set; } = 0.5f;
        public float nearClipPlane { get; set; } = 0.3f;
        public float farClipPlane { get; set; } = 1000;
        public CameraClearFlags clearFlags { get; set; }
        public Color backgroundColor { get; set; }

        public static float VerticalToHorizontalFieldOfView(float verticalFieldOfView, float aspectRatio) =>
            (float)(2 * Math.Atan(Math.Tan(verticalFieldOfView * Math.PI / 360) * aspectRatio) * 180 / Math.PI);
    }

    public sealed class AudioListener : Behaviour { }

    public static class RenderSettings
    {
        [ThreadStatic]
        private static Material? sky;

        public static Material skybox
        {
            get => sky!;
            set => sky = value;
        }
    }
}

namespace UnityEngine.Video
{
    public enum VideoSource
    {
        VideoClip,
        Url,
    }

    public enum VideoRenderMode
    {
        RenderTexture = 2,
    }

    public sealed class VideoPlayer : Behaviour
    {
        public delegate void ErrorEventHandler(VideoPlayer source, string message);

        public event ErrorEventHandler? errorReceived;

        internal void Fail(string why) => errorReceived?.Invoke(this, why);

        public VideoSource source { get; set; }
        public string url { get; set; } = "";
        public VideoRenderMode renderMode { get; set; }
        public RenderTexture targetTexture { get; set; } = null!;
        public bool isLooping { get; set; }
        public bool isPlaying { get; private set; }

        internal bool IsMuted { get; private set; }

        public void SetDirectAudioMute(ushort trackIndex, bool mute) => IsMuted = mute;

        public void Play() => isPlaying = true;

        public void Stop() => isPlaying = false;
    }
}
