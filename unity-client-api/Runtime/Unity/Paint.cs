#nullable enable
using UnityEngine;

namespace XrContent.Unity
{
    /// <summary>
    /// Materials of the package's own shaders, which lie under Resources: a build for a phone has them without being told.
    /// </summary>
    internal static class Paint
    {
        /// <summary>Lines in the colours of their corners.</summary>
        public static Material Line() => Of("Line");

        /// <summary>A picture with its own transparency.</summary>
        public static Material Picture() => Of("Picture");

        /// <summary>An equirectangular picture as the sky.</summary>
        public static Material Sky() => Of("Sky");

        private static Material Of(string shader) => new Material(Resources.Load<Shader>("XrContent/" + shader));
    }
}
