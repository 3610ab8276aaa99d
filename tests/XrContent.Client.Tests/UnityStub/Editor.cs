#nullable enable
using System;
using UnityEngine;

// As much of the editor as the package uses.
namespace UnityEditor
{
    public class EditorWindow : UnityEngine.Object
    {
        public static T GetWindow<T>(string title)
            where T : EditorWindow => default!;

        public void Repaint() { }
    }

    public enum MessageType
    {
        Info,
    }

    public static class EditorGUILayout
    {
        public static string TextField(string label, string text) => text;

        public static void HelpBox(string message, MessageType type) { }

        public static Vector2 BeginScrollView(Vector2 position) => position;

        public static void EndScrollView() { }

        public static void BeginHorizontal() { }

        public static void EndHorizontal() { }

        public static void LabelField(string label, string text) { }
    }

    public sealed class SerializedObject
    {
        public SerializedObject(UnityEngine.Object target) { }

        public SerializedProperty FindProperty(string path) => new SerializedProperty();

        public bool ApplyModifiedProperties() => true;
    }

    public sealed class SerializedProperty
    {
        public string stringValue { get; set; } = "";
    }

    public static class Undo
    {
        public static void RegisterCreatedObjectUndo(UnityEngine.Object thing, string name) { }
    }

    public static class Selection
    {
        public static GameObject? activeGameObject { get; set; }
    }

    [AttributeUsage(AttributeTargets.Method)]
    public sealed class MenuItem : Attribute
    {
        public MenuItem(string path) { }
    }
}
