#nullable enable
using UnityEngine;
using XrContent.Unity;

namespace XrContent.Samples
{
    /// <summary>Looks round in a scene's captures; the next one by a key or a tap.</summary>
    public sealed class PanoramaSample : MonoBehaviour
    {
        [SerializeField] private XrContentSession? session;
        [SerializeField] private PanoramaSkybox? sky;
        private int shown = -1;

        private void Start() => session!.Opened.AddListener((_, __) => Next());

        private void Update()
        {
            if (Input.GetKeyDown(KeyCode.Space)) Next();
            if (Input.GetMouseButton(0)) Camera.main!.transform.Rotate(0, Input.GetAxis("Mouse X") * -3, 0, Space.World);
        }

        private void Next()
        {
            if (session!.Scene is not { Captures: { Count: > 0 } captures }) return;
            shown = (shown + 1) % captures.Count;
            _ = sky!.ShowAsync(session, captures[shown]);
        }
    }
}
