#nullable enable
using UnityEngine;
#if XRCONTENT_ZXING
using System;
using System.Threading;
using ZXing;
#endif

namespace XrContent.Unity
{
    /// <summary>
    /// Reads the code on a panel with the phone's camera and hands it to the <see cref="TagReader"/>. Needs ZXing.Net (package
    /// org.nuget.zxing.net). Under AR Foundation the camera is taken: scan before AR begins.
    /// </summary>
    [RequireComponent(typeof(TagReader))]
    public sealed class QrScanner : MonoBehaviour
    {
#if XRCONTENT_ZXING
        private const float Between = 0.25f;
        private readonly BarcodeReaderGeneric reader = new BarcodeReaderGeneric();
        private WebCamTexture? camera;
        private float last;

        /// <summary>The camera's picture, to be shown while one aims; null while it is off.</summary>
        public Texture? Picture => camera;

        private void Awake() => reader.Options.PossibleFormats = new[] { BarcodeFormat.QR_CODE };

        private async void OnEnable()
        {
            try
            {
                if (!await PhonePermission.CameraAsync(CancellationToken.None) || this == null || !isActiveAndEnabled || camera != null)
                    return;
                camera = new WebCamTexture();
                camera.Play();
            }
            catch (OperationCanceledException)
            {
                // Nobody answered.
            }
        }

        private void OnDisable()
        {
            if (camera == null)
                return;
            camera.Stop();
            Destroy(camera);
            camera = null;
        }

        private void Update()
        {
            if (camera == null || !camera.didUpdateThisFrame || Time.realtimeSinceStartup - last < Between)
                return;
            last = Time.realtimeSinceStartup;
            if (Decode(reader, camera.GetPixels32(), camera.width, camera.height) is { } scanned)
                GetComponent<TagReader>().TakeSeen(scanned);
        }

        /// <summary>
        /// What a code in a picture says; null where there is none. Rows from the bottom, as the engine has them, are read too.
        /// </summary>
        internal static string? Decode(BarcodeReaderGeneric reader, Color32[] pixels, int width, int height)
        {
            var grey = new byte[pixels.Length];
            for (var i = 0; i < pixels.Length; i++)
                grey[i] = (byte)((pixels[i].r * 77 + pixels[i].g * 150 + pixels[i].b * 29) >> 8);
            return reader.Decode(grey, width, height, RGBLuminanceSource.BitmapFormat.Gray8)?.Text;
        }
#else
        private void OnEnable() =>
            Debug.LogWarning("To read codes with the camera add ZXing.Net (org.nuget.zxing.net); typed codes and links work without.");
#endif
    }
}
