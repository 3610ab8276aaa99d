using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using XrContent.Server.Tests.Studio;

namespace XrContent.Server.Tests;

/// <summary>What every endpoint that reads JSON does with a body that is not what it asks for.</summary>
public sealed partial class BodyTests(StudioServer server) : StudioTests(server)
{
    private static readonly string[] Bodies =
    [
        "",
        "null",
        "{}",
        "[]",
        "[null]",
        "\"words\"",
        "17",
        "{\"a\":",
        "{\"a\":1,\"a\":2}",
        new string('[', 200),
        """{"id":7,"with":{"b":null},"place":{},"name":[],"note":{},"heading":"north","from":"soon","title":3}""",
        """{"title":{"ja":"\ud800"},"name":"\ud800","note":"\udc00","place":"\ud800","email":"\ud800@b.c"}""",
        // Sent in Latin-1, so that these bytes are no UTF-8.
        "{\"properties\":{\"kind\":\"place\",\"title\":{\"en\":\"\u00ff\"}},\"name\":\"\u00ff\",\"note\":\"\u00ff\",\"\u00ff\":\"\u00ff\"}",
    ];

    [Fact]
    public async Task Every_endpoint_answers_every_body_with_a_problem_of_its_own_and_never_with_an_error_of_ours()
    {
        var document = await Server.Program.GetFromJsonAsync<JsonElement>("/openapi/v1.json");
        var asked = 0;
        foreach (var (method, path) in Readers(document))
        {
            foreach (var body in Bodies)
            {
                using var request = new HttpRequestMessage(new(method), path)
                {
                    Content = new ByteArrayContent(Encoding.Latin1.GetBytes(body)) { Headers = { ContentType = new("application/json") } },
                };
                using var response = await Server.Program.SendAsync(request);
                var text = await response.Content.ReadAsStringAsync();
                var said = $"{method} {path} {body[..Math.Min(60, body.Length)]}: {(int)response.StatusCode} {text}";
                Assert.True((int)response.StatusCode < 500, said);
                if (response.StatusCode != HttpStatusCode.BadRequest)
                    continue;
                Assert.True(response.Content.Headers.ContentType?.MediaType == "application/problem+json", said);
                Assert.True(JsonSerializer.Deserialize<JsonElement>(text).TryGetProperty("errors", out var errors), said);
                Assert.All(errors.EnumerateObject(), error => Assert.True(error.Name.Length > 0, said));
                asked++;
            }
        }

        Assert.InRange(asked, 100, int.MaxValue);
    }

    [Theory]
    [InlineData("items/x/restore", "{}", "number", "Is required.")]
    [InlineData("items/x/return", "{}", "note", "Is required.")]
    [InlineData("items/x/return", """{"note":null}""", "note", "Must not be null.")]
    [InlineData("items/x/return", """{"note":5}""", "note", "Is not of the right type.")]
    [InlineData("items/x/return", """{"note":""}""", "note", "Is required.")]
    [InlineData(
        "items/x/reviews",
        """{"revision":1,"reviewer":"T","on":"2026-11-20","words":"So it is."}""",
        "reviewer",
        "Must have 2 to "
    )]
    [InlineData("items/x/return", "", "body", "Is empty: send a JSON document.")]
    [InlineData("items/x/publish", """{"with":{"y":null}}""", "with.y", "Give the tag of the words that are meant.")]
    [InlineData("items/x/return", """{"note":tru}""", "body", "Is not valid JSON: line 1.")]
    [InlineData("items/x/return", """{"note":"a","note":"b"}""", "body", "Has a member twice.")]
    [InlineData("items/x/publish", """{"from":"soon"}""", "from", "Is not of the right type.")]
    [InlineData("items", """{"properties":{"kind":"tour","title":{"ja":"\ud800"}}}""", "body", "")]
    public async Task What_is_missing_or_wrong_is_named(string endpoint, string body, string field, string why)
    {
        using var content = new StringContent(body, Encoding.UTF8, "application/json");
        using var response = await Server.Program.PostAsync($"/api/v1/studio/{endpoint}", content);
        var text = await response.Content.ReadAsStringAsync();
        Refused(HttpStatusCode.BadRequest, "/problems/bad-parameter", response, text);
        var errors = JsonSerializer.Deserialize<JsonElement>(text).GetProperty("errors");
        Assert.True(errors.TryGetProperty(field, out var words), text);
        Assert.Contains(why, words[0].GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_byte_order_mark_before_an_item_changes_nothing()
    {
        using var content = new ByteArrayContent([.. "\uFEFF"u8, .. Encoding.UTF8.GetBytes(Person.Tour("After a mark"))]);
        content.Headers.ContentType = new("application/json");
        using var response = await Server.Program.PostAsync("/api/v1/studio/items", content);
        Assert.True(response.IsSuccessStatusCode, await response.Content.ReadAsStringAsync());
    }

    private static IEnumerable<(string Method, string Path)> Readers(JsonElement document) =>
        from path in document.GetProperty("paths").EnumerateObject()
        from operation in path.Value.EnumerateObject()
        where
            operation.Value.TryGetProperty("requestBody", out var body)
            && body.GetProperty("content").EnumerateObject().Any(type => type.Name.Contains("json", StringComparison.Ordinal))
        select (operation.Name.ToUpperInvariant(), Parameters().Replace(path.Name, "x"));

    [GeneratedRegex(@"\{[^}]*\}")]
    private static partial Regex Parameters();
}
