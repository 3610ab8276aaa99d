using System.Net;
using System.Net.Http.Json;
using System.Text.Json;

namespace XrContent.Server.Tests.Interop;

/// <summary>
/// What a context broker of either version reads: media types, contexts and refusals as ETSI GS CIM 009 and NGSIv2 have them.
/// </summary>
public class NgsiTests(ServerFixture server)
{
    private const string Linked = "application/ld+json";

    [Theory]
    [InlineData(null, "application/json")]
    [InlineData("*/*", "application/json")]
    [InlineData("application/json", "application/json")]
    [InlineData(Linked, Linked)]
    public async Task The_context_stands_in_JSON_LD_and_is_named_by_a_link_beside_plain_JSON(string? accepted, string given)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/ngsi-ld/v1/entities?type=Event&limit=1");
        if (accepted is not null)
            request.Headers.Add("Accept", accepted);
        using var response = await server.Client.SendAsync(request);
        Assert.Equal(given, response.Content.Headers.ContentType!.MediaType);
        Assert.Contains("Accept", response.Headers.Vary);
        var entity = (await response.Content.ReadFromJsonAsync<JsonElement>())[0];
        const string model = "dataModel.TourismDestinations/master/context.jsonld";
        if (given == Linked)
        {
            Assert.EndsWith(model, entity.GetProperty("@context")[0].GetString(), StringComparison.Ordinal);
            return;
        }

        Assert.False(entity.TryGetProperty("@context", out _));
        var link = response.Headers.GetValues("Link").Single(one => one.Contains("json-ld#context", StringComparison.Ordinal));
        Assert.Contains(model, link, StringComparison.Ordinal);
        Assert.Contains($"type=\"{Linked}\"", link, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/ngsi-ld/v1/entities?georel=near;maxDistance:1000&geometry=Point&coordinates=[129,32]", "georel")]
    [InlineData("/v2/entities?georel=near;maxDistance==1000&geometry=point&coords=32,129", "georel")]
    [InlineData("/v2/entities?georel=coveredBy&geometry=polygon&coords=1,2", "georel")]
    [InlineData("/v2/entities?georel=near;maxDistance:10&geometry=point&coords=132,12", "coords")]
    [InlineData("/ngsi-ld/v1/entities?georel=near;maxDistance==10&geometry=Point&coordinates=[12,132]", "coordinates")]
    [InlineData("/ngsi-ld/v1/entities?limit=-1", "limit")]
    [InlineData("/v2/entities?q=name==x", "q")]
    [InlineData("/ngsi-ld/v1/entities?geoproperty=elsewhere", "geoproperty")]
    [InlineData("/ngsi-ld/v1/entities/no-address", "id")]
    [InlineData("/v2/entities?limit=0", "limit")]
    public async Task What_cannot_be_asked_is_named_as_a_broker_reads_it(string path, string name)
    {
        using var response = await server.Client.GetAsync(path);
        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.Equal("application/json", response.Content.Headers.ContentType!.MediaType);
        Assert.Null(response.Headers.ETag);
        var refused = await response.Content.ReadFromJsonAsync<JsonElement>();
        var isSecond = path.StartsWith("/v2", StringComparison.Ordinal);
        Assert.Equal(
            isSecond ? "BadRequest" : "https://uri.etsi.org/ngsi-ld/errors/BadRequestData",
            refused.GetProperty(isSecond ? "error" : "type").GetString()
        );
        var why = refused.GetProperty(isSecond ? "description" : "detail").GetString();
        Assert.StartsWith($"{name}: ", why, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/ngsi-ld/v1/entities/urn:ngsi-ld:Event:nothing", "type", "https://uri.etsi.org/ngsi-ld/errors/ResourceNotFound")]
    [InlineData("/v2/entities/urn:ngsi-ld:Event:nothing", "error", "NotFound")]
    public async Task What_is_not_there_is_not_found_whatever_a_broker_knows(string path, string member, string word)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        request.Headers.TryAddWithoutValidation("If-None-Match", "*");
        using var response = await server.Client.SendAsync(request);
        Assert.Equal(HttpStatusCode.NotFound, response.StatusCode);
        Assert.Equal(word, (await response.Content.ReadFromJsonAsync<JsonElement>()).GetProperty(member).GetString());
    }
}
