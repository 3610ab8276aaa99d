#nullable enable
using UnityEngine;

namespace XrContent.Unity
{
    /// <summary>The mouse or the first finger, by whichever input handling the project has.</summary>
    public sealed class Finger
    {
        private Vector2? last;

        /// <summary>Pixels by which it moved since the last call while it is down; null when it is up. Call it once a frame.</summary>
        public Vector2? Drag()
        {
            var now = Down();
            var moved = now is { } at
                ? last is { } from
                    ? at - from
                    : new Vector2(0, 0)
                : (Vector2?)null;
            last = now;
            return moved;
        }

        private static Vector2? Down()
        {
#if XRCONTENT_INPUT_SYSTEM && ENABLE_INPUT_SYSTEM
            var pointer = UnityEngine.InputSystem.Pointer.current;
            return pointer != null && pointer.press.isPressed ? pointer.position.ReadValue() : (Vector2?)null;
#elif ENABLE_LEGACY_INPUT_MANAGER
            return Input.GetMouseButton(0) ? new Vector2(Input.mousePosition.x, Input.mousePosition.y) : (Vector2?)null;
#else
            return null;
#endif
        }
    }
}
