using System.Globalization;

namespace XrContent.Server.Catalogue;

/// <summary>
/// A phone that heard of a version on one node may ask another, which does not serve it yet: it says which one it heard of
/// (X-Catalog-Version), and is answered from that or a later one.
/// </summary>
internal static class VersionAsked
{
    public const string Header = "X-Catalog-Version";

    /// <summary>Longer than any node is behind; then the answer is what this node has.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(3);

    public static void UseVersionAsked(this WebApplication app) =>
        app.Use(
            async (context, next) =>
            {
                if (
                    context.Request.Headers.TryGetValue(Header, out var text)
                    && long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var version)
                )
                    await WaitAsync(context, version);
                await next(context);
            }
        );

    /// <summary>Ends when this node serves a version, or after some seconds in any case.</summary>
    public static async Task WaitAsync(HttpContext context, long version)
    {
        var services = context.RequestServices;
        var current = services.GetRequiredService<CurrentCatalog>();
        if (current.Known?.Version >= version)
            return;
        using var late = new CancellationTokenSource(Patience, services.GetRequiredService<TimeProvider>());
        using var either = CancellationTokenSource.CreateLinkedTokenSource(late.Token, context.RequestAborted);
        try
        {
            await current.ServesAsync(version, either.Token);
        }
        catch (OperationCanceledException) when (!context.RequestAborted.IsCancellationRequested)
        {
            // A number that nobody published yet, or a node that is cut off.
        }
    }
}
