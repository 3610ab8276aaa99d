#nullable enable
using System;
using System.Threading.Tasks;
using UnityEngine;
using XrContent.Client;

namespace XrContent.Unity
{
    /// <summary>Loads glTF models where the glTFast package is installed; without it a model's place shows its name only.</summary>
    internal static class Models
    {
        public static async Task LoadAsync(
            DrawnOverlay to,
            XrContentSession? session,
            string href,
            Vector3 at,
            double scale,
            ViewOverlay overlay
        )
        {
            if (session is null)
                return;
            try
            {
                var bytes = await session.Client.MediaAsync(href, to.Loading);
                if (to.Loading.IsCancellationRequested || !(bytes.Value is { } file))
                    return;
                // A thing of its own: the name beside it stays where it is.
                var model = new GameObject("model");
                var under = model.transform;
                under.SetParent(to.Thing.transform, false);
                under.localPosition = at;
                under.localRotation = overlay.Pose is { } pose
                    ? Directions.Rotation(pose.Heading, pose.Pitch, pose.Roll)
                    : Quaternion.identity;
                under.localScale = Vector3.one * (float)scale;
#if XRCONTENT_GLTFAST
                var gltf = new GLTFast.GltfImport();
                // Its meshes and textures live as long as it does.
                to.Owned.AddDisposable(gltf);
                var isLoaded = await gltf.Load(file);
                // What it made after it was let go.
                if (to.Loading.IsCancellationRequested)
                    gltf.Dispose();
                else if (isLoaded)
                    await gltf.InstantiateMainSceneAsync(under);
#else
                Debug.LogWarning($"{overlay.Id} is a model of {file.Length} bytes: add the package com.unity.cloud.gltfast to see it.");
#endif
            }
            catch (OperationCanceledException)
            {
                // It was taken away before it came.
            }
        }
    }
}
