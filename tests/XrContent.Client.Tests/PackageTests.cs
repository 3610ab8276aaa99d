using System.Text.Json;
using System.Text.RegularExpressions;

namespace XrContent.Client.Tests;

/// <summary>The package is laid out as Unity's package manager expects it.</summary>
public partial class PackageTests
{
    private static readonly string Root = DirectionTests.Package();

    private static IEnumerable<string> Assets() => Directory.EnumerateFileSystemEntries(Root, "*", SearchOption.AllDirectories)
        .Select(path => Path.GetRelativePath(Root, path).Replace('\\', '/'))
        // What Unity does not look at.
        .Where(path => !path.Split('/').Any(part => part.EndsWith('~') || part.StartsWith('.')));

    [Fact]
    public void Every_asset_has_its_meta_file_and_no_two_share_a_guid()
    {
        var (assets, guids) = (Assets().ToList(), new Dictionary<string, string>());
        foreach (var asset in assets.Where(path => !path.EndsWith(".meta", StringComparison.Ordinal)))
        {
            Assert.Contains($"{asset}.meta", assets);
            var guid = Guid().Match(File.ReadAllText(Path.Combine(Root, $"{asset}.meta"))).Groups[1].Value;
            Assert.True(guids.TryAdd(guid, asset), $"{asset} and {guids.GetValueOrDefault(guid)} share {guid}");
        }

        foreach (var meta in assets.Where(path => path.EndsWith(".meta", StringComparison.Ordinal))) Assert.Contains(meta[..^5], assets);
    }

    [Fact]
    public void Assemblies_refer_to_assemblies_that_there_are()
    {
        string[] elsewhere = ["glTFast", "UnityEngine.TestRunner", "UnityEditor.TestRunner"];
        var definitions = Directory.EnumerateFiles(Root, "*.asmdef", SearchOption.AllDirectories).Select(path => (path, Json: JsonDocument.Parse(File.ReadAllText(path)).RootElement)).ToList();
        var names = definitions.Select(definition => definition.Json.GetProperty("name").GetString()!).ToList();
        Assert.Equal(names.Distinct(), names);
        foreach (var (path, json) in definitions)
        {
            Assert.Equal($"{json.GetProperty("name").GetString()}.asmdef", Path.GetFileName(path));
            foreach (var reference in json.GetProperty("references").EnumerateArray()) Assert.Contains(reference.GetString(), names.Concat(elsewhere));
        }

        // The core knows no engine, so that it runs anywhere.
        Assert.True(definitions.Single(definition => definition.Json.GetProperty("name").GetString() == "XrContent.Client").Json.GetProperty("noEngineReferences").GetBoolean());
    }

    [Fact]
    public void Samples_are_listed_and_listed_samples_are_there()
    {
        var listed = Manifest().GetProperty("samples").EnumerateArray().Select(sample => sample.GetProperty("path").GetString()!).ToList();
        Assert.Equal(Directory.EnumerateDirectories(Path.Combine(Root, "Samples~")).Select(path => $"Samples~/{Path.GetFileName(path)}").Order(), listed.Order());
        foreach (var sample in listed) Assert.NotEmpty(Directory.EnumerateFiles(Path.Combine(Root, sample), "*.cs"));
    }

    [Fact]
    public void One_version_stands_everywhere()
    {
        var version = Manifest().GetProperty("version").GetString()!;
        Assert.Contains($"## {version}", File.ReadAllText(Path.Combine(Root, "CHANGELOG.md")), StringComparison.Ordinal);
        Assert.Contains($"<Version>{version}</Version>", File.ReadAllText(Path.Combine(Root, "..", "Directory.Build.props")), StringComparison.Ordinal);
        Assert.StartsWith($"{version}.", typeof(XrContentClient).Assembly.GetName().Version!.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void The_core_has_nothing_that_code_compiled_ahead_of_time_lacks()
    {
        foreach (var file in Directory.EnumerateFiles(Path.Combine(Root, "Runtime"), "*.cs", SearchOption.AllDirectories))
        {
            var text = File.ReadAllText(file);
            foreach (var word in new[] { "System.Reflection", "Reflection.Emit", "dynamic ", "Expression.Compile", "MakeGenericType", "Activator." })
                Assert.False(text.Contains(word, StringComparison.Ordinal), $"{Path.GetFileName(file)}: {word}");
            Assert.StartsWith("#nullable enable", text, StringComparison.Ordinal);
        }
    }

    private static JsonElement Manifest() => JsonDocument.Parse(File.ReadAllText(Path.Combine(Root, "package.json"))).RootElement;

    [GeneratedRegex("guid: ([0-9a-f]{32})")]
    private static partial Regex Guid();
}
