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

    /// <summary>No node is so many publications behind another.</summary>
    private const int MostBehind = 1000;

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
        var behind = version - (current.Known?.Version ?? 0);
        // Whoever makes a number up waits for nothing.
        if (behind is <= 0 or > MostBehind)
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
