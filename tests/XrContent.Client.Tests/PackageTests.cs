using System.Text.Json;
using System.Text.RegularExpressions;

namespace XrContent.Client.Tests;

/// <summary>The package is laid out as Unity's package manager expects it.</summary>
public partial class PackageTests
{
    private static readonly string Root = DirectionTests.Package();

    private static IEnumerable<string> Assets() =>
        Directory
            .EnumerateFileSystemEntries(Root, "*", SearchOption.AllDirectories)
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

        foreach (var meta in assets.Where(path => path.EndsWith(".meta", StringComparison.Ordinal)))
            Assert.Contains(meta[..^5], assets);
    }

    [Fact]
    public void Assemblies_refer_to_assemblies_that_there_are()
    {
        string[] elsewhere =
        [
            "glTFast",
            "Unity.InputSystem",
            "Unity.XR.ARFoundation",
            "Unity.XR.ARSubsystems",
            "Unity.XR.CoreUtils",
            "Google.XR.ARCoreExtensions",
            "UnityEngine.TestRunner",
            "UnityEditor.TestRunner",
        ];
        var definitions = Directory
            .EnumerateFiles(Root, "*.asmdef", SearchOption.AllDirectories)
            .Select(path => (path, Json: JsonDocument.Parse(File.ReadAllText(path)).RootElement))
            .ToList();
        var names = definitions.Select(definition => definition.Json.GetProperty("name").GetString()!).ToList();
        Assert.Equal(names.Distinct(), names);
        foreach (var (path, json) in definitions)
        {
            Assert.Equal($"{json.GetProperty("name").GetString()}.asmdef", Path.GetFileName(path));
            foreach (var reference in json.GetProperty("references").EnumerateArray())
                Assert.Contains(reference.GetString(), names.Concat(elsewhere));
        }

        // The core knows no engine, so that it runs anywhere.
        Assert.True(
            definitions
                .Single(definition => definition.Json.GetProperty("name").GetString() == "XrContent.Client")
                .Json.GetProperty("noEngineReferences")
                .GetBoolean()
        );
    }

    [Fact]
    public void Samples_are_listed_and_listed_samples_are_there()
    {
        var listed = Manifest().GetProperty("samples").EnumerateArray().Select(sample => sample.GetProperty("path").GetString()!).ToList();
        Assert.Equal(
            Directory.EnumerateDirectories(Path.Combine(Root, "Samples~")).Select(path => $"Samples~/{Path.GetFileName(path)}").Order(),
            listed.Order()
        );
        foreach (var sample in listed)
            Assert.NotEmpty(Directory.EnumerateFiles(Path.Combine(Root, sample), "*.cs"));
    }

    [Fact]
    public void Each_sample_has_a_scene_whose_objects_run_scripts_that_there_are()
    {
        var scripts = Directory
            .EnumerateFiles(Root, "*.cs.meta", SearchOption.AllDirectories)
            .ToDictionary(meta => Guid().Match(File.ReadAllText(meta)).Groups[1].Value, meta => meta[..^5]);
        foreach (var sample in Directory.EnumerateDirectories(Path.Combine(Root, "Samples~")))
        {
            var scene = File.ReadAllText(Assert.Single(Directory.EnumerateFiles(sample, "*.unity")));
            var parts = Part().Matches(scene).Select(part => part.Groups[1].Value).ToList();
            Assert.Equal(parts.Distinct(), parts);
            // What one part says of another is there.
            Assert.Superset(
                Named().Matches(scene).Select(named => named.Groups[1].Value).Where(id => id != "0" && id != "11500000").ToHashSet(),
                parts.ToHashSet()
            );
            var run = Guid().Matches(scene).Select(guid => scripts[guid.Groups[1].Value]).ToList();
            // The sample's own script comes last, and what it cannot be without stands beside it.
            Assert.Equal(sample, Path.GetDirectoryName(run[^1]));
            foreach (Match required in Required().Matches(File.ReadAllText(run[^1])))
                Assert.Contains(run, script => Path.GetFileNameWithoutExtension(script) == required.Groups[1].Value);
            // Fields that the scene fills in exist.
            foreach (var (guid, fields) in Behaviours().Matches(scene).Select(match => (match.Groups[1].Value, match.Groups[2].Value)))
            {
                foreach (Match field in Field().Matches(fields))
                    Assert.Matches($@"\[SerializeField\]\s+private \S+ {field.Groups[1].Value}\b", File.ReadAllText(scripts[guid]));
            }
        }
    }

    [Fact]
    public void Shaders_that_code_asks_for_lie_where_builds_take_them_along_and_know_what_is_set_on_them()
    {
        var folder = Path.Combine(Root, "Runtime", "Unity");
        var shaders = Directory
            .EnumerateFiles(Path.Combine(folder, "Resources", "XrContent"), "*.shader")
            .ToDictionary(path => Path.GetFileNameWithoutExtension(path), File.ReadAllText);
        Assert.Equal(
            Asked().Matches(File.ReadAllText(Path.Combine(folder, "Paint.cs"))).Select(asked => asked.Groups[1].Value).Order(),
            shaders.Keys.Order()
        );
        Assert.All(shaders, shader => Assert.Contains($"Shader \"XrContent/{shader.Key}\"", shader.Value, StringComparison.Ordinal));
        foreach (var file in Directory.EnumerateFiles(folder, "*.cs"))
        {
            foreach (Match set in Set().Matches(File.ReadAllText(file)))
                Assert.Contains($"float {set.Groups[1].Value};", shaders["Sky"], StringComparison.Ordinal);
        }
    }

    [Fact]
    public void One_version_stands_everywhere()
    {
        var version = Manifest().GetProperty("version").GetString()!;
        Assert.Contains($"## {version}", File.ReadAllText(Path.Combine(Root, "CHANGELOG.md")), StringComparison.Ordinal);
        Assert.Contains(
            $"<Version>{version}</Version>",
            File.ReadAllText(Path.Combine(Root, "..", "Directory.Build.props")),
            StringComparison.Ordinal
        );
        Assert.StartsWith($"{version}.", typeof(XrContentClient).Assembly.GetName().Version!.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void The_core_has_nothing_that_code_compiled_ahead_of_time_lacks()
    {
        foreach (var file in Directory.EnumerateFiles(Path.Combine(Root, "Runtime"), "*.cs", SearchOption.AllDirectories))
        {
            var text = File.ReadAllText(file);
            foreach (
                var word in new[]
                {
                    "System.Reflection",
                    "Reflection.Emit",
                    "dynamic ",
                    "Expression.Compile",
                    "MakeGenericType",
                    "Activator.",
                }
            )
                Assert.False(text.Contains(word, StringComparison.Ordinal), $"{Path.GetFileName(file)}: {word}");
            Assert.Contains("#nullable enable", text, StringComparison.Ordinal);
        }
    }

    private static JsonElement Manifest() => JsonDocument.Parse(File.ReadAllText(Path.Combine(Root, "package.json"))).RootElement;

    [GeneratedRegex("guid: ([0-9a-f]{32})")]
    private static partial Regex Guid();

    [GeneratedRegex(@"^--- !u!\d+ &(\d+)$", RegexOptions.Multiline)]
    private static partial Regex Part();

    [GeneratedRegex(@"fileID: (\d+)")]
    private static partial Regex Named();

    [GeneratedRegex(@"RequireComponent\(typeof\((\w+)\)\)")]
    private static partial Regex Required();

    [GeneratedRegex(@"guid: ([0-9a-f]{32}), type: 3\}\n  m_Name: \n  m_EditorClassIdentifier: \n((?:  [a-z]\w*: .*\n)*)")]
    private static partial Regex Behaviours();

    [GeneratedRegex(@"^  (\w+):", RegexOptions.Multiline)]
    private static partial Regex Field();

    [GeneratedRegex("Of\\(\"(\\w+)\"\\)")]
    private static partial Regex Asked();

    [GeneratedRegex("SetFloat\\(\"(\\w+)\"")]
    private static partial Regex Set();
}
