#nullable enable
using UnityEngine;

namespace XrContent.Unity
{
    /// <summary>
    /// Turns a camera as the phone is turned where it has a gyroscope, and by a finger or the mouse everywhere: for where there is no AR. A
    /// headset turns its camera itself.
    /// </summary>
    public sealed class LookAround : MonoBehaviour
    {
        [Tooltip("Turns as the phone does; off leaves it to the finger")]
        [SerializeField]
        private bool followsPhone = true;

        [Tooltip("The camera that looks round; empty for the main one")]
        [SerializeField]
        private Camera? view;

        private const float DegreesPerScreen = 90;
        private const float Steepest = 85;
        private readonly Finger finger = new Finger();
        private float azimuth;
        private float elevation;

        /// <summary>Takes the finger from the looking: it is needed for something else, such as laying hills on hills.</summary>
        public bool IsFingerElsewhere { get; set; }

        private void OnEnable()
        {
            if (followsPhone)
                PhoneSensors.Begin();
        }

        /// <summary>Looks to a direction, degrees.</summary>
        public void Towards(double toAzimuth, double toElevation)
        {
            (azimuth, elevation) = ((float)toAzimuth, (float)toElevation);
            // A phone is already held somewhere: only where it is turned to counts from then on.
            if (Held() is { } held)
                azimuth -= (float)Directions.FromUnity(held * Vector3.forward).Azimuth;
        }

        private void Update()
        {
            var camera = view != null ? view : Camera.main;
            if (camera == null)
                return;
            // One that is put on late, or wakes some frames after the start, is found all the same.
            if (Headset.IsOn)
            {
                Headset.Track(camera);
                return;
            }

            if (!IsFingerElsewhere && finger.Drag() is { } moved)
            {
                var perPixel = DegreesPerScreen / Screen.width;
                azimuth -= moved.x * perPixel;
                elevation = Mathf.Clamp(elevation - moved.y * perPixel, -Steepest, Steepest);
            }

            camera.transform.localRotation = Held() is { } held
                ? Quaternion.Euler(0, azimuth, 0) * held
                : Quaternion.Euler(-elevation, azimuth, 0);
        }

        private Quaternion? Held() => followsPhone ? PhoneSensors.Attitude() : null;
    }
}
