using System.Reflection;
using System.Runtime.CompilerServices;
using UnityEngine;

namespace XrContent.Client.Tests;

/// <summary>
/// The stub has nothing that the engine has not: UnityStub/reference.tsv says of each of its members in which file of the published sources
/// (Unity's C# reference, and the packages' own) it stands by the same signature, for 2022.3 and for 6000.0. What is new in the stub is
/// looked up there first.
/// </summary>
public sealed class StubReferenceTests
{
    [Fact]
    public void Each_member_of_the_stub_was_read_in_the_published_reference()
    {
        var read = File.ReadLines(Path.Combine(Samples.Repository(), "tests/XrContent.Client.Tests/UnityStub/reference.tsv"))
            .Skip(1)
            .Select(line => line.Split('\t'))
            .ToDictionary(row => row[0], row => row[1..]);
        Assert.Equal(read.Keys.Order(StringComparer.Ordinal), Members().Distinct().Order(StringComparer.Ordinal));
        Assert.All(read, row => Assert.All(row.Value, Assert.NotEmpty));
    }

    /// <summary>Types and what they declare for others, by the engine's own words.</summary>
    private static IEnumerable<string> Members()
    {
        const BindingFlags declared = BindingFlags.Public | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly;
        foreach (var type in typeof(World).Assembly.GetExportedTypes().Where(IsStub))
        {
            var name = NameOf(type);
            yield return name;
            if (typeof(Delegate).IsAssignableFrom(type))
                continue;
            foreach (var member in type.GetMembers(declared))
            {
                if (member is FieldInfo { IsSpecialName: true } || member is Type || member.IsDefined(typeof(CompilerGeneratedAttribute)))
                    continue;
                if (member is ConstructorInfo constructor && constructor.GetParameters().Length > 0)
                    yield return $"{name}({Parameters(constructor)})";
                else if (
                    member is MethodInfo { IsSpecialName: true } accessor
                    && !accessor.Name.StartsWith("op_", StringComparison.Ordinal)
                )
                    continue;
                else if (member is MethodInfo method)
                    yield return $"{name}.{method.Name}({Parameters(method)})";
                else if (member is not ConstructorInfo)
                    yield return $"{name}.{member.Name}";
            }
        }
    }

    private static bool IsStub(Type type) => !(type.Namespace ?? "").StartsWith("XrContent", StringComparison.Ordinal);

    private static string Parameters(MethodBase method) =>
        string.Join(", ", method.GetParameters().Select(each => Word(each.ParameterType)));

    private static string NameOf(Type type) =>
        type.DeclaringType is { } outer ? $"{NameOf(outer)}.{Plain(type)}" : $"{type.Namespace}.{Plain(type)}";

    private static string Plain(Type type) => type.Name.Split('`')[0];

    private static string Word(Type type) =>
        Nullable.GetUnderlyingType(type) is { } inner ? $"{Word(inner)}?"
        : type.IsArray ? $"{Word(type.GetElementType()!)}[]"
        : type == typeof(float) ? "float"
        : type == typeof(int) ? "int"
        : type == typeof(bool) ? "bool"
        : type == typeof(string) ? "string"
        : type == typeof(byte) ? "byte"
        : type == typeof(ushort) ? "ushort"
        : type == typeof(object) ? "object"
        : type.IsGenericType ? $"{Plain(type)}<{string.Join(", ", type.GetGenericArguments().Select(Word))}>"
        : Plain(type);
}
