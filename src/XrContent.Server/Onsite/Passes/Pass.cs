using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.WebUtilities;
using XrContent.Server.Hosting;

namespace XrContent.Server.Onsite.Passes;

/// <summary>That somebody was at a place.</summary>
/// <param name="Place">Id of the place.</param>
/// <param name="Until">When this ends.</param>
/// <param name="Walk">Whether the stops of the place's tours are included.</param>
internal sealed record Grant(string Place, DateTimeOffset Until, bool Walk);

/// <summary>What a visitor holds instead of an account: where they were, and until when that counts. Nothing says who they are.</summary>
internal sealed record Pass(IReadOnlyList<Grant> Grants)
{
    /// <summary>Grants that a pass remembers: more than one walks to in a day.</summary>
    private const int MostStays = 12;

    /// <summary>This pass with one more stay; an earlier one at the same place gives way.</summary>
    public Pass With(Grant stay) =>
        new([stay, .. Grants.Where(other => other.Place != stay.Place).OrderByDescending(other => other.Until).Take(MostStays - 1)]);
}

/// <summary>Signs and reads passes with keys that all nodes share and that change by themselves (ASP.NET Core Data Protection).</summary>
internal sealed class PassKeys(IDataProtectionProvider protection, TimeProvider clock) : IDisposable
{
    public const string Cookie = "xr-pass";

    /// <summary>How far the clocks of two nodes may differ.</summary>
    private static readonly TimeSpan Skew = TimeSpan.FromMinutes(1);

    /// <summary>Bytes of what is kept of passes that were opened.</summary>
    private const long MostOpened = 4 << 20;

    private readonly IDataProtector protector = protection.CreateProtector("XrContent.Pass.v1");

    /// <summary>A page asks for a hundred tiles with one pass: opening it anew each time costs as much as a tile.</summary>
    private readonly BoundedCache opened = new(MostOpened);

    /// <summary>A pass as a token of letters, digits, - and _.</summary>
    public string Write(Pass pass)
    {
        var text = new StringBuilder().Append(clock.GetUtcNow().ToUnixTimeSeconds());
        foreach (var stay in pass.Grants)
            text.Append(CultureInfo.InvariantCulture, $" {stay.Place} {stay.Until.ToUnixTimeSeconds()} {(stay.Walk ? 'w' : '-')}");
        return WebEncoders.Base64UrlEncode(protector.Protect(Encoding.UTF8.GetBytes(text.ToString())));
    }

    /// <summary>The pass that a request brings as bearer or cookie; null when it has none that counts now.</summary>
    public Pass? Read(HttpRequest request)
    {
        var header = request.Headers.Authorization.ToString();
        if (header.StartsWith("Bearer ", StringComparison.OrdinalIgnoreCase) && Read(header[7..].Trim()) is { } borne)
            return borne;
        return request.Cookies[Cookie] is { } token ? Read(token) : null;
    }

    /// <summary>
    /// What a token says, without the stays that have ended; null when it was not written here, was altered, or is of the future.
    /// </summary>
    public Pass? Read(string token)
    {
        if (Open(token) is not { } text)
            return null;
        var parts = text.Split(' ');
        var now = clock.GetUtcNow();
        if (Moment(parts[0]) > now + Skew)
            return null;
        var stays = parts
            .Skip(1)
            .Chunk(3)
            .Select(part => new Grant(part[0], Moment(part[1]), part[2] == "w"))
            .Where(stay => stay.Until > now)
            .ToList();
        return stays.Count == 0 ? null : new(stays);
    }

    /// <summary>
    /// Puts a pass where a browser keeps it: not readable by scripts, and sent only where the visitor went by themselves.
    /// </summary>
    public static void SetCookie(HttpContext context, string token, DateTimeOffset until) =>
        context.Response.Cookies.Append(
            Cookie,
            token,
            new()
            {
                HttpOnly = true,
                Secure = context.Request.IsHttps,
                SameSite = SameSiteMode.Lax,
                Expires = until,
                IsEssential = true,
            }
        );

    public void Dispose() => opened.Dispose();

    private string? Open(string token)
    {
        if (opened.Find<string>(token) is { } known)
            return known;
        try
        {
            var bytes = WebEncoders.Base64UrlDecode(token);
            // One token has one spelling: base64 has several for the same bytes.
            if (WebEncoders.Base64UrlEncode(bytes) != token)
                return null;
            var text = Encoding.UTF8.GetString(protector.Unprotect(bytes));
            opened.Keep(token, text, 2L * (token.Length + text.Length));
            return text;
        }
        catch (Exception forged) when (forged is FormatException or CryptographicException)
        {
            return null;
        }
    }

    private static DateTimeOffset Moment(string seconds) =>
        DateTimeOffset.FromUnixTimeSeconds(long.Parse(seconds, CultureInfo.InvariantCulture));
}
