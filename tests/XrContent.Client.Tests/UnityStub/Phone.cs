#nullable enable
using System;

namespace UnityEngine
{
    public sealed class Compass
    {
        public bool enabled { get; set; }
        public double timestamp { get; internal set; }
        public Vector3 rawVector { get; internal set; }
    }

    public sealed class Gyroscope
    {
        public bool enabled { get; set; }
        public Vector3 gravity { get; internal set; }
        public Quaternion attitude { get; internal set; } = Quaternion.identity;
    }

    public enum LocationServiceStatus
    {
        Stopped,
        Initializing,
        Running,
        Failed,
    }

    public struct LocationInfo
    {
        public float latitude => 0;
        public float longitude => 0;
        public float horizontalAccuracy => 0;
    }

    public sealed class LocationService
    {
        public LocationServiceStatus status => LocationServiceStatus.Failed;
        public LocationInfo lastData => default;

        public void Start(float desiredAccuracyInMeters, float updateDistanceInMeters) { }

        public void Stop() { }
    }

    public static class Input
    {
        [ThreadStatic]
        private static Compass? ownCompass;

        [ThreadStatic]
        private static Gyroscope? ownGyroscope;

        public static Compass compass => ownCompass ??= new Compass();
        public static Gyroscope gyro => ownGyroscope ??= new Gyroscope();
        public static LocationService location { get; } = new LocationService();
        public static Vector3 mousePosition => default;

        public static bool GetMouseButton(int button) => false;
    }

    public static class SystemInfo
    {
        public static bool supportsGyroscope => false;
    }

    public enum UserAuthorization
    {
        WebCam = 1,
    }

    public class AsyncOperation
    {
        public bool isDone => World.Here.IsAnswered;
    }

    public enum ScreenOrientation
    {
        Portrait = 1,
        LandscapeLeft = 3,
    }

    public static class Screen
    {
        public static ScreenOrientation orientation => ScreenOrientation.Portrait;
        public static int width => 1080;
        public static int height => 2160;
    }

    public static class Time
    {
        public static float realtimeSinceStartup => World.Here.Time;
    }

    public static class Application
    {
        [ThreadStatic]
        private static Action<string>? links;

        [ThreadStatic]
        private static string? folder;

        [ThreadStatic]
        private static string? own;

        public static string persistentDataPath => folder ?? throw new InvalidOperationException("The test says where: Application.Keep.");
        public static string absoluteURL => own ?? "";

        public static event Action<string> deepLinkActivated
        {
            add => links += value;
            remove => links -= value;
        }

        public static AsyncOperation RequestUserAuthorization(UserAuthorization mode) => new AsyncOperation();

        public static bool HasUserAuthorization(UserAuthorization mode) => World.Here.IsAllowed;

        internal static void Keep(string path) => folder = path;

        /// <summary>The address that starts the app; empty for none.</summary>
        internal static void StartBy(string address) => own = address;

        internal static void Open(string address) => links?.Invoke(address);
    }

    public static class Debug
    {
        public static void LogWarning(object message) => World.Here.Log.Add($"{message}");

        public static void LogException(Exception exception) => World.Here.Log.Add($"{exception}");
    }

    public static class GUI
    {
        public static void Label(Rect position, string text) { }

        public static string TextField(Rect position, string text) => text;

        public static bool Button(Rect position, string text) => false;
    }
}

namespace UnityEngine.Android
{
    public struct Permission
    {
        public const string Camera = "android.permission.CAMERA";
        public const string FineLocation = "android.permission.ACCESS_FINE_LOCATION";

        public static bool HasUserAuthorizedPermission(string permission) => false;

        public static void RequestUserPermission(string permission, PermissionCallbacks callbacks) { }
    }

    public class PermissionCallbacks
    {
        public event Action<string>? PermissionGranted;
        public event Action<string>? PermissionDenied;

        internal void Answer(bool isAllowed) => (isAllowed ? PermissionGranted : PermissionDenied)?.Invoke("");
    }
}

namespace UnityEngine.Events
{
    public delegate void UnityAction();

    public delegate void UnityAction<T0>(T0 arg0);

    public delegate void UnityAction<T0, T1>(T0 arg0, T1 arg1);

    public class UnityEvent
    {
        private UnityAction? calls;

        public void AddListener(UnityAction call) => calls += call;

        public void RemoveListener(UnityAction call) => calls -= call;

        public void Invoke() => calls?.Invoke();
    }

    public class UnityEvent<T0>
    {
        private UnityAction<T0>? calls;

        public void AddListener(UnityAction<T0> call) => calls += call;

        public void RemoveListener(UnityAction<T0> call) => calls -= call;

        public void Invoke(T0 arg0) => calls?.Invoke(arg0);
    }

    public class UnityEvent<T0, T1>
    {
        private UnityAction<T0, T1>? calls;

        public void AddListener(UnityAction<T0, T1> call) => calls += call;

        public void RemoveListener(UnityAction<T0, T1> call) => calls -= call;

        public void Invoke(T0 arg0, T1 arg1) => calls?.Invoke(arg0, arg1);
    }
}
