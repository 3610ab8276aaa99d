#nullable enable
using NUnit.Framework;
using UnityEngine;

namespace XrContent.Unity.Tests
{
    /// <summary>In the editor's test runner: the package's directions in the engine's own space.</summary>
    public sealed class DirectionsTests
    {
        [TestCase(0, 0, 0, 0, 1)]
        [TestCase(90, 0, 1, 0, 0)]
        [TestCase(180, 0, 0, 0, -1)]
        [TestCase(0, 90, 0, 1, 0)]
        public void Azimuth_zero_is_ahead_and_ninety_to_the_right(double azimuth, double elevation, float x, float y, float z) =>
            Assert.That(Vector3.Distance(new Vector3(x, y, z), Directions.ToUnity(azimuth, elevation)), Is.LessThan(1e-5f));

        [Test]
        public void A_cell_is_named_as_maps_name_it() =>
            Assert.That(XrContentSession.CellOf(32.7528, 129.8496), Is.EqualTo("15/28203/13225"));
    }
}
