using System.Runtime.CompilerServices;
using System.Text.Json;

namespace XrContent.Server.Tests;

/// <summary>Whoever is handed the program is told with what it is made.</summary>
public class NoticesTests
{
    private const string Anew = "Write it anew: node tools/notices.mjs";

    private static readonly string Root = FolderOf();
    private static readonly string Page = File.ReadAllText(Path.Combine(Root, "THIRD-PARTY.md"));

    [Fact]
    public void The_page_of_third_parties_names_each_package_of_the_server_in_its_version()
    {
        using var locked = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(Root, "src/XrContent.Server/packages.lock.json")));
        var packages = locked
            .RootElement.GetProperty("dependencies")
            .EnumerateObject()
            .SelectMany(target => target.Value.EnumerateObject())
            .Where(package => package.Value.GetProperty("type").GetString() != "Project")
            // Works while the server is built, and is not handed on.
            .Where(package => package.Name != "Microsoft.Extensions.ApiDescription.Server")
            .Select(package => $"| {package.Name} | {package.Value.GetProperty("resolved").GetString()} |")
            .ToList();

        Assert.True(packages.Count > 40, $"{packages.Count}");
        Assert.All(packages, line => Assert.True(Page.Contains(line, StringComparison.Ordinal), $"{line} {Anew}"));
    }

    [Fact]
    public void And_each_package_of_the_pages()
    {
        using var locked = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(Root, "src/web/package.json")));
        var packages = locked
            .RootElement.GetProperty("dependencies")
            .EnumerateObject()
            .Select(one => $"| {one.Name} | {one.Value} |")
            .ToList();

        Assert.True(packages.Count > 5, $"{packages.Count}");
        Assert.All(packages, line => Assert.True(Page.Contains(line, StringComparison.Ordinal), $"{line} {Anew}"));
    }

    private static string FolderOf([CallerFilePath] string file = "") =>
        Path.GetFullPath(Path.Combine(Path.GetDirectoryName(file)!, "../.."));
}
