#nullable enable
using System;
using UnityEngine;
using XrContent.Client;

namespace XrContent.Unity
{
    /// <summary>
    /// Turns the overlays to true north by a ladder, from what errs to what is sure: the compass with the place's declination; the drawn
    /// hills dragged onto the real ones, or two known places aimed at; whatever <see cref="INorthSource"/> is on the same object. The
    /// camera is moved by AR Foundation or <see cref="LookAround"/>; this only turns what is laid over it.
    /// </summary>
    [RequireComponent(typeof(XrContentSession))]
    public sealed class NorthAlignment : MonoBehaviour
    {
        [Tooltip("The object of the OverlayRenderer; empty for the one below this")]
        [SerializeField]
        private Transform? overlays;

        [Tooltip("The camera that looks round; empty for the main one")]
        [SerializeField]
        private Camera? view;

        private readonly NorthFinder finder = new NorthFinder();
        private const float BetweenReadings = 0.15f;
        private float lastReading;
        private INorthSource[] sources = new INorthSource[0];

        /// <summary>How north was found, to be said to the person.</summary>
        public NorthMeans Means => finder.Means;

        /// <summary>Degrees within which it is right; infinite while nobody knows.</summary>
        public double Accuracy => finder.Accuracy;

        /// <summary>Degrees by which the overlays are turned; positive to the right.</summary>
        public float Offset => (float)finder.Offset;

        private Camera? Eye => view != null ? view : Camera.main;

        private void OnEnable()
        {
            PhoneSensors.Begin();
            sources = GetComponents<INorthSource>();
            Turn(Offset);
        }

        private void OnDisable()
        {
            PhoneSensors.End();
            Turn(0);
        }

        private void Update()
        {
            var camera = Eye;
            var seen = GetComponent<XrContentSession>().View;
            if (camera == null || seen is null)
                return;
            var moved = false;
            // A sensor says something new a few times a second.
            if (Time.realtimeSinceStartup - lastReading > BetweenReadings && PhoneSensors.Heading(seen.Declination) is { } heading)
            {
                lastReading = Time.realtimeSinceStartup;
                moved = finder.ReadCompass(heading, Azimuth(camera));
            }

            foreach (var source in sources)
                moved |= Offer(source, camera, seen);
            if (moved)
                Turn(Offset);
        }

        private bool Offer(INorthSource source, Camera camera, ViewAnswer seen)
        {
            try
            {
                return source.Read(camera, seen) is { } read && finder.Offer(source.Means, read.Offset, read.Accuracy);
            }
#pragma warning disable CA1031 // One way to find north that fails shall not take the others with it.
            catch (Exception thrown)
#pragma warning restore CA1031
            {
                Debug.LogException(thrown);
                sources = Array.FindAll(sources, other => other != source);
                return false;
            }
        }

        /// <summary>Turns the overlays with a finger, pixels of the screen.</summary>
        public void Drag(float pixels)
        {
            var camera = Eye;
            if (camera == null)
                return;
            var span = Camera.VerticalToHorizontalFieldOfView(camera.fieldOfView, camera.aspect);
            finder.Drag(pixels / Screen.width * span);
            Turn(Offset);
        }

        /// <summary>The person aims the middle of the picture at a known place; at the second one north is found.</summary>
        /// <param name="azimuth">Degrees from true north to it, such as of a summit of the view.</param>
        /// <returns>Degrees by which the two disagree; null where one more is needed.</returns>
        public double? Aim(double azimuth)
        {
            var camera = Eye;
            if (camera == null)
                return null;
            var parting = finder.Aim(azimuth, Azimuth(camera));
            Turn(Offset);
            return parting;
        }

        /// <summary>Goes back to the compass.</summary>
        public void Forget() => finder.Forget();

        private static double Azimuth(Camera camera) => Directions.FromUnity(camera.transform.forward).Azimuth;

        private void Turn(float degrees)
        {
            if (overlays == null)
            {
                var below = GetComponentInChildren<OverlayRenderer>();
                overlays = below != null ? below.transform : transform;
            }

            overlays.localRotation = Quaternion.Euler(0, degrees, 0);
        }
    }
}
