#nullable enable
using System;
using System.Collections;
using System.Collections.Generic;
using System.Threading.Tasks;
using UnityEngine;

// As much of other packages as this one uses where they are installed.
#if XRCONTENT_INPUT_SYSTEM
namespace UnityEngine.InputSystem
{
    public class InputControl<TValue>
        where TValue : struct
    {
        internal TValue Value { get; set; }

        public TValue ReadValue() => Value;
    }

    public class InputDevice { }

    public static class InputSystem
    {
        public static void EnableDevice(InputDevice device) { }

        public static void DisableDevice(InputDevice device, bool keepSendingEvents = false) { }

        public static TDevice? GetDevice<TDevice>()
            where TDevice : InputDevice => null;
    }

    public enum InputActionType
    {
        Value,
    }

    public sealed class InputAction
    {
        public InputAction(string? name = null, InputActionType type = default, string? binding = null) { }

        public void Enable() { }
    }

    public struct InputActionProperty
    {
        public InputActionProperty(InputAction action) { }
    }

    public static class InputActionSetupExtensions
    {
        public struct BindingSyntax { }

        public static BindingSyntax AddBinding(
            this InputAction action,
            string path,
            string? interactions = null,
            string? processors = null,
            string? groups = null
        ) => default;
    }

    namespace Controls
    {
        public class ButtonControl : InputControl<float>
        {
            public bool isPressed => Value > 0.5f;
        }

        public class Vector3Control : InputControl<Vector3> { }

        public class Vector2Control : InputControl<Vector2> { }

        public class QuaternionControl : InputControl<Quaternion> { }
    }

    public class Pointer : InputDevice
    {
        [ThreadStatic]
        private static Pointer? own;

        public static Pointer? current
        {
            get => own;
            internal set => own = value;
        }
        public Controls.Vector2Control position { get; } = new Controls.Vector2Control();
        public Controls.ButtonControl press { get; } = new Controls.ButtonControl();
    }

    public class Sensor : InputDevice { }

    public class MagneticFieldSensor : Sensor
    {
        [ThreadStatic]
        private static MagneticFieldSensor? own;

        public static MagneticFieldSensor? current
        {
            get => own;
            internal set => own = value;
        }

        public Controls.Vector3Control magneticField { get; } = new Controls.Vector3Control();
    }

    public class GravitySensor : Sensor
    {
        [ThreadStatic]
        private static GravitySensor? own;

        public static GravitySensor? current
        {
            get => own;
            internal set => own = value;
        }

        public Controls.Vector3Control gravity { get; } = new Controls.Vector3Control();
    }

    public class AttitudeSensor : Sensor
    {
        public static AttitudeSensor? current => null;
        public Controls.QuaternionControl attitude { get; } = new Controls.QuaternionControl();
    }

    namespace XR
    {
        public class XRHMD : InputDevice { }

        public class TrackedPoseDriver : MonoBehaviour
        {
            public InputActionProperty positionInput { get; set; }
            public InputActionProperty rotationInput { get; set; }
        }
    }
}
#endif

#if XRCONTENT_GLTFAST
namespace GLTFast
{
    public class GltfImport : IDisposable
    {
        public Task<bool> Load(byte[] data) => Task.FromResult(false);

        public Task<bool> InstantiateMainSceneAsync(Transform parent) => Task.FromResult(false);

        public void Dispose() { }
    }
}
#endif

#if XRCONTENT_ARFOUNDATION
namespace Unity.Jobs
{
    public struct JobHandle
    {
        public bool IsCompleted => true;

        public void Complete() { }
    }
}

namespace Unity.XR.CoreUtils
{
    public class XROrigin : MonoBehaviour
    {
        public Camera? Camera { get; set; }
        public GameObject? CameraFloorOffsetObject { get; set; }
    }
}

namespace UnityEngine.XR.ARSubsystems
{
    public enum TrackingState
    {
        None,
        Limited,
        Tracking,
    }

    public interface IReferenceImageLibrary { }

    public abstract class RuntimeReferenceImageLibrary : IReferenceImageLibrary { }

    public abstract class MutableRuntimeReferenceImageLibrary : RuntimeReferenceImageLibrary { }

    public class XRReferenceImageLibrary : IReferenceImageLibrary { }

    public enum AddReferenceImageJobStatus
    {
        Success = 2,
    }

    public struct AddReferenceImageJobState
    {
        public Unity.Jobs.JobHandle jobHandle => default;
        public AddReferenceImageJobStatus status => AddReferenceImageJobStatus.Success;
    }
}

namespace UnityEngine.XR.ARFoundation
{
    using Unity.Jobs;
    using UnityEngine.XR.ARSubsystems;

    public enum ARSessionState
    {
        None,
        Unsupported,
        CheckingAvailability,
        NeedsInstall,
        Installing,
        Ready,
        SessionInitializing,
        SessionTracking,
    }

    public sealed class ARSession : MonoBehaviour
    {
        [ThreadStatic]
        private static ARSessionState own;

        public static ARSessionState state
        {
            get => own;
            internal set => own = value;
        }

        public static IEnumerator CheckAvailability()
        {
            yield break;
        }

        public static IEnumerator Install()
        {
            yield break;
        }
    }

    public sealed class ARInputManager : MonoBehaviour { }

    public sealed class ARCameraManager : MonoBehaviour { }

    public class ARCameraBackground : MonoBehaviour { }

    public class ARTrackedImage : MonoBehaviour
    {
        public TrackingState trackingState => TrackingState.None;
    }

    public struct TrackableCollection<TTrackable>
    {
        public Enumerator GetEnumerator() => default;

        public struct Enumerator
        {
            public TTrackable Current => default!;

            public bool MoveNext() => false;
        }
    }

    public sealed class ARTrackedImageManager : MonoBehaviour
    {
        public IReferenceImageLibrary? referenceLibrary { get; set; }
        public TrackableCollection<ARTrackedImage> trackables => default;

        public RuntimeReferenceImageLibrary? CreateRuntimeLibrary(XRReferenceImageLibrary? serializedLibrary = null) => null;
    }

    public static class MutableRuntimeReferenceImageLibraryExtensions
    {
        public static AddReferenceImageJobState ScheduleAddImageWithValidationJob(
            this MutableRuntimeReferenceImageLibrary library,
            Texture2D texture,
            string name,
            float? widthInMeters,
            JobHandle inputDeps = default
        ) => default;
    }
}
#endif

#if XRCONTENT_GEOSPATIAL && XRCONTENT_ARFOUNDATION
namespace Google.XR.ARCoreExtensions
{
    using UnityEngine.XR.ARSubsystems;

    public struct GeospatialPose
    {
        public Quaternion EunRotation;
        public double OrientationYawAccuracy;
    }

    public enum GeospatialMode
    {
        Disabled,
        Enabled = 2,
    }

    public class ARCoreExtensionsConfig : ScriptableObject
    {
        public GeospatialMode GeospatialMode;
    }

    public class ARCoreExtensions : MonoBehaviour
    {
        public UnityEngine.XR.ARFoundation.ARSession Session = null!;
        public Unity.XR.CoreUtils.XROrigin Origin = null!;
        public UnityEngine.XR.ARFoundation.ARCameraManager CameraManager = null!;
        public ARCoreExtensionsConfig ARCoreExtensionsConfig = null!;
    }

    public class AREarthManager : MonoBehaviour
    {
        public TrackingState EarthTrackingState => TrackingState.None;
        public GeospatialPose CameraGeospatialPose => default;
    }
}
#endif
