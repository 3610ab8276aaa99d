#nullable enable
using UnityEngine;
using XrContent.Client;

namespace XrContent.Unity
{
    /// <summary>
    /// A way to find north that needs no act of the person, beside <see cref="NorthAlignment"/> on the same object: the panel in the
    /// picture, visual positioning, or one of the app's own.
    /// </summary>
    public interface INorthSource
    {
        /// <summary>How it finds it, to be said to the person.</summary>
        NorthMeans Means { get; }

        /// <summary>What it knows now.</summary>
        /// <param name="camera">That looks round.</param>
        /// <param name="view">The scene's directions.</param>
        /// <returns>Degrees to add to true azimuths, and degrees within which that is right; null while it knows nothing.</returns>
        (double Offset, double Accuracy)? Read(Camera camera, ViewAnswer view);
    }
}
