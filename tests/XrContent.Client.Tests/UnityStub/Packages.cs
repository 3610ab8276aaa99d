#nullable enable
using System.Threading.Tasks;
using UnityEngine;

// As much of other packages as this one uses where they are installed.
namespace UnityEngine.InputSystem
{
    public class InputControl<TValue>
        where TValue : struct
    {
        public TValue ReadValue() => default;
    }

    public sealed class ButtonControl : InputControl<float>
    {
        public bool isPressed => false;
    }

    public sealed class Pointer
    {
        public static Pointer? current => null;
        public InputControl<Vector2> position { get; } = new InputControl<Vector2>();
        public ButtonControl press { get; } = new ButtonControl();
    }
}

namespace GLTFast
{
    public sealed class GltfImport
    {
        public Task<bool> Load(byte[] data) => Task.FromResult(false);

        public Task<bool> InstantiateMainSceneAsync(Transform parent) => Task.FromResult(false);
    }
}
