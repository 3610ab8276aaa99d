#nullable enable
#if XRCONTENT_GEOSPATIAL && XRCONTENT_ARFOUNDATION
using Google.XR.ARCoreExtensions;
using UnityEngine;
using UnityEngine.XR.ARSubsystems;
using XrContent.Client;

namespace XrContent.Unity
{
    /// <summary>
    /// Finds north by visual positioning, where the app has ARCore's Extensions with its own key and has told its visitors that pictures of
    /// what is around them are sent there. Put it beside the <see cref="ArStarter"/>, which it waits for.
    /// </summary>
    [RequireComponent(typeof(ArStarter))]
    public sealed class GeospatialNorth : MonoBehaviour, INorthSource
    {
        private AREarthManager? earth;
        private ARCoreExtensionsConfig? config;

        /// <inheritdoc/>
        public NorthMeans Means => NorthMeans.Geospatial;

        private void Awake() => GetComponent<ArStarter>().Begun.AddListener(Begin);

        private void OnDestroy()
        {
            if (config != null)
                Destroy(config);
        }

        /// <inheritdoc/>
        public (double Offset, double Accuracy)? Read(Camera camera, ViewAnswer view)
        {
            if (earth == null || earth.EarthTrackingState != TrackingState.Tracking)
                return null;
            var pose = earth.CameraGeospatialPose;
            // East, up, north: looking along +z is looking north.
            var (azimuth, _) = Directions.FromUnity(pose.EunRotation * Vector3.forward);
            var (seen, _) = Directions.FromUnity(camera.transform.forward);
            return (DirectionMath.Turn(azimuth, seen), pose.OrientationYawAccuracy);
        }

        private void Begin(bool isOn)
        {
            var starter = GetComponent<ArStarter>();
            if (!isOn || starter.Origin == null)
                return;
            if (config == null)
                config = ScriptableObject.CreateInstance<ARCoreExtensionsConfig>();
            config.GeospatialMode = GeospatialMode.Enabled;
            // It looks for these as it wakes.
            var made = new GameObject("ARCore Extensions");
            made.SetActive(false);
            made.transform.SetParent(starter.Origin.transform, false);
            var extensions = made.AddComponent<ARCoreExtensions>();
            extensions.Session = starter.Session!;
            extensions.Origin = starter.Origin;
            extensions.CameraManager = starter.CameraManager!;
            extensions.ARCoreExtensionsConfig = config;
            earth = made.AddComponent<AREarthManager>();
            made.SetActive(true);
        }
    }
}
#endif
