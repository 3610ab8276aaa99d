using System.Collections.Concurrent;
using System.Net;
using System.Net.Http.Json;
using System.Security.Cryptography;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;
using XrContent.Server.Tests.Onsite;

namespace XrContent.Server.Tests.Studio;

/// <summary>The house's own accounts let in whom this server invited, and nobody else.</summary>
public sealed class HouseSignInTests(OnsiteServer server) : IClassFixture<OnsiteServer>
{
    [Fact]
    public async Task Who_was_invited_comes_in_by_the_houses_account_and_comes_back_by_it()
    {
        await using var house = await House.StartAsync();
        await using var node = server.Serve(null, house.Settings);
        using var staff = node.CreateClient();
        staff.DefaultRequestHeaders.Authorization = new("Bearer", ServerFixture.Token);
        using var invited = await staff.PostAsJsonAsync(
            "/api/v1/studio/staff/invitations",
            new { email = "hana@city.example", role = "curator" }
        );
        Assert.True(invited.IsSuccessStatusCode);
        for (var visit = 0; visit < 2; visit++)
        {
            var browser = server.Visitor(node);
            Assert.Equal(
                "/studio",
                await SignInAsync(browser, house, new("subject-1", "Hana of the city", "hana@city.example", Verified: true))
            );
            var me = await browser.GetFromJsonAsync<JsonElement>("/api/v1/studio/me");
            Assert.Equal(("Hana of the city", "curator"), (me.GetProperty("name").GetString(), me.GetProperty("role").GetString()));
        }
    }

    [Fact]
    public async Task Who_was_not_invited_stays_out_and_so_does_an_address_that_nobody_verified()
    {
        await using var house = await House.StartAsync();
        await using var node = server.Serve(null, house.Settings);
        using var staff = node.CreateClient();
        staff.DefaultRequestHeaders.Authorization = new("Bearer", ServerFixture.Token);
        await staff.PostAsJsonAsync("/api/v1/studio/staff/invitations", new { email = "ken@city.example", role = "administrator" });
        var browser = server.Visitor(node);
        Assert.Equal(
            "/studio?refused=house-not-invited",
            await SignInAsync(browser, house, new("subject-2", "A stranger", "stranger@city.example", Verified: true))
        );
        Assert.Equal(
            "/studio?refused=house-no-email",
            await SignInAsync(browser, house, new("subject-3", "Not Ken", "ken@city.example", Verified: false))
        );
        Assert.Equal(HttpStatusCode.Unauthorized, (await browser.GetAsync("/api/v1/studio/me")).StatusCode);
    }

    /// <returns>Where one ends.</returns>
    private static async Task<string> SignInAsync(HttpClient browser, House house, Account who)
    {
        using var away = await browser.GetAsync("/studio/house");
        using var direct = new HttpClient(new HttpClientHandler { AllowAutoRedirect = false });
        using var back = await direct.GetAsync($"{away.Headers.Location}&as={house.Add(who)}");
        using var callback = await browser.GetAsync(back.Headers.Location!.PathAndQuery);
        Assert.True(callback.StatusCode == HttpStatusCode.Redirect, await callback.Content.ReadAsStringAsync());
        using var done = await browser.GetAsync(callback.Headers.Location);
        return done.Headers.Location!.ToString();
    }

    private sealed record Account(string Subject, string Name, string Email, bool Verified);

    /// <summary>A small OpenID Connect provider.</summary>
    private sealed class House : IAsyncDisposable
    {
        private readonly RSA key = RSA.Create(2048);
        private readonly ConcurrentDictionary<string, (Account Who, string Nonce)> codes = [];
        private readonly ConcurrentDictionary<string, Account> accounts = [];
        private WebApplication app = null!;

        private string Address => app.Urls.First();

        public (string, string)[] Settings =>
            [
                ("Accounts:OpenIdConnect:Authority", Address),
                ("Accounts:OpenIdConnect:ClientId", "xr"),
                ("Accounts:OpenIdConnect:ClientSecret", "secret"),
                ("Accounts:OpenIdConnect:RequireHttps", "false"),
            ];

        public static async Task<House> StartAsync()
        {
            var house = new House();
            var builder = WebApplication.CreateBuilder();
            house.app = builder.Build();
            house.app.Urls.Add("http://127.0.0.1:0");
            house.Map();
            await house.app.StartAsync();
            return house;
        }

        public string Add(Account who)
        {
            accounts[who.Subject] = who;
            return who.Subject;
        }

        public async ValueTask DisposeAsync()
        {
            await app.DisposeAsync();
            key.Dispose();
        }

        private void Map()
        {
            var signing = new RsaSecurityKey(key) { KeyId = "k" };
            app.MapGet(
                "/.well-known/openid-configuration",
                () =>
                    Results.Json(
                        new
                        {
                            issuer = Address,
                            authorization_endpoint = $"{Address}/authorize",
                            token_endpoint = $"{Address}/token",
                            userinfo_endpoint = $"{Address}/userinfo",
                            jwks_uri = $"{Address}/keys",
                        }
                    )
            );
            app.MapGet(
                "/keys",
                () =>
                {
                    var parameters = key.ExportParameters(false);
                    return Results.Json(
                        new
                        {
                            keys = new[]
                            {
                                new
                                {
                                    kty = "RSA",
                                    kid = "k",
                                    use = "sig",
                                    alg = "RS256",
                                    n = WebEncoders.Base64UrlEncode(parameters.Modulus!),
                                    e = WebEncoders.Base64UrlEncode(parameters.Exponent!),
                                },
                            },
                        }
                    );
                }
            );
            app.MapGet(
                "/authorize",
                (string redirect_uri, string state, string nonce, string @as) =>
                {
                    var code = Guid.NewGuid().ToString("N");
                    codes[code] = (accounts[@as], nonce);
                    return Results.Redirect($"{redirect_uri}?code={code}&state={Uri.EscapeDataString(state)}");
                }
            );
            app.MapPost(
                "/token",
                async (HttpRequest request) =>
                {
                    var form = await request.ReadFormAsync();
                    var (who, nonce) = codes[form["code"]!];
                    var token = new JsonWebTokenHandler().CreateToken(
                        new SecurityTokenDescriptor
                        {
                            Issuer = Address,
                            Audience = "xr",
                            Claims = new Dictionary<string, object> { ["sub"] = who.Subject, ["nonce"] = nonce },
                            SigningCredentials = new(signing, SecurityAlgorithms.RsaSha256),
                        }
                    );
                    return Results.Json(
                        new
                        {
                            access_token = who.Subject,
                            token_type = "Bearer",
                            id_token = token,
                        }
                    );
                }
            );
            app.MapGet(
                "/userinfo",
                (HttpRequest request) =>
                {
                    var who = accounts[request.Headers.Authorization.ToString()["Bearer ".Length..]];
                    return Results.Json(
                        new
                        {
                            sub = who.Subject,
                            name = who.Name,
                            email = who.Email,
                            email_verified = who.Verified,
                        }
                    );
                }
            );
        }
    }
}
