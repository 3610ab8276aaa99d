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
    /// what is around them are sent there. Put it beside the NorthAlignment, and ARCoreExtensions in the scene.
    /// </summary>
    [RequireComponent(typeof(AREarthManager))]
    public sealed class GeospatialNorth : MonoBehaviour, INorthSource
    {
        /// <inheritdoc/>
        public NorthMeans Means => NorthMeans.Geospatial;

        /// <inheritdoc/>
        public (double Offset, double Accuracy)? Read(Camera camera, ViewAnswer view)
        {
            var earth = GetComponent<AREarthManager>();
            if (earth.EarthTrackingState != TrackingState.Tracking)
                return null;
            var pose = earth.CameraGeospatialPose;
            // East, up, north: looking along +z is looking north.
            var (azimuth, _) = Directions.FromUnity(pose.EunRotation * Vector3.forward);
            var (seen, _) = Directions.FromUnity(camera.transform.forward);
            return (DirectionMath.Turn(azimuth, seen), pose.OrientationYawAccuracy);
        }
    }
}
#endif
