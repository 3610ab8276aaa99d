#nullable enable
using System.Collections;
using UnityEngine;
using UnityEngine.Events;
#if XRCONTENT_ARFOUNDATION
using Unity.XR.CoreUtils;
using UnityEngine.XR.ARFoundation;
#endif
#if UNITY_ANDROID
using UnityEngine.Android;
#endif

namespace XrContent.Unity
{
    /// <summary>
    /// Lays the overlays over the phone's camera by AR Foundation: asks for the camera, makes the session and the origin, sets what the
    /// camera's own settings would cut away, and turns the finger to the hills. Where AR is not to be had, everything stays as it was: the
    /// panorama, in which one looks round.
    /// </summary>
    [RequireComponent(typeof(NorthAlignment))]
    public sealed class ArStarter : MonoBehaviour
    {
        [Tooltip("Begins as soon as this object starts; off waits for Begin(), as after a tag was scanned by the camera")]
        [SerializeField]
        private bool beginAtStart = true;

        /// <summary>Whether AR runs: false where it is not to be had, was refused, or ended.</summary>
        public UnityEvent<bool> Begun = new UnityEvent<bool>();

        /// <summary>Whether the camera's picture is behind the overlays.</summary>
        public bool IsOn { get; private set; }

        // Over a panorama, which is turned to north as it is, nothing is to be turned.
        private void Awake() => GetComponent<NorthAlignment>().enabled = false;

        private void Start()
        {
            if (beginAtStart)
                Begin();
        }

        /// <summary>Asks for what AR needs, and begins it.</summary>
        public void Begin() => StartCoroutine(BeginAsync());

#if XRCONTENT_ARFOUNDATION
        private const float NearPlane = 0.05f;
        private readonly Finger finger = new Finger();
        private GameObject? made;
        private GameObject? desk;

        private IEnumerator BeginAsync()
        {
            if (IsOn)
                yield break;
#if UNITY_ANDROID
            if (!Permission.HasUserAuthorizedPermission(Permission.Camera))
                Permission.RequestUserPermission(Permission.Camera);
#endif
            yield return ARSession.CheckAvailability();
            if (ARSession.state == ARSessionState.NeedsInstall)
                yield return ARSession.Install();
            if (ARSession.state < ARSessionState.Ready)
            {
                Debug.LogWarning($"AR is not to be had here ({ARSession.state}): the panorama stays.");
                Begun.Invoke(false);
                yield break;
            }

            Make();
            IsOn = true;
            Begun.Invoke(true);
        }

        /// <summary>Gives the camera back: the panorama is there again.</summary>
        public void End()
        {
            if (!IsOn)
                return;
            IsOn = false;
            Destroy(made);
            made = null;
            if (desk != null)
                desk.SetActive(true);
            Others(true);
            Begun.Invoke(false);
        }

        private void OnDestroy()
        {
            if (made != null)
                Destroy(made);
        }

        private void Update()
        {
            if (IsOn && finger.Drag() is { } moved)
                GetComponent<NorthAlignment>().Drag(moved.x);
        }

        private void Make()
        {
            desk = Camera.main != null ? Camera.main.gameObject : null;
            if (desk != null)
                desk.SetActive(false);
            made = new GameObject("AR");
            made.SetActive(false);
            var session = new GameObject("AR Session");
            session.transform.SetParent(made.transform, false);
            session.AddComponent<ARSession>();
            session.AddComponent<ARInputManager>();
            var eye = new GameObject("AR Camera") { tag = "MainCamera" };
            var offset = new GameObject("Camera Offset");
            offset.transform.SetParent(made.transform, false);
            eye.transform.SetParent(offset.transform, false);
            var camera = eye.AddComponent<Camera>();
            // Twenty metres, which an AR camera comes with, would cut everything away.
            camera.nearClipPlane = NearPlane;
            camera.clearFlags = CameraClearFlags.SolidColor;
            camera.backgroundColor = Color.black;
            eye.AddComponent<ARCameraManager>();
            eye.AddComponent<ARCameraBackground>();
            Headset.Track(camera);
            var origin = made.AddComponent<XROrigin>();
            origin.Camera = camera;
            origin.CameraFloorOffsetObject = offset;
            Others(false);
            made.SetActive(true);
        }

        /// <summary>What is there where there is no camera's picture: the sky, and the finger that looks round.</summary>
        private void Others(bool on)
        {
            var sky = GetComponent<PanoramaSkybox>();
            if (sky != null)
            {
                if (!on)
                    sky.Clear();
                sky.enabled = on;
            }

            var around = GetComponent<LookAround>();
            if (around != null)
                around.enabled = on;
            GetComponent<NorthAlignment>().enabled = !on;
        }
#else
        private IEnumerator BeginAsync()
        {
            Debug.LogWarning("To lay the overlays over the camera add the package com.unity.xr.arfoundation: the panorama stays.");
            Begun.Invoke(false);
            yield break;
        }

        /// <summary>Gives the camera back: the panorama is there again.</summary>
        public void End() => IsOn = false;
#endif
    }
}
