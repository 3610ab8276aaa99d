#nullable enable
using UnityEngine;
using XrContent.Client;
#if XRCONTENT_INPUT_SYSTEM && ENABLE_INPUT_SYSTEM
using UnityEngine.InputSystem;
#endif

namespace XrContent.Unity
{
    /// <summary>
    /// How the phone is held and where its compass points, by whichever input handling the project has. Both give the phone's own axes:
    /// x to the right of the screen, y to its top, z out of it.
    /// </summary>
    internal static class PhoneSensors
    {
        /// <summary>Asks the phone for them.</summary>
        public static void Begin()
        {
#if XRCONTENT_INPUT_SYSTEM && ENABLE_INPUT_SYSTEM
            Enable(MagneticFieldSensor.current, true);
            Enable(GravitySensor.current, true);
            Enable(AttitudeSensor.current, true);
#endif
#if ENABLE_LEGACY_INPUT_MANAGER
            Input.compass.enabled = true;
            Input.gyro.enabled = true;
#endif
        }

        /// <summary>Spares the battery.</summary>
        public static void End()
        {
#if XRCONTENT_INPUT_SYSTEM && ENABLE_INPUT_SYSTEM
            Enable(MagneticFieldSensor.current, false);
#endif
#if ENABLE_LEGACY_INPUT_MANAGER
            Input.compass.enabled = false;
#endif
        }

        /// <summary>Degrees from true north to where the camera at the back looks; null where nothing measures it.</summary>
        /// <param name="declination">Degrees by which a compass points east of true north.</param>
        public static double? Heading(double declination)
        {
#if XRCONTENT_INPUT_SYSTEM && ENABLE_INPUT_SYSTEM
            // Gravity is turned with the screen there, the field is not: they are of the same axes only while the phone is upright.
            if (MagneticFieldSensor.current is { } field && GravitySensor.current is { } down)
                return Screen.orientation == ScreenOrientation.Portrait
                    ? Heading(field.magneticField.ReadValue(), down.gravity.ReadValue(), declination)
                    : null;
#endif
#if ENABLE_LEGACY_INPUT_MANAGER
            // The new input handling knows no compass of an iPhone.
            return Input.compass.timestamp > 0 ? Heading(Input.compass.rawVector, Input.gyro.gravity, declination) : null;
#else
            return null;
#endif
        }

        /// <summary>How the phone is turned, as a camera; null where nothing measures it.</summary>
        public static Quaternion? Attitude()
        {
#if XRCONTENT_INPUT_SYSTEM && ENABLE_INPUT_SYSTEM
            return AttitudeSensor.current is null ? (Quaternion?)null : ToCamera(AttitudeSensor.current.attitude.ReadValue());
#elif ENABLE_LEGACY_INPUT_MANAGER
            return SystemInfo.supportsGyroscope && Input.gyro.enabled ? ToCamera(Input.gyro.attitude) : (Quaternion?)null;
#else
            return null;
#endif
        }

        /// <summary>Sensors are right-handed and lie on a table; a camera is left-handed and looks ahead.</summary>
        private static Quaternion ToCamera(Quaternion sensor) =>
            Quaternion.Euler(90, 0, 0) * new Quaternion(sensor.x, sensor.y, -sensor.z, -sensor.w);

        private static double? Heading(Vector3 field, Vector3 gravity, double declination) =>
            NorthFinder.Heading((field.x, field.y, field.z), (gravity.x, gravity.y, gravity.z), declination);

#if XRCONTENT_INPUT_SYSTEM && ENABLE_INPUT_SYSTEM
        private static void Enable(InputDevice? sensor, bool on)
        {
            if (sensor is null)
                return;
            if (on)
                InputSystem.EnableDevice(sensor);
            else
                InputSystem.DisableDevice(sensor);
        }
#endif
    }
}
