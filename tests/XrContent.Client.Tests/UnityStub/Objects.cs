#nullable enable
using System;
using System.Collections;
using System.Collections.Generic;
using System.Linq;

// As much of the engine as the package uses, by the engine's own names and signatures (reference.tsv says where each was read). Objects
// live, are updated and die as the engine's do, so that a test can play a scene and count what is left.
namespace UnityEngine
{
    public class Object
    {
        private readonly World world = World.Here;

        public Object() => world.Made(this);

        public string name { get; set; } = "";

        internal bool IsDestroyed { get; private set; }

        public static void Destroy(Object? obj)
        {
            if (!(obj is null))
                obj.world.Doom(obj);
        }

        public static bool operator ==(Object? x, Object? y) => IsGone(x) ? IsGone(y) : ReferenceEquals(x, y);

        public static bool operator !=(Object? x, Object? y) => !(x == y);

        public override bool Equals(object? other) => ReferenceEquals(this, other);

        public override int GetHashCode() => System.Runtime.CompilerServices.RuntimeHelpers.GetHashCode(this);

        internal virtual void Die()
        {
            if (IsDestroyed)
                return;
            IsDestroyed = true;
            world.Destroyed(this);
        }

        private static bool IsGone(Object? thing) => thing is null || thing.IsDestroyed;
    }

    public class Component : Object
    {
        public GameObject gameObject { get; internal set; } = null!;

        public Transform transform => gameObject.transform;

        public string tag => gameObject.tag;

        public T GetComponent<T>() => gameObject.GetComponent<T>();

        public T[] GetComponents<T>() => gameObject.Components.OfType<T>().ToArray();

        public T GetComponentInChildren<T>() => gameObject.GetComponentInChildren<T>();

        public T GetComponentInParent<T>() => gameObject.Above().SelectMany(each => each.Components).OfType<T>().FirstOrDefault()!;
    }

    public class Behaviour : Component
    {
        private bool isEnabled = true;

        public bool enabled
        {
            get => isEnabled;
            set
            {
                isEnabled = value;
                (this as MonoBehaviour)?.Settle();
            }
        }

        public bool isActiveAndEnabled => isEnabled && gameObject.activeInHierarchy;
    }

    public class MonoBehaviour : Behaviour
    {
        private readonly List<Stack<IEnumerator>> coroutines = new List<Stack<IEnumerator>>();
        private bool isAwake;
        private bool isOn;
        private bool isStarted;

        public Coroutine StartCoroutine(IEnumerator routine)
        {
            var stack = new Stack<IEnumerator>();
            stack.Push(routine);
            if (Step(stack))
                coroutines.Add(stack);
            return new Coroutine();
        }

        /// <summary>Calls what the engine calls when an object comes to be, is switched on or off.</summary>
        internal void Settle()
        {
            if (IsDestroyed || !gameObject.activeInHierarchy && !isOn)
                return;
            if (!isAwake)
            {
                isAwake = true;
                this.Call("Awake");
            }

            if (isOn == isActiveAndEnabled)
                return;
            isOn = isActiveAndEnabled;
            this.Call(isOn ? "OnEnable" : "OnDisable");
        }

        internal void Frame(string name)
        {
            if (!isOn)
                return;
            if (name == "Start")
            {
                if (!isStarted)
                    this.Call(name);
                isStarted = true;
                return;
            }

            if (isStarted)
                this.Call(name);
            if (name == "Update")
                coroutines.RemoveAll(stack => !Step(stack));
        }

        internal override void Die()
        {
            if (IsDestroyed)
                return;
            if (isOn)
                this.Call("OnDisable");
            isOn = false;
            if (isAwake)
                this.Call("OnDestroy");
            base.Die();
        }

        private static bool Step(Stack<IEnumerator> stack)
        {
            while (stack.Count > 0)
            {
                if (!stack.Peek().MoveNext())
                    stack.Pop();
                else if (stack.Peek().Current is IEnumerator inner)
                    stack.Push(inner);
                else
                    return true;
            }

            return false;
        }
    }

    public sealed class Coroutine { }

    public class ScriptableObject : Object
    {
        public static T CreateInstance<T>()
            where T : ScriptableObject => Activator.CreateInstance<T>();
    }

    public sealed class GameObject : Object
    {
        private readonly List<Component> components = new List<Component>();
        private bool isActive = true;

        public GameObject(string name)
        {
            this.name = name;
            transform = new Transform { gameObject = this };
            components.Add(transform);
        }

        public Transform transform { get; }

        public string tag { get; set; } = "Untagged";

        public bool activeInHierarchy => Above().All(each => each.isActive);

        internal IReadOnlyList<Component> Components => components;

        public T AddComponent<T>()
            where T : Component
        {
            foreach (var needed in World.Needs(typeof(T)))
                if (!components.Any(needed.IsInstanceOfType))
                    Add(needed);
            return (T)Add(typeof(T));
        }

        public T GetComponent<T>() => components.OfType<T>().FirstOrDefault()!;

        public T GetComponentInChildren<T>() => Below().SelectMany(each => each.components).OfType<T>().FirstOrDefault()!;

        public void SetActive(bool value)
        {
            isActive = value;
            foreach (var behaviour in Below().SelectMany(each => each.components).OfType<MonoBehaviour>().ToList())
                behaviour.Settle();
        }

        internal IEnumerable<GameObject> Below() => transform.Children.SelectMany(child => child.gameObject.Below()).Prepend(this).ToList();

        internal IEnumerable<GameObject> Above()
        {
            for (var each = transform; !(each is null); each = each.parent)
                yield return each.gameObject;
        }

        internal override void Die()
        {
            foreach (var child in transform.Children.ToList())
                child.gameObject.Die();
            foreach (var component in components)
                component.Die();
            transform.Children.Clear();
            transform.Detach();
            base.Die();
        }

        private Component Add(Type type)
        {
            foreach (var needed in World.Needs(type))
                if (!components.Any(needed.IsInstanceOfType))
                    Add(needed);
            var component = (Component)Activator.CreateInstance(type)!;
            component.gameObject = this;
            components.Add(component);
            (component as MonoBehaviour)?.Settle();
            return component;
        }
    }

    public sealed class Transform : Component
    {
        private Vector3 local;

        internal List<Transform> Children { get; } = new List<Transform>();

        public Transform? parent { get; private set; }
        public Vector3 localPosition
        {
            get => local;
            set => local = value;
        }
        public Quaternion localRotation { get; set; } = Quaternion.identity;
        public Vector3 localScale { get; set; } = Vector3.one;
        public Vector3 position
        {
            get => parent is null ? local : parent.position + parent.rotation * local;
            set => local = parent is null ? value : Quaternion.Inverse(parent.rotation) * (value - parent.position);
        }
        public Quaternion rotation
        {
            get => parent is null ? localRotation : parent.rotation * localRotation;
            set => localRotation = parent is null ? value : Quaternion.Inverse(parent.rotation) * value;
        }
        public Vector3 forward => rotation * Vector3.forward;
        public Vector3 up => rotation * Vector3.up;

        public void SetParent(Transform? parent, bool worldPositionStays)
        {
            Detach();
            this.parent = parent;
            parent?.Children.Add(this);
        }

        internal void Detach()
        {
            parent?.Children.Remove(this);
            parent = null;
        }
    }

    [AttributeUsage(AttributeTargets.Field)]
    public sealed class SerializeField : Attribute { }

    [AttributeUsage(AttributeTargets.Field)]
    public sealed class TooltipAttribute : Attribute
    {
        public TooltipAttribute(string tooltip) { }
    }

    [AttributeUsage(AttributeTargets.Class, AllowMultiple = true)]
    public sealed class RequireComponent : Attribute
    {
        public RequireComponent(Type requiredComponent) => Required = requiredComponent;

        internal Type Required { get; }
    }
}
