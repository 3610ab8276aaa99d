using System.Net;
using System.Text.Json;
using XrContent.Server.Tests.Studio;

namespace XrContent.Server.Tests.Insight;

/// <summary>What the house set itself, and who may change it.</summary>
public class GoalsTests(StudioServer server) : IClassFixture<StudioServer>
{
    private static object Plan(string title, string? question = "again") =>
        new
        {
            goals = new object[]
            {
                new
                {
                    title = new { ja = title },
                    target = 5000,
                    measure = "scene",
                    facet = "place",
                    value = "inasayama-deck",
                },
                new
                {
                    title = new { ja = "宿泊した人" },
                    target = 300,
                    estimate = 120,
                    note = "ホテルへの聞き取り",
                },
            },
            question,
        };

    [Fact]
    public async Task A_curator_sets_goals_a_contributor_reads_them_and_the_record_says_so()
    {
        var (curator, reader) = (await server.PersonAsync("curator"), await server.PersonAsync("contributor"));
        var set = await curator.DoAsync(HttpMethod.Put, "insight/goals/2031", Plan("展望台で見た人"), "none");
        Assert.Equal(2, set.GetProperty("goals").GetArrayLength());
        var read = await reader.DoAsync(HttpMethod.Get, "insight/goals/2031");
        var (counted, estimated) = (read.GetProperty("goals")[0], read.GetProperty("goals")[1]);
        Assert.Equal((0, false), (counted.GetProperty("reached").GetDouble(), counted.GetProperty("isEstimate").GetBoolean()));
        Assert.Equal((120, true), (estimated.GetProperty("reached").GetDouble(), estimated.GetProperty("isEstimate").GetBoolean()));
        Assert.Equal("again", read.GetProperty("question").GetString());
        using var refused = await reader.SendAsync(HttpMethod.Put, "insight/goals/2031", Plan("mine"), "none");
        Assert.Equal(HttpStatusCode.Forbidden, refused.StatusCode);
        var record = await (await server.PersonAsync("administrator")).DoAsync(HttpMethod.Get, "audit?limit=20");
        var line = record.GetProperty("lines").EnumerateArray().First(one => one.GetProperty("action").GetString() == "goals-changed");
        Assert.Equal(curator.Name, line.GetProperty("person").GetString());
        Assert.Contains("展望台で見た人", line.GetProperty("fields")[0].GetProperty("after").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Of_two_who_set_goals_at_once_one_is_told_that_the_other_did()
    {
        var people = new[] { await server.PersonAsync("curator"), await server.PersonAsync("curator") };
        var answers = await Task.WhenAll(
            people.Select((person, i) => person.SendAsync(HttpMethod.Put, "insight/goals/2032", Plan($"goal {i}"), "none"))
        );
        Assert.Equal([HttpStatusCode.OK, HttpStatusCode.PreconditionFailed], answers.Select(answer => answer.StatusCode).Order());
        var winner = Array.FindIndex(answers, answer => answer.StatusCode == HttpStatusCode.OK);
        var now = await people[0].DoAsync(HttpMethod.Get, "insight/goals/2032");
        Assert.Equal($"goal {winner}", now.GetProperty("goals")[0].GetProperty("goal").GetProperty("title").GetProperty("ja").GetString());
        // With the tag of what stands there, the other may.
        var tag = answers[winner].Headers.ETag!.Tag.Trim('"');
        await people[1 - winner].DoAsync(HttpMethod.Put, "insight/goals/2032", Plan("later"), tag);
        using var blind = await people[0].SendAsync(HttpMethod.Put, "insight/goals/2032", Plan("blind"));
        Assert.Equal(HttpStatusCode.PreconditionRequired, blind.StatusCode);
    }

    [Theory]
    [InlineData("""{"title":{"ja":"x"},"target":0}""", "goals[0].target")]
    [InlineData("""{"title":{"ja":" "},"target":1}""", "goals[0].title")]
    [InlineData("""{"title":{"ja":"x"},"target":1,"facet":"place"}""", "goals[0].measure")]
    [InlineData("""{"title":{"ja":"x"},"target":1,"measure":"scene","facet":"place","value":"atlantis"}""", "goals[0].value")]
    [InlineData("""{"title":{"ja":"x"},"target":1,"measure":"scene","facet":"way","value":"telescope"}""", "goals[0].value")]
    [InlineData("""{"title":{"ja":"x"},"target":1,"measure":"scene","estimate":4}""", "goals[0].estimate")]
    [InlineData("""{"title":{"ja":"x"},"target":1,"measure":"visit","facet":"place","value":"inasayama-deck"}""", "goals[0].facet")]
    [InlineData("""{"title":{"ja":"x"},"target":1,"measure":"scene","facet":"item","value":"inasayama-deck"}""", "goals[0].value")]
    [InlineData("""{"title":{"ja":"x"},"target":1,"measure":"north-poor"}""", "goals[0].measure")]
    [InlineData("null", "goals[0].title")]
    public async Task A_goal_that_makes_no_sense_is_refused_by_its_field(string goal, string field)
    {
        var curator = await server.PersonAsync("curator");
        using var response = await curator.SendAsync(HttpMethod.Put, "insight/goals/2033", $$"""{"goals":[{{goal}}]}""", "none");
        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        var problem = JsonSerializer.Deserialize<JsonElement>(await response.Content.ReadAsStringAsync());
        Assert.Equal(field, Assert.Single(problem.GetProperty("errors").EnumerateObject()).Name);
    }
}
