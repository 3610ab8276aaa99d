using System.Net.Http.Json;
using System.Text.Json;

namespace XrContent.Server.Tests.Studio;

/// <summary>What a form sends and the server cannot read is told to people.</summary>
public class UnreadTests(StudioServer server) : StudioTests(server)
{
    [Theory]
    [InlineData("\"minutes\": 1.5", "minutes", "Is not a value that can stand here: look at its kind (a whole number, a text, a list).")]
    [InlineData("\"facts\": [{\"id\": \"f1\", \"label\": {}, \"sources\": []}]", "facts[0]", "Lacks \"value\".")]
    public async Task What_is_not_read_is_told_at_its_field_and_in_words(string member, string field, string message)
    {
        var hana = await Server.PersonAsync("contributor");
        var (id, tag) = await hana.DraftAsync();
        var body =
            $"{{\"type\": \"Feature\", \"properties\": {{\"kind\": \"tour\", \"title\": {{\"ja\": \"道\"}}, \"stops\": [], {member}}}}}";
        using var refused = await hana.SendAsync(HttpMethod.Put, $"items/{id}", body, tag);
        var errors = (await refused.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("errors");
        Assert.Equal(message, Assert.Single(errors.GetProperty(field).EnumerateArray()).GetString());
    }
}
