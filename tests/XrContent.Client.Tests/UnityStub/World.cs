#nullable enable
using System;
using System.Collections.Concurrent;
using System.Collections.Generic;
using System.Linq;
using System.Reflection;
using System.Runtime.ExceptionServices;
using System.Threading;

namespace UnityEngine
{
    /// <summary>What the player of a test holds: all objects, and the one thread on which they are updated.</summary>
    internal sealed class World : SynchronizationContext, IDisposable
    {
        [ThreadStatic]
        private static World? current;

        private readonly ConcurrentQueue<(SendOrPostCallback Call, object? State)> posted =
            new ConcurrentQueue<(SendOrPostCallback, object?)>();
        private readonly HashSet<Object> alive = new HashSet<Object>();
        private readonly List<Object> doomed = new List<Object>();
        private readonly SynchronizationContext? before = SynchronizationContext.Current;

        public World()
        {
            if (!(current is null))
                throw new InvalidOperationException("One world a thread.");
            current = this;
            SetSynchronizationContext(this);
        }

        public static World Here => current ?? throw new InvalidOperationException("Objects are made in a world: new World() first.");

        /// <summary>Warnings and exceptions that were logged.</summary>
        public List<string> Log { get; } = new List<string>();

        public float Time { get; private set; }

        /// <summary>Whether the person answered what the phone asked them, and how.</summary>
        public bool IsAnswered { get; set; } = true;

        /// <inheritdoc cref="IsAnswered"/>
        public bool IsAllowed { get; set; } = true;

        /// <summary>How many of a kind were made, and how many of them are there still.</summary>
        public Dictionary<Type, int> Counts { get; } = new Dictionary<Type, int>();

        public IEnumerable<T> Alive<T>() => alive.OfType<T>();

        public void Made(Object thing)
        {
            alive.Add(thing);
            Counts[thing.GetType()] = Counts.TryGetValue(thing.GetType(), out var made) ? made + 1 : 1;
        }

        public void Destroyed(Object thing) => alive.Remove(thing);

        /// <summary>The engine destroys at the end of the frame.</summary>
        public void Doom(Object thing) => doomed.Add(thing);

        public override void Post(SendOrPostCallback d, object? state) => posted.Enqueue((d, state));

        public static IEnumerable<Type> Needs(Type type) =>
            type.GetCustomAttributes<RequireComponent>(inherit: true).Select(needed => needed.Required);

        /// <summary>One frame, a sixtieth of a second long.</summary>
        public void Frame()
        {
            Time += 1f / 60;
            for (var left = posted.Count; left > 0 && posted.TryDequeue(out var call); left--)
                call.Call(call.State);
            foreach (var name in new[] { "Start", "Update", "LateUpdate" })
            {
                foreach (var behaviour in Alive<MonoBehaviour>().ToList())
                    behaviour.Frame(name);
            }

            var now = doomed.ToList();
            doomed.Clear();
            foreach (var thing in now)
                thing.Die();
        }

        /// <summary>Frames until something holds.</summary>
        public void Until(Func<bool> holds, string what, CancellationToken cancel)
        {
            var patience = DateTime.UtcNow.AddSeconds(60);
            while (!holds())
            {
                cancel.ThrowIfCancellationRequested();
                if (DateTime.UtcNow > patience)
                    throw new TimeoutException($"{what}; logged: {string.Join(" | ", Log)}");
                Frame();
                if (posted.IsEmpty)
                    Thread.Yield();
            }
        }

        public void Dispose()
        {
            foreach (var thing in Alive<GameObject>().Where(thing => thing.transform.parent is null).ToList())
                thing.Die();
            current = null;
            SetSynchronizationContext(before);
        }
    }

    internal static class Calls
    {
        /// <summary>Calls a method as the engine does: by its name, however hidden.</summary>
        public static void Call(this MonoBehaviour behaviour, string name)
        {
            var method = behaviour
                .GetType()
                .GetMethod(name, BindingFlags.Instance | BindingFlags.NonPublic | BindingFlags.Public, null, Type.EmptyTypes, null);
            try
            {
                method?.Invoke(behaviour, null);
            }
            catch (TargetInvocationException thrown)
            {
                ExceptionDispatchInfo.Capture(thrown.InnerException!).Throw();
            }
        }
    }
}
