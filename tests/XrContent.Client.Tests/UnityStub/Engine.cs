#nullable enable
using System;

// As much of the engine as the package uses, by the engine's own signatures; only vectors compute anything.
namespace UnityEngine
{
    public class Object
    {
        public string name { get; set; } = "";

        public static void Destroy(Object thing) { }
    }

    public class Component : Object
    {
        public Transform transform { get; } = null!;
        public GameObject gameObject { get; } = null!;

        public T GetComponent<T>() => default!;

        public T GetComponentInChildren<T>() => default!;
    }

    public class Behaviour : Component
    {
        public bool enabled { get; set; }
    }

    public class MonoBehaviour : Behaviour { }

    public sealed class GameObject : Object
    {
        public GameObject(string name) { }

        public Transform transform { get; } = null!;

        public T AddComponent<T>()
            where T : Component => default!;

        public void SetActive(bool active) { }
    }

    public sealed class Transform : Component
    {
        public Vector3 localPosition { get; set; }
        public Quaternion localRotation { get; set; }
        public Quaternion rotation { get; set; }
        public Vector3 localScale { get; set; }
        public Vector3 forward { get; set; }

        public void SetParent(Transform parent, bool worldPositionStays) { }
    }

    public struct Vector2
    {
        public float x,
            y;

        public Vector2(float x, float y)
        {
            (this.x, this.y) = (x, y);
        }

        public static Vector2 operator -(Vector2 a, Vector2 b) => new Vector2(a.x - b.x, a.y - b.y);
    }

    public struct Vector3
    {
        public float x,
            y,
            z;

        public Vector3(float x, float y, float z)
        {
            (this.x, this.y, this.z) = (x, y, z);
        }

        public static Vector3 up => new Vector3(0, 1, 0);
        public static Vector3 one => new Vector3(1, 1, 1);

        public static Vector3 operator *(Vector3 v, float by) => new Vector3(v.x * by, v.y * by, v.z * by);
    }

    public struct Quaternion
    {
        public static Quaternion identity => default;

        public static Quaternion Euler(float x, float y, float z) => default;

        public static Quaternion LookRotation(Vector3 forward, Vector3 upwards) => default;
    }

    public struct Color
    {
        public Color(float r, float g, float b, float a = 1) { }
    }

    public struct Color32 { }

    public struct Rect
    {
        public Rect(float x, float y, float width, float height) { }
    }

    public class Texture : Object
    {
        public int width { get; }
        public int height { get; }
    }

    public sealed class Texture2D : Texture
    {
        public Texture2D(int width, int height) { }

        public void SetPixels32(int x, int y, int blockWidth, int blockHeight, Color32[] colors) { }

        public Color32[] GetPixels32() => Array.Empty<Color32>();

        public void Apply() { }
    }

    public static class ImageConversion
    {
        public static bool LoadImage(this Texture2D texture, byte[] data) => true;
    }

    public sealed class RenderTexture : Texture
    {
        public RenderTexture(int width, int height, int depth) { }

        public void Release() { }
    }

    public sealed class Material : Object
    {
        public Material(Material source) { }

        public Material(Shader shader) { }

        public Texture mainTexture { get; set; } = null!;

        public void SetFloat(string name, float value) { }
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
            where T : Object => default!;
    }

    public static class Mathf
    {
        public static float Abs(float f) => Math.Abs(f);
    }

    public class Renderer : Component
    {
        public Material material { get; set; } = null!;
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

    public sealed class MeshRenderer : Renderer { }

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

    public sealed class TextMesh : Component
    {
        public Font? font { get; set; }
        public int fontSize { get; set; }
        public string text { get; set; } = "";
        public TextAnchor anchor { get; set; }
        public float characterSize { get; set; }
        public Color color { get; set; }
    }

    public sealed class Camera : Component
    {
        public static Camera? main => null;
        public float fieldOfView { get; set; }
        public float aspect { get; set; }

        public static float VerticalToHorizontalFieldOfView(float verticalFieldOfView, float aspectRatio) => 0;
    }

    public sealed class Compass
    {
        public bool enabled { get; set; }
        public float trueHeading { get; }
        public double timestamp { get; }
    }

    public sealed class Gyroscope
    {
        public bool enabled { get; set; }
    }

    public static class Input
    {
        public static Compass compass { get; } = new Compass();
        public static Gyroscope gyro { get; } = new Gyroscope();
        public static Vector3 mousePosition => default;

        public static bool GetMouseButton(int button) => false;
    }

    public static class Screen
    {
        public static int width => 1;
    }

    public static class Time
    {
        public static float time => 0;
    }

    public static class Application
    {
        public static string persistentDataPath => "";
    }

    public static class RenderSettings
    {
        public static Material skybox { get; set; } = null!;
    }

    public static class Debug
    {
        public static void LogWarning(object message) { }
    }

    public static class GUI
    {
        public static void Label(Rect position, string text) { }

        public static string TextField(Rect position, string text) => text;

        public static bool Button(Rect position, string text) => false;
    }

    public static class GUILayout
    {
        public static bool Button(string text) => false;
    }

    [AttributeUsage(AttributeTargets.Field)]
    public sealed class SerializeField : Attribute { }

    [AttributeUsage(AttributeTargets.Field)]
    public sealed class TooltipAttribute : Attribute
    {
        public TooltipAttribute(string tooltip) { }
    }

    [AttributeUsage(AttributeTargets.Class, AllowMultiple = true)]
    public sealed class RequireComponent : Attribute
    {
        public RequireComponent(Type required) { }
    }
}

namespace UnityEngine.Events
{
    public delegate void UnityAction<T0>(T0 arg0);

    public delegate void UnityAction<T0, T1>(T0 arg0, T1 arg1);

    public class UnityEvent<T0>
    {
        public void AddListener(UnityAction<T0> call) { }

        public void Invoke(T0 arg0) { }
    }

    public class UnityEvent<T0, T1>
    {
        public void AddListener(UnityAction<T0, T1> call) { }

        public void Invoke(T0 arg0, T1 arg1) { }
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

    public sealed class VideoPlayer : Component
    {
        public VideoSource source { get; set; }
        public string url { get; set; } = "";
        public VideoRenderMode renderMode { get; set; }
        public RenderTexture targetTexture { get; set; } = null!;
        public bool isLooping { get; set; }

        public void SetDirectAudioMute(ushort trackIndex, bool mute) { }

        public void Play() { }
    }
}
