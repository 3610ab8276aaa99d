#nullable enable
using System;
using System.Collections.Generic;
using UnityEngine;
using Object = UnityEngine.Object;

namespace XrContent.Unity
{
    /// <summary>
    /// What was made by code. The engine frees no texture, mesh or material with the object that showed it: whoever makes one says here
    /// that it is theirs, and lets all go at once.
    /// </summary>
    internal sealed class Owned
    {
        private readonly List<Object> things = new List<Object>();
        private readonly List<IDisposable> others = new List<IDisposable>();

        /// <summary>Takes a thing, and gives it back to be used.</summary>
        public T Add<T>(T thing)
            where T : Object
        {
            things.Add(thing);
            return thing;
        }

        /// <summary>Takes what frees itself.</summary>
        public void AddDisposable(IDisposable other) => others.Add(other);

        /// <summary>Destroys all of it.</summary>
        public void Release()
        {
            foreach (var thing in things)
                if (thing != null)
                    Object.Destroy(thing);
            foreach (var other in others)
                other.Dispose();
            things.Clear();
            others.Clear();
        }
    }
}
