#nullable enable
using System;
using System.Collections;
using System.Collections.Generic;
using UnityEngine;
using UnityEngine.UIElements;

// As much of the editor as the package uses.
namespace UnityEngine.UIElements
{
    public enum WhiteSpace
    {
        Normal,
    }

    public enum SelectionType
    {
        None,
        Single,
    }

    public struct StyleFloat
    {
        public static implicit operator StyleFloat(float v) => default;
    }

    public struct StyleEnum<T>
        where T : struct, IConvertible
    {
        public static implicit operator StyleEnum<T>(T v) => default;
    }

    public interface IStyle
    {
        StyleFloat flexGrow { get; set; }
        StyleEnum<WhiteSpace> whiteSpace { get; set; }
    }

    public class ChangeEvent<T> { }

    public delegate void EventCallback<in TEventType>(TEventType evt);

    public interface INotifyValueChanged<T>
    {
        T value { get; set; }
    }

    public class VisualElement
    {
        public IStyle style { get; } = null!;

        public void Add(VisualElement child) { }
    }

    public class TextElement : VisualElement
    {
        public virtual string text { get; set; } = "";
    }

    public class Label : TextElement
    {
        public Label() { }

        public Label(string text) { }
    }

    public class Button : TextElement
    {
        public Button(Action clickEvent) { }
    }

    public class TextField : VisualElement, INotifyValueChanged<string>
    {
        public TextField(string label) { }

        public virtual string value { get; set; } = "";
    }

    public class DropdownField : VisualElement, INotifyValueChanged<string>
    {
        public DropdownField(
            string label,
            List<string> choices,
            int defaultIndex,
            Func<string, string>? formatSelectedValueCallback = null,
            Func<string, string>? formatListItemCallback = null
        ) => _ = choices;

        public virtual string value { get; set; } = "";
    }

    public class ListView : VisualElement
    {
        public ListView(
            IList itemsSource,
            float itemHeight = -1,
            Func<VisualElement>? makeItem = null,
            Action<VisualElement, int>? bindItem = null
        ) => this.itemsSource = itemsSource;

        public SelectionType selectionType { get; set; }
        public IList itemsSource { get; set; } = null!;
        public object? selectedItem => null;

        public void RefreshItems() { }
    }

    public static class INotifyValueChangedExtensions
    {
        public static bool RegisterValueChangedCallback<T>(this INotifyValueChanged<T> control, EventCallback<ChangeEvent<T>> callback) =>
            true;
    }
}

namespace UnityEditor
{
    public class EditorWindow : UnityEngine.Object
    {
        public VisualElement rootVisualElement { get; } = null!;

        public static T GetWindow<T>(string title)
            where T : EditorWindow => default!;
    }

    public static class EditorPrefs
    {
        public static string GetString(string key, string defaultValue) => defaultValue;

        public static void SetString(string key, string value) { }
    }

    public class SceneView : EditorWindow
    {
        public static SceneView? lastActiveSceneView => null;
        public Vector3 pivot { get; set; }
    }

    public sealed class SerializedObject
    {
        public SerializedObject(UnityEngine.Object obj) { }

        public SerializedProperty FindProperty(string propertyPath) => new SerializedProperty();

        public bool ApplyModifiedProperties() => true;
    }

    public sealed class SerializedProperty
    {
        public string stringValue { get; set; } = "";
    }

    public static class Undo
    {
        public static void RegisterCreatedObjectUndo(UnityEngine.Object objectToUndo, string name) { }
    }

    public static class Selection
    {
        public static GameObject? activeGameObject { get; set; }
    }

    [AttributeUsage(AttributeTargets.Method)]
    public sealed class MenuItem : Attribute
    {
        public MenuItem(string itemName) { }
    }
}
