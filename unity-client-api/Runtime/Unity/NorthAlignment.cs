#nullable enable
using UnityEngine;
using XrContent.Client;

namespace XrContent.Unity
{
    /// <summary>
    /// Turns the overlays to true north: first by the compass, which errs by many degrees, then by dragging the drawn skyline onto the
    /// real one.
    /// Under AR Foundation the session's own tracking moves the camera; this only turns what is laid over it.
    /// </summary>
    public sealed class NorthAlignment : MonoBehaviour
    {
        [Tooltip("The object of the OverlayRenderer; empty for this one")]
        [SerializeField]
        private Transform? overlays;

        [Tooltip("The AR camera; empty for the main one")]
        [SerializeField]
        private Camera? view;

        [Tooltip("Degrees of turn for a drag over the whole screen; 0 takes the camera's own field of view")]
        [SerializeField]
        private float degreesPerScreen;

        private const float Settling = 3;
        private float began;
        private bool byHand;

        /// <summary>Degrees by which the overlays are turned; positive to the right.</summary>
        public float Offset { get; private set; }

        /// <summary>True once the person aligned it: from then on the compass is not asked.</summary>
        public bool IsByHand => byHand;

        private void OnEnable()
        {
#if ENABLE_LEGACY_INPUT_MANAGER
            Input.compass.enabled = true;
            Input.gyro.enabled = true;
#endif
            began = Time.time;
        }

        private void Update()
        {
            if (byHand || Time.time - began > Settling || !(Compass() is { } heading))
                return;
            var camera = view != null ? view : Camera.main;
            if (camera == null)
                return;
            // Where the camera looks in the session's space, against where the compass says that it looks.
            var (seen, _) = Directions.FromUnity(camera.transform.forward);
            Set((float)DirectionMath.Turn(heading, seen));
        }

        /// <summary>Turns the overlays with a finger, pixels of the screen.</summary>
        public void Drag(float pixels)
        {
            var camera = view != null ? view : Camera.main;
            var span =
                degreesPerScreen > 0 || camera == null
                    ? degreesPerScreen
                    : Camera.VerticalToHorizontalFieldOfView(camera.fieldOfView, camera.aspect);
            byHand = true;
            Set(Offset + pixels / Screen.width * span);
        }

        /// <summary>Goes back to the compass.</summary>
        public void Forget()
        {
            (byHand, began) = (false, Time.time);
        }

        /// <summary>
        /// Degrees from true north; null before the device has said it, and where Active Input Handling leaves the compass out.
        /// </summary>
        private static double? Compass()
        {
#if ENABLE_LEGACY_INPUT_MANAGER
            return Input.compass.timestamp > 0 ? Input.compass.trueHeading : (double?)null;
#else
            return null;
#endif
        }

        private void Set(float offset)
        {
            Offset = offset;
            if (overlays == null)
                overlays = transform;
            overlays.localRotation = Quaternion.Euler(0, offset, 0);
        }
    }
}
