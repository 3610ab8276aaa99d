using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace XrContent.Client.Tests;

/// <summary>
/// The package is built for each device, with and without each of the packages which it can use. Both engines have what it uses by the same
/// signatures (<see cref="StubReferenceTests"/>), so that one stub stands for both.
/// </summary>
public sealed class BuildMatrixTests
{
    private static readonly string[] Optional =
    [
        "XRCONTENT_INPUT_SYSTEM",
        "XRCONTENT_GLTFAST",
        "XRCONTENT_ARFOUNDATION",
        "XRCONTENT_GEOSPATIAL",
        "XRCONTENT_ZXING",
    ];

    private static readonly HashSet<string> Needed =
    [
        "mscorlib.dll",
        "netstandard.dll",
        "Newtonsoft.Json.dll",
        "nunit.framework.dll",
        "zxing.dll",
        "XrContent.Client.dll",
    ];

    private static readonly Lazy<List<MetadataReference>> References = new(() =>
        ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!)
            .Split(Path.PathSeparator)
            .Where(path =>
                Path.GetFileName(path) is var name && (name.StartsWith("System.", StringComparison.Ordinal) || Needed.Contains(name))
            )
            .Select(path => (MetadataReference)MetadataReference.CreateFromFile(path))
            .ToList()
    );

    public static TheoryData<string> Projects()
    {
        var data = new TheoryData<string>();
        foreach (var device in new[] { "UNITY_EDITOR", "UNITY_ANDROID", "UNITY_IOS" })
        {
            data.Add($"{device} ENABLE_LEGACY_INPUT_MANAGER");
            data.Add($"{device} ENABLE_INPUT_SYSTEM ENABLE_LEGACY_INPUT_MANAGER {string.Join(' ', Optional)}");
        }

        foreach (var package in Optional)
        {
            data.Add($"UNITY_ANDROID ENABLE_LEGACY_INPUT_MANAGER {package}");
            data.Add($"UNITY_ANDROID ENABLE_INPUT_SYSTEM {string.Join(' ', Optional.Where(other => other != package))}");
        }

        return data;
    }

    [Theory]
    [MemberData(nameof(Projects))]
    public void It_builds_without_a_warning(string defined)
    {
        var options = new CSharpParseOptions(LanguageVersion.CSharp9, preprocessorSymbols: defined.Split(' '));
        var stub = Path.Combine(Samples.Repository(), "tests", "XrContent.Client.Tests", "UnityStub");
        var package = Path.Combine(Samples.Repository(), "unity-client-api");
        var sources = Directory
            .EnumerateFiles(stub, "*.cs")
            .Concat(new[] { "Runtime/Unity", "Editor", "Samples~", "Tests" }.SelectMany(folder => Sources(Path.Combine(package, folder))))
            .Select(path => CSharpSyntaxTree.ParseText(File.ReadAllText(path), options, path));
        var made = CSharpCompilation.Create(
            "Project",
            sources,
            References.Value,
            new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary, nullableContextOptions: NullableContextOptions.Enable)
            // Fields that the engine fills in.
            .WithSpecificDiagnosticOptions(
                new[] { "CS0649", "CS0169", "CS0414" }.ToDictionary(each => each, _ => ReportDiagnostic.Suppress)
            )
        );
        Assert.Empty(made.GetDiagnostics(TestContext.Current.CancellationToken).Where(said => said.Severity >= DiagnosticSeverity.Warning));
    }

    private static IEnumerable<string> Sources(string folder) => Directory.EnumerateFiles(folder, "*.cs", SearchOption.AllDirectories);
}
