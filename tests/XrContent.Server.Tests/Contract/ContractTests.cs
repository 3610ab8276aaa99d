using System.Runtime.CompilerServices;
using System.Text.Json.Nodes;

namespace XrContent.Server.Tests.Contract;

/// <summary>
/// contract/openapi.json is written by the build. contract/promises.txt is what the last release promised; a promise is broken only by
/// its name in contract/approved.txt.
/// </summary>
public sealed class ContractTests(ServerFixture server) : IClassFixture<ServerFixture>
{
    private static readonly string Folder = Path.Combine(Root(), "contract");

    [Fact]
    public async Task The_contract_is_what_the_server_says_of_itself()
    {
        var served = JsonNode.Parse(await server.Client.GetStringAsync("/openapi/v1.json"))!;
        Assert.True(JsonNode.DeepEquals(Written(), served), "Build the server, and commit contract/openapi.json.");
    }

    [Fact]
    public void No_promise_of_the_last_release_is_broken_but_by_name()
    {
        var now = Promises.Of(Written());
        var file = Path.Combine(Folder, "promises.txt");
        if (Environment.GetEnvironmentVariable("XRCONTENT_PROMISES") == "write")
            File.WriteAllLines(file, now);
        var given = File.ReadAllLines(file).ToHashSet();
        Assert.True(given.Count > 500, $"{given.Count} promises");
        var approved = File.ReadAllLines(Path.Combine(Folder, "approved.txt")).Select(line => line.Split('#')[0].Trim()).ToHashSet();
        Assert.Equal([], Promises.Broken(given, now).Except(approved));
    }

    [Fact]
    public void A_field_that_goes_a_type_that_changes_and_a_word_that_is_newly_asked_for_are_each_named()
    {
        var given = Promises.Of(Written());
        var changed = Written();
        var schemas = changed["components"]!["schemas"]!;
        schemas["SceneAnswer"]!["properties"]!.AsObject().Remove("hotspots");
        schemas["ItemSummary"]!["properties"]!["revision"]!["type"] = "string";
        schemas["ItemSummary"]!["required"]!.AsArray().RemoveAll(member => (string)member! == "author");
        schemas["TagRequest"]!["properties"]!["room"] = new JsonObject { ["type"] = "string" };
        schemas["TagRequest"]!["required"]!.AsArray().Add("room");
        schemas["Kind"]!["enum"]!.AsArray().RemoveAt(0);
        changed["paths"]!.AsObject().Remove("/api/v1/changes");
        var nearby = changed["paths"]!["/api/v1/nearby"]!["get"]!["parameters"]!.AsArray();
        nearby.Add(
            new JsonObject
            {
                ["name"] = "floor",
                ["required"] = true,
                ["schema"] = new JsonObject { ["type"] = "integer" },
            }
        );
        Assert.Equal(
            [
                "gone: GET /api/v1/changes",
                "gone: GET /api/v1/changes ?cells string",
                "gone: GET /api/v1/changes ?since integer required",
                "gone: GET /api/v1/changes says 200 application/json ChangesAnswer",
                "gone: ItemSummary.author string always",
                "gone: ItemSummary.revision integer always",
                "gone: Kind = place",
                "gone: SceneAnswer.hotspots SceneHotspot[] always",
                "needed: GET /api/v1/nearby ?floor integer required",
                "needed: TagRequest.room string required",
            ],
            Promises.Broken(given, Promises.Of(changed)).Order(StringComparer.Ordinal)
        );
    }

    [Fact]
    public void What_is_only_added_breaks_nothing()
    {
        var changed = Written();
        var schemas = changed["components"]!["schemas"]!;
        schemas["SceneAnswer"]!["properties"]!["weather"] = new JsonObject { ["type"] = "string" };
        schemas["TagRequest"]!["properties"]!["room"] = new JsonObject { ["type"] = "string" };
        schemas["NewRequest"] = new JsonObject
        {
            ["required"] = new JsonArray("name"),
            ["properties"] = new JsonObject { ["name"] = new JsonObject { ["type"] = "string" } },
        };
        Assert.Empty(Promises.Broken(Promises.Of(Written()), Promises.Of(changed)));
    }

    private static JsonNode Written() => JsonNode.Parse(File.ReadAllBytes(Path.Combine(Folder, "openapi.json")))!;

    private static string Root([CallerFilePath] string here = "") =>
        Path.GetFullPath(Path.Combine(Path.GetDirectoryName(here)!, "../../.."));
}
