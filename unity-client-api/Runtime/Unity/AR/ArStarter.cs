#nullable enable
using System;
using System.Collections;
using System.Threading;
using System.Threading.Tasks;
using UnityEngine;
using UnityEngine.Events;
#if XRCONTENT_ARFOUNDATION
using Unity.XR.CoreUtils;
using UnityEngine.XR.ARFoundation;
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

        private bool isBeginning;

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
        public void Begin()
        {
            if (isBeginning || IsOn)
                return;
            isBeginning = true;
            StartCoroutine(BeginAsync());
        }

#if XRCONTENT_ARFOUNDATION
        private const float NearPlane = 0.05f;
        private const float Tap = 16;
        private readonly Finger finger = new Finger();
        private readonly CancellationTokenSource ending = new CancellationTokenSource();
        private float dragged;
        private GameObject? made;
        private GameObject? desk;

        /// <summary>What AR was made of, for whoever adds to it; null while it is off.</summary>
        public ARSession? Session { get; private set; }

        /// <inheritdoc cref="Session"/>
        public ARCameraManager? CameraManager { get; private set; }

        /// <inheritdoc cref="Session"/>
        public XROrigin? Origin { get; private set; }

        private IEnumerator BeginAsync()
        {
            var asking = PhonePermission.CameraAsync(ending.Token);
            while (!asking.IsCompleted)
                yield return null;
            if (asking.Status != TaskStatus.RanToCompletion || !asking.Result)
            {
                StayAtDesk("the camera may not be used");
                yield break;
            }

            yield return ARSession.CheckAvailability();
            if (ARSession.state == ARSessionState.NeedsInstall)
                yield return ARSession.Install();
            if (ARSession.state < ARSessionState.Ready)
            {
                StayAtDesk($"{ARSession.state}");
                yield break;
            }

            Make();
            (IsOn, isBeginning) = (true, false);
            Begun.Invoke(true);
        }

        private void StayAtDesk(string why)
        {
            isBeginning = false;
            Debug.LogWarning($"AR is not to be had here ({why}): the panorama stays.");
            Begun.Invoke(false);
        }

        /// <summary>Gives the camera back: the panorama is there again.</summary>
        public void End()
        {
            if (!IsOn)
                return;
            IsOn = false;
            Leave();
            Others(true);
            // Another beginning has another space, in which north lies elsewhere.
            GetComponent<NorthAlignment>().Forget();
            var starter = GetComponent<SceneStarter>();
            if (starter != null)
                starter.ShowAgain();
            Begun.Invoke(false);
        }

        private void OnDestroy()
        {
            ending.Cancel();
            Leave();
        }

        private void Leave()
        {
            if (made != null)
                Destroy(made);
            made = null;
            if (desk != null)
                desk.SetActive(true);
            desk = null;
        }

        private void Update()
        {
            if (!IsOn)
                return;
            if (!(finger.Drag() is { } moved))
            {
                dragged = 0;
                return;
            }

            // A tap, or a hand that rests, is no drag: it says nothing of where north is.
            dragged += Math.Abs(moved.x);
            if (dragged > Tap && moved.x != 0)
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
            Session = session.AddComponent<ARSession>();
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
            eye.AddComponent<AudioListener>();
            CameraManager = eye.AddComponent<ARCameraManager>();
            eye.AddComponent<ARCameraBackground>();
            Headset.Track(camera);
            var origin = Origin = made.AddComponent<XROrigin>();
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
            isBeginning = false;
            Begun.Invoke(false);
            yield break;
        }

        /// <summary>Gives the camera back: the panorama is there again.</summary>
        public void End() => IsOn = false;
#endif
    }
}
