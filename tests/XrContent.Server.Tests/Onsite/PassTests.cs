using System.Net;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using XrContent.Server.Onsite.Passes;

namespace XrContent.Server.Tests.Onsite;

/// <summary>What a pass opens, for how long, and that nobody can make one.</summary>
public class PassTests(OnsiteServer server) : OnsiteTests(server)
{
    private async Task<HttpStatusCode> WithBearerAsync(string token, string path = OnsiteServer.Scene, HttpClient? client = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        request.Headers.TryAddWithoutValidation("Authorization", $"Bearer {token}");
        using var response = await (client ?? Server.Visitor()).SendAsync(request);
        return response.StatusCode;
    }

    [Fact]
    public async Task A_pass_opens_its_place_as_cookie_and_as_bearer()
    {
        var visitor = Server.Visitor();
        Assert.Equal(HttpStatusCode.Forbidden, (await visitor.GetAsync(OnsiteServer.Scene)).StatusCode);
        var token = await Server.PassAsync(visitor);
        Assert.Equal(HttpStatusCode.OK, (await visitor.GetAsync(OnsiteServer.Scene)).StatusCode);
        Assert.Equal(HttpStatusCode.OK, await WithBearerAsync(token));
        Assert.True(token.Length < 300, $"{token.Length} characters");
    }

    [Fact]
    public async Task The_cookie_is_hidden_from_scripts_and_from_other_sites()
    {
        using var https = Server.Factory.CreateClient(new() { BaseAddress = new("https://localhost") });
        using var response = await https.PostAsync(
            "/api/v1/passes",
            System.Net.Http.Json.JsonContent.Create(
                new
                {
                    tag = await Server.AddTagAsync("printed"),
                    lat = OnsiteServer.AtDeck.Lat,
                    lon = OnsiteServer.AtDeck.Lon,
                    accuracy = 5,
                }
            )
        );
        var cookie = response.Headers.GetValues("Set-Cookie").Single(value => value.StartsWith("xr-pass=", StringComparison.Ordinal));
        Assert.Contains("; httponly", cookie, StringComparison.Ordinal);
        Assert.Contains("; secure", cookie, StringComparison.Ordinal);
        Assert.Contains("; samesite=lax", cookie, StringComparison.Ordinal);
        Assert.Contains("no-store", response.Headers.CacheControl!.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_answer_names_the_tour_s_places_and_brings_the_scene_in_the_visitor_s_language()
    {
        var (lat, lon) = OnsiteServer.AtDeck;
        var answer = await OnsiteServer.AskAsync(
            Server.Visitor(),
            new
            {
                tag = await Server.AddTagAsync("printed"),
                lat,
                lon,
                accuracy = 20,
                lang = "ko",
            }
        );
        Assert.Equal(
            ["hypocentre", "inasayama-deck", "peace-park", "sanno-torii"],
            answer.GetProperty("places").EnumerateArray().Select(place => place.GetString())
        );
        Assert.Equal("inasayama-impact", answer.GetProperty("scene").GetString());
        Assert.Equal("ko", Assert.Single(answer.GetProperty("start").GetProperty("title").EnumerateObject()).Name);
        Assert.Equal(Server.Clock.GetUtcNow().AddHours(6), answer.GetProperty("expires").GetDateTimeOffset(), TimeSpan.FromMinutes(1));
    }

    [Fact]
    public async Task Walking_on_along_a_tour_works_and_a_place_of_no_tour_stays_closed()
    {
        var token = await Server.PassAsync(Server.Visitor());
        Assert.Equal(HttpStatusCode.OK, await WithBearerAsync(token, "/api/v1/scenes/scene-peace-park"));
        Assert.Equal(HttpStatusCode.Forbidden, await WithBearerAsync(token, "/api/v1/scenes/scene-minato-park"));
    }

    [Fact]
    public async Task A_second_tag_adds_its_place_and_keeps_the_first()
    {
        var visitor = Server.Visitor();
        await Server.PassAsync(visitor);
        await Server.PassAsync(visitor, "minato-park", (32.7424, 129.8762));
        Assert.Equal(HttpStatusCode.OK, (await visitor.GetAsync(OnsiteServer.Scene)).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await visitor.GetAsync("/api/v1/scenes/scene-minato-park")).StatusCode);
    }

    [Fact]
    public async Task A_pass_ends_when_it_says()
    {
        var token = await Server.PassAsync(Server.Visitor());
        Server.Clock.Ahead = TimeSpan.FromHours(6) - TimeSpan.FromMinutes(1);
        Assert.Equal(HttpStatusCode.OK, await WithBearerAsync(token));
        Server.Clock.Ahead = TimeSpan.FromHours(6) + TimeSpan.FromMinutes(1);
        Assert.Equal(HttpStatusCode.Forbidden, await WithBearerAsync(token));
    }

    [Fact]
    public async Task A_pass_of_a_clock_that_runs_ahead_is_refused_and_one_of_a_node_a_few_seconds_ahead_is_not()
    {
        Server.Clock.Ahead = TimeSpan.FromMinutes(30);
        var early = await Server.PassAsync(Server.Visitor());
        Server.Clock.Ahead = TimeSpan.FromSeconds(20);
        var close = await Server.PassAsync(Server.Visitor());
        Server.Clock.Ahead = TimeSpan.Zero;
        Assert.Equal(HttpStatusCode.Forbidden, await WithBearerAsync(early));
        Assert.Equal(HttpStatusCode.OK, await WithBearerAsync(close));
    }

    [Fact]
    public async Task Another_node_over_the_same_database_knows_the_pass()
    {
        var token = await Server.PassAsync(Server.Visitor());
        using var second = Server.Serve();
        Assert.Equal(HttpStatusCode.OK, await WithBearerAsync(token, client: Server.Visitor(second)));
    }

    [Fact]
    public async Task A_pass_of_another_server_is_forged()
    {
        await using var other = await OnsiteServer.StartAsync();
        var token = await other.PassAsync(other.Visitor());
        Assert.Equal(HttpStatusCode.Forbidden, await WithBearerAsync(token));
    }

    [Fact]
    public async Task Of_ten_thousand_alterations_of_a_good_pass_none_is_accepted()
    {
        var token = await Server.PassAsync(Server.Visitor());
        var keys = Server.Factory.Services.GetRequiredService<PassKeys>();
        Assert.NotNull(keys.Read(token));
        const string alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
        var place = Gen.Int[0, token.Length - 1];
        var letter = Gen.Char[alphabet];
        var altered = Gen.OneOf(
                Gen.Select(place, letter, (at, to) => token[..at] + to + token[(at + 1)..]),
                Gen.Select(place, letter, (at, to) => token[..at] + to + token[at..]),
                place.Select(at => token.Remove(at, 1)),
                place.Select(at => token[..at]),
                Gen.Select(place, place, (a, b) => Swap(token, a, b)),
                letter.Array[1, 300].Select(letters => new string(letters)),
                // The last letter holds bits that base64 does not use: another letter could mean the same bytes.
                letter.Select(last => token[..^1] + last),
                Gen.Const($"{token}="),
                Gen.Const($" {token}")
            )
            .Where(text => text != token);
        altered.Sample(text => Assert.Null(keys.Read(text)), iter: 10_000);

        static string Swap(string text, int a, int b)
        {
            var letters = text.ToCharArray();
            (letters[a], letters[b]) = (letters[b], letters[a]);
            return new(letters);
        }
    }

    [Fact]
    public async Task A_pass_is_not_taken_for_a_token_of_the_staff()
    {
        var token = await Server.PassAsync(Server.Visitor());
        Assert.Equal(HttpStatusCode.Unauthorized, await WithBearerAsync(token, "/api/v1/studio/tags"));
    }

    [Fact]
    public async Task What_cannot_be_a_request_is_answered_by_its_field()
    {
        var visitor = Server.Visitor();
        foreach (
            var (request, field) in new (object, string)[]
            {
                (
                    new
                    {
                        tag = "x",
                        lat = 91.0,
                        lon = 0.0,
                    },
                    "Lat"
                ),
                (new { tag = "x", lat = 1.0 }, "lon"),
                (new { tag = new string('a', 600) }, "Tag"),
            }
        )
        {
            var problem = await OnsiteServer.AskAsync(visitor, request);
            Assert.Equal("/problems/bad-parameter", problem.GetProperty("type").GetString());
            Assert.Equal(field, Assert.Single(problem.GetProperty("errors").EnumerateObject()).Name, ignoreCase: true);
        }

        Assert.Equal(JsonValueKind.Object, (await OnsiteServer.AskAsync(visitor, new { })).ValueKind);
    }
}
