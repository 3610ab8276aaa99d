using Microsoft.AspNetCore.WebUtilities;

namespace XrContent.Server.Onsite.Tags;

/// <summary>The address in a QR code or on a chip: /t/{tag}, or /t/{tag}?c={code}.</summary>
internal static class TagAddress
{
    public const string CodeParameter = "c";

    private const string Path = "/t/";
    private const int IdLength = 26;

    /// <summary>The tag's name and code, from an address or from a name alone; nulls where they are missing.</summary>
    public static (string? Id, string? Code) Parse(string text)
    {
        var (id, code) = (text, (string?)null);
        if (Uri.TryCreate(text, UriKind.Absolute, out var address) && address.AbsolutePath.StartsWith(Path, StringComparison.Ordinal))
        {
            id = address.AbsolutePath[Path.Length..];
            code = QueryHelpers.ParseQuery(address.Query).TryGetValue(CodeParameter, out var value) ? value.ToString() : null;
        }

        // Some scanners shout.
        id = id.ToLowerInvariant();
        return (id.Length == IdLength && id.All(char.IsAsciiLetterOrDigit) ? id : null, code);
    }

    /// <summary>Where a tag leads.</summary>
    /// <param name="root">Of this server, without a slash at the end.</param>
    public static string Of(string root, string id) => $"{root}{Path}{id}";
}
