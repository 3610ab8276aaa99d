using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using System.Text.RegularExpressions;
using XrContent.Server.Tests.Studio;

namespace XrContent.Server.Tests;

/// <summary>What somebody sends who means harm, to every endpoint that is read and in every parameter of it.</summary>
public sealed partial class AbuseTests(StudioServer server) : StudioTests(server)
{
    private const string Script = "<script>alert(1)</script>";

    public static TheoryData<string> Hostile() =>
        [
            "https://elsewhere.example/",
            "//elsewhere.example",
            "/\\elsewhere.example",
            "../../../../etc/passwd",
            "..\\..\\etc\\passwd",
            "a\r\nSet-Cookie: taken=yes",
            $"\">{Script}",
            "' OR 1=1; DROP TABLE \"Items\" --",
            "%00",
            "{{7*7}}${7*7}",
            "\u202Egpj.exe",
            new string('9', 400),
        ];

    [Theory]
    [MemberData(nameof(Hostile))]
    public async Task Nothing_leads_elsewhere_runs_reads_files_or_breaks(string said)
    {
        var document = await Server.Program.GetFromJsonAsync<JsonElement>("/openapi/v1.json");
        var asked = 0;
        foreach (var address in Readers(document, said))
        {
            using var response = await Server.Program.GetAsync(address, HttpCompletionOption.ResponseHeadersRead);
            var told = $"{address}: {(int)response.StatusCode}";
            Assert.True((int)response.StatusCode < 500 || response.StatusCode == HttpStatusCode.ServiceUnavailable, told);
            if (response.Headers.Location is { } location)
                Assert.True(IsOurs(location.OriginalString), $"{told} {location}");
            foreach (var header in response.Headers.Concat(response.Content.Headers))
                Assert.All(header.Value, value => Assert.DoesNotContain("taken=yes", value, StringComparison.Ordinal));
            asked++;
            if (response.Content.Headers.ContentType?.MediaType is not ("text/html" or "application/problem+json" or "application/json"))
                continue;
            var body = await response.Content.ReadAsStringAsync();
            Assert.DoesNotContain("root:x:0", body, StringComparison.Ordinal);
            if (response.Content.Headers.ContentType.MediaType == "text/html")
                Assert.DoesNotContain(Script, body, StringComparison.Ordinal);
        }

        Assert.InRange(asked, 60, int.MaxValue);
    }

    private static bool IsOurs(string location) =>
        OwnPath().IsMatch(location) || location.StartsWith("http://localhost/", StringComparison.Ordinal);

    private static IEnumerable<string> Readers(JsonElement document, string said)
    {
        var word = Uri.EscapeDataString(said);
        foreach (var path in document.GetProperty("paths").EnumerateObject())
        {
            if (!path.Value.TryGetProperty("get", out var get))
                continue;
            var queries = get.TryGetProperty("parameters", out var parameters)
                ? parameters
                    .EnumerateArray()
                    .Where(parameter => parameter.GetProperty("in").GetString() == "query")
                    .Select(parameter => parameter.GetProperty("name").GetString()!)
                    .ToList()
                : [];
            var bare = Parameter().Replace(path.Name, "x");
            yield return Parameter().Replace(path.Name, word);
            foreach (var query in queries)
                yield return $"{bare}?{query}={word}";
        }
    }

    /// <summary>A path; "//" and "/\" would lead to another host.</summary>
    [GeneratedRegex(@"^/(?![/\\])")]
    private static partial Regex OwnPath();

    [GeneratedRegex(@"\{[^}]+\}")]
    private static partial Regex Parameter();
}
