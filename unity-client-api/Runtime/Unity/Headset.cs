#nullable enable
using UnityEngine;
#if XRCONTENT_INPUT_SYSTEM && ENABLE_INPUT_SYSTEM
using UnityEngine.InputSystem;
using UnityEngine.InputSystem.XR;
#endif

namespace XrContent.Unity
{
    /// <summary>Cameras that are moved by a device that tracks itself: a headset (OpenXR) or a phone under AR Foundation.</summary>
    public static class Headset
    {
        /// <summary>Whether a headset is worn that this project knows of.</summary>
        public static bool IsOn
        {
            get
            {
#if XRCONTENT_INPUT_SYSTEM && ENABLE_INPUT_SYSTEM
                return InputSystem.GetDevice<XRHMD>() != null;
#else
                return false;
#endif
            }
        }

#if XRCONTENT_INPUT_SYSTEM && ENABLE_INPUT_SYSTEM
        /// <summary>Lets a camera be moved by the headset, or by the phone under AR Foundation.</summary>
        public static void Track(Camera camera)
        {
            if (camera.GetComponent<TrackedPoseDriver>() != null)
                return;
            var driver = camera.gameObject.AddComponent<TrackedPoseDriver>();
            driver.positionInput = Bound("Position", "<XRHMD>/centerEyePosition", "<HandheldARInputDevice>/devicePosition");
            driver.rotationInput = Bound("Rotation", "<XRHMD>/centerEyeRotation", "<HandheldARInputDevice>/deviceRotation");
        }

        private static InputActionProperty Bound(string name, string headset, string phone)
        {
            var action = new InputAction(name, InputActionType.Value, headset);
            action.AddBinding(phone);
            action.Enable();
            return new InputActionProperty(action);
        }
#else
        /// <summary>Lets a camera be moved by the headset: needs the package com.unity.inputsystem.</summary>
        public static void Track(Camera camera) =>
            Debug.LogWarning("A headset or AR Foundation moves the camera by the Input System: add the package com.unity.inputsystem.");
#endif
    }
}
