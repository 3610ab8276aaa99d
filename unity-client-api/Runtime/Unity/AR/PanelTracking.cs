#nullable enable
using System.Collections;
using UnityEngine;
using XrContent.Client;
#if XRCONTENT_ARFOUNDATION
using Unity.XR.CoreUtils;
using UnityEngine.XR.ARFoundation;
using UnityEngine.XR.ARSubsystems;
#endif

namespace XrContent.Unity
{
    /// <summary>
    /// Finds north by the surveyed panel of the scene's place: AR Foundation tracks its printed picture, and the server says to which
    /// azimuth its face looks.
    /// </summary>
    [RequireComponent(typeof(ArStarter))]
    public sealed class PanelTracking : MonoBehaviour, INorthSource
    {
        /// <summary>Degrees to which a flat picture's turn is tracked from a few metres.</summary>
        public const double TrackingAccuracy = 2;

        [Tooltip("The panel as it was printed; Read/Write must be on in its import settings")]
        [SerializeField]
        private Texture2D? panel;

        [Tooltip("Metres: how wide it was printed")]
        [SerializeField]
        private float width = 0.3f;

        /// <inheritdoc/>
        public NorthMeans Means => NorthMeans.Panel;

        private void Start() => GetComponent<ArStarter>().Begun.AddListener(Begin);

        private void Begin(bool isOn)
        {
            if (isOn && panel != null)
                StartCoroutine(TrackAsync(panel));
        }

#if XRCONTENT_ARFOUNDATION
        private ARTrackedImageManager? images;

        private IEnumerator TrackAsync(Texture2D picture)
        {
            var camera = Camera.main;
            var origin = camera != null ? camera.GetComponentInParent<XROrigin>() : null;
            if (origin == null)
                yield break;
            images = origin.gameObject.AddComponent<ARTrackedImageManager>();
            images.enabled = false;
            if (!(LibraryOf(images) is { } library) || !picture.isReadable)
            {
                Debug.LogWarning("No panel is tracked: the device takes no pictures while it runs, or Read/Write is off for the texture.");
                yield break;
            }

            var adding = library.ScheduleAddImageWithValidationJob(picture, "panel", width);
            while (!adding.jobHandle.IsCompleted)
                yield return null;
            adding.jobHandle.Complete();
            if (adding.status != AddReferenceImageJobStatus.Success)
            {
                Debug.LogWarning($"No panel is tracked: its picture was not taken ({adding.status}).");
                yield break;
            }

            images.referenceLibrary = library;
            images.enabled = true;
        }

        private static MutableRuntimeReferenceImageLibrary? LibraryOf(ARTrackedImageManager images)
        {
            try
            {
                return images.CreateRuntimeLibrary() as MutableRuntimeReferenceImageLibrary;
            }
            catch (System.NotSupportedException)
            {
                return null;
            }
        }

        /// <inheritdoc/>
        public (double Offset, double Accuracy)? Read(Camera camera, ViewAnswer view)
        {
            if (images == null || !(view.Panel is { } surveyed))
                return null;
            foreach (var image in images.trackables)
            {
                if (image.trackingState != TrackingState.Tracking)
                    continue;
                // A tracked picture lies in its own xz plane: its face is its up.
                var (facing, _) = Directions.FromUnity(image.transform.up);
                return NorthFinder.ByPanel(surveyed, facing, TrackingAccuracy);
            }

            return null;
        }
#else
        private IEnumerator TrackAsync(Texture2D picture)
        {
            Debug.LogWarning($"To track {picture.name}, {width} m wide, add the package com.unity.xr.arfoundation.");
            yield break;
        }

        /// <inheritdoc/>
        public (double Offset, double Accuracy)? Read(Camera camera, ViewAnswer view) => null;
#endif
    }
}
