namespace XrContent.Server.Hosting;

/// <summary>How this server is known outside.</summary>
internal sealed class PublicOptions
{
    /// <summary>Such as "https://xr.example.org"; where it is not set, addresses are made from the request.</summary>
    public string? BaseUrl { get; set; }

    /// <summary>The root of addresses that are printed or shown, without a slash at the end.</summary>
    public string RootOf(HttpRequest request) => (BaseUrl ?? $"{request.Scheme}://{request.Host}").TrimEnd('/');

    /// <summary>True when the address can stand on a panel.</summary>
    public bool IsValid() =>
        BaseUrl is null
        || Uri.TryCreate(BaseUrl, UriKind.Absolute, out var root) && root.Scheme is "https" or "http" && root.Query.Length == 0;
}
