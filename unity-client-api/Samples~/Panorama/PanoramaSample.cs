#nullable enable
using UnityEngine;
using XrContent.Unity;

namespace XrContent.Samples
{
    /// <summary>Looks round in a scene's captures; the next one by a key or a tap.</summary>
    [RequireComponent(typeof(XrContentSession))]
    [RequireComponent(typeof(PanoramaSkybox))]
    public sealed class PanoramaSample : MonoBehaviour
    {
        private int shown = -1;

        private void Start() => GetComponent<XrContentSession>().Opened.AddListener((_, __) => Next());

        private void Update()
        {
            if (Input.GetKeyDown(KeyCode.Space)) Next();
            if (Input.GetMouseButton(0)) Camera.main!.transform.Rotate(0, Input.GetAxis("Mouse X") * -3, 0, Space.World);
        }

        private void Next()
        {
            var session = GetComponent<XrContentSession>();
            if (session.Scene is not { Captures: { Count: > 0 } captures }) return;
            shown = (shown + 1) % captures.Count;
            _ = GetComponent<PanoramaSkybox>().ShowAsync(session, captures[shown]);
        }
    }
}
