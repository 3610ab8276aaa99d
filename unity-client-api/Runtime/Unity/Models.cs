#nullable enable
using UnityEngine;
using XrContent.Client;

namespace XrContent.Unity
{
    /// <summary>Loads glTF models where the glTFast package is installed; without it a model's place shows its name only.</summary>
    internal static class Models
    {
        public static async void Load(GameObject under, XrContentSession? session, string href, Vector3 at, ViewOverlay overlay)
        {
            if (session is null)
                return;
            var bytes = await session.Client.MediaAsync(href);
            if (bytes.Value is not { } file || under == null)
                return;
            under.transform.localPosition = at;
            under.transform.localRotation = overlay.Pose is { } pose
                ? Directions.Rotation(pose.Heading, pose.Pitch, pose.Roll)
                : Quaternion.identity;
            under.transform.localScale = Vector3.one * (float)(overlay.Scale ?? 1);
#if XRCONTENT_GLTFAST
            var gltf = new GLTFast.GltfImport();
            if (await gltf.Load(file))
                await gltf.InstantiateMainSceneAsync(under.transform);
#else
            Debug.LogWarning($"{overlay.Id} is a model of {file.Length} bytes: add the package com.unity.cloud.gltfast to see it.");
#endif
        }
    }
}
