using System.Diagnostics;
using System.Reflection;
using System.Text.Json.Nodes;
using Newtonsoft.Json;
using Newtonsoft.Json.Linq;

namespace XrContent.Client.Tests;

/// <summary>The client's models against what the server says of itself.</summary>
public sealed class ModelTests
{
    private static readonly string[] Roots =
    [
        nameof(FeatureCollection),
        nameof(ChangesAnswer),
        nameof(SceneAnswer),
        nameof(ViewAnswer),
        nameof(SkylineAnswer),
        nameof(PassAnswer),
        nameof(PackAnswer),
        nameof(SiteAnswer),
    ];

    private static IEnumerable<Type> Models() =>
        typeof(XrContentClient).Assembly.GetExportedTypes().Where(type => Samples.Knows(type.Name));

    public static TheoryData<string> AllRoots() => [.. Roots];

    [Fact]
    public async Task The_models_are_what_the_contract_makes_of_them()
    {
        var (code, said) = await RunAsync("node", Path.Combine(Samples.Repository(), "tools", "unity-models.mjs"), "--check");
        Assert.True(code == 0, said);
    }

    [Theory]
    [MemberData(nameof(AllRoots))]
    public void Whatever_the_server_may_send_is_read_whole_and_written_as_it_came(string root)
    {
        var sent = Samples.Of(root).ToJsonString();
        var type = Models().Single(model => model.Name == root);
        var settings = new JsonSerializerSettings { DateParseHandling = DateParseHandling.DateTimeOffset };
        var again = JsonConvert.SerializeObject(JsonConvert.DeserializeObject(sent, type, settings), Formatting.None);
        Assert.True(JsonNode.DeepEquals(JsonNode.Parse(sent), JsonNode.Parse(again)), $"{sent}\n{again}");
    }

    [Fact]
    public void What_only_JSON_writes_to_is_kept_from_Unitys_stripping()
    {
        var written = typeof(XrContentClient)
            .Assembly.GetTypes()
            .Where(type => type.GetProperties().Any(property => property.IsDefined(typeof(JsonPropertyAttribute))))
            .ToList();
        Assert.Superset(Models().ToHashSet(), written.Append(typeof(XrProblem)).ToHashSet());
        foreach (var type in written)
        {
            Assert.True(IsPreserved(type), type.Name);
            foreach (var property in type.GetProperties().Where(property => property.SetMethod is not null))
                Assert.True(IsPreserved(property), $"{type.Name}.{property.Name}");
        }

        static bool IsPreserved(MemberInfo member) =>
            member.CustomAttributes.Any(attribute => attribute.AttributeType.Name == "PreserveAttribute");
    }

    [Fact]
    public async Task A_program_that_was_trimmed_to_the_bone_reads_every_model()
    {
        var folder = Directory.CreateTempSubdirectory("xrcontent-trimmed-").FullName;
        try
        {
            var project = Path.Combine(Samples.Repository(), "tests", "XrContent.Client.Tests", "Trimmed", "Trimmed.csproj");
            var (code, said) = await RunAsync(
                "dotnet",
                "publish",
                project,
                "--configuration=Release",
                "--output",
                folder,
                "--artifacts-path",
                Path.Combine(folder, "artifacts"),
                "--verbosity=quiet"
            );
            Assert.True(code == 0, said);
            var program = Path.Combine(folder, OperatingSystem.IsWindows() ? "Trimmed.exe" : "Trimmed");
            foreach (var root in Roots)
            {
                var sample = Path.Combine(folder, $"{root}.json");
                await File.WriteAllTextAsync(sample, Samples.Of(root).ToJsonString(), TestContext.Current.CancellationToken);
                var (read, again) = await RunAsync(program, root, sample);
                Assert.True(read == 0, again);
                Assert.True(JToken.DeepEquals(JToken.Parse(Samples.Of(root).ToJsonString()), JToken.Parse(again)), again);
            }
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static async Task<(int Code, string Said)> RunAsync(string program, params string[] arguments)
    {
        var start = new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true };
        // Of the build that runs these tests nothing is handed down.
        foreach (var name in start.Environment.Keys.Where(name => name.StartsWith("MSBUILD", StringComparison.OrdinalIgnoreCase)).ToList())
            start.Environment.Remove(name);
        using var process = Process.Start(start)!;
        var (words, errors) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        return (process.ExitCode, await words + await errors);
    }
}
