using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;
using NetArchTest.Rules;

namespace XrContent.Server.Tests;

/// <summary>The rooms of the server form a ladder, and the folders say so.</summary>
public partial class LadderTests
{
    private const string Root = "XrContent.Server";

    /// <summary>Each knows only those before it.</summary>
    private static readonly string[] Rooms =
    [
        "Hosting",
        "Data",
        "Accounts",
        "Catalogue",
        "Onsite",
        "Media",
        "Views",
        "Visiting",
        "Ingest",
        "Studio",
        "Live",
        "Interop",
        "Insight",
        "Commands",
    ];

    public static TheoryData<string> All => [.. Rooms];

    [Theory]
    [MemberData(nameof(All))]
    public void A_room_knows_only_the_rooms_before_it(string room)
    {
        var above = Rooms.SkipWhile(other => other != room).Skip(1).Select(other => $"{Root}.{other}").ToArray();
        var types = Types.InAssembly(typeof(Program).Assembly).That().ResideInNamespaceMatching($"^{Root}\\.{room}(\\.|$)");
        Assert.NotEmpty(types.GetTypes());
        if (above.Length == 0)
            return;
        var upward = types.ShouldNot().HaveDependencyOnAny(above).GetResult().FailingTypeNames ?? [];
        Assert.True(!upward.Any(), string.Join(Environment.NewLine, upward));
    }

    [Fact]
    public void The_ladder_names_every_room_there_is()
    {
        var folders = Directory
            .GetDirectories(Source("src/XrContent.Server"))
            .Where(folder => Directory.EnumerateFiles(folder, "*.cs", SearchOption.AllDirectories).Any())
            .Select(folder => Path.GetFileName(folder))
            .Except(["bin", "obj"]);
        Assert.Equal(Rooms.Order(), folders.Order());
    }

    [Fact]
    public void Namespaces_follow_folders_and_files_are_named_after_a_type_in_them()
    {
        var wrong = new List<string>();
        foreach (var file in Directory.EnumerateFiles(Source("src"), "*.cs", SearchOption.AllDirectories).Where(IsOurs))
        {
            var text = File.ReadAllText(file);
            var folder = Path.GetRelativePath(Source("src"), Path.GetDirectoryName(file)!).Replace(Path.DirectorySeparatorChar, '.');
            if (Namespace().Match(text).Groups[1].Value != folder)
                wrong.Add($"{file}: its namespace is not {folder}");
            if (!DeclaredTypes().Matches(text).Any(type => type.Groups[1].Value == Path.GetFileNameWithoutExtension(file)))
                wrong.Add($"{file}: no type is called so");
        }

        Assert.True(wrong.Count == 0, string.Join(Environment.NewLine, wrong));
    }

    [Fact]
    public void No_line_is_longer_than_140_and_no_file_than_400()
    {
        string[] kinds = [".cs", ".ts", ".svelte", ".css", ".mjs", ".sh"];
        string[] roots = ["src", "tests", "tools", "unity-client-api"];
        var wrong = new List<string>();
        foreach (var file in roots.SelectMany(root => Directory.EnumerateFiles(Source(root), "*", SearchOption.AllDirectories)))
        {
            if (!kinds.Contains(Path.GetExtension(file)) || IsMade().IsMatch(file))
                continue;
            var lines = File.ReadAllLines(file);
            if (lines.Length > 400)
                wrong.Add($"{file}: {lines.Length} lines");
            wrong.AddRange(
                lines.Index().Where(line => Columns(line.Item) > 140).Select(line => $"{file}:{line.Index + 1}: {Columns(line.Item)}")
            );
        }

        Assert.True(wrong.Count == 0, string.Join(Environment.NewLine, wrong));
    }

    /// <summary>As an editor shows it: letters of East Asia take two columns.</summary>
    private static int Columns(string line) => line.Length + Wide().Count(line);

    private static bool IsOurs(string file) =>
        !file.Contains("/obj/", StringComparison.Ordinal)
        && !file.Contains("/bin/", StringComparison.Ordinal)
        && !file.Contains("/Migrations/", StringComparison.Ordinal)
        && Path.GetFileName(file) is not "Program.cs" and not "AssemblyInfo.cs" and not "GlobalUsings.cs";

    private static string Source(string path, [CallerFilePath] string here = "") =>
        Path.GetFullPath(Path.Combine(Path.GetDirectoryName(here)!, "../..", path));

    [GeneratedRegex(@"[/\\](bin|obj|Migrations|node_modules|dist|test-results)[/\\]|[/\\]contract\.d\.ts$")]
    private static partial Regex IsMade();

    [GeneratedRegex(@"[\u1100-\u115F\u2E80-\u303E\u3041-\uA4CF\uAC00-\uD7A3\uF900-\uFAFF\uFE30-\uFE6F\uFF00-\uFF60\uFFE0-\uFFE6]")]
    private static partial Regex Wide();

    [GeneratedRegex(@"^namespace ([\w.]+);", RegexOptions.Multiline)]
    private static partial Regex Namespace();

    [GeneratedRegex(@"\b(?:class|record struct|struct|record|interface|enum|delegate \S+) (?!struct\b)(\w+)")]
    private static partial Regex DeclaredTypes();
}
