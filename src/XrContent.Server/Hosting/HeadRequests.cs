namespace XrContent.Server.Hosting;

/// <summary>
/// Answers HEAD wherever there is an answer to GET, with the same headers and no body (RFC 9110, 9.3.2): the endpoint is asked as for GET,
/// and the server is told again what was asked before the first byte goes. A filter, because the endpoint is looked for before any
/// middleware.
/// </summary>
internal sealed class HeadRequests : IStartupFilter
{
    /// <summary>
    /// Where HEAD means something else (tus), is answered without reading a file, or would use up what counts once: a tap, a sign-in.
    /// </summary>
    private static readonly PathString[] Own = ["/api/v1/uploads", "/media", "/t", "/studio/house"];

    public Action<IApplicationBuilder> Configure(Action<IApplicationBuilder> next) =>
        app =>
        {
            app.Use(AskAsGetAsync);
            next(app);
        };

    private static Task AskAsGetAsync(HttpContext context, RequestDelegate next)
    {
        var request = context.Request;
        if (!HttpMethods.IsHead(request.Method) || Own.Any(own => request.Path.StartsWithSegments(own)))
            return next(context);
        request.Method = HttpMethods.Get;
        context.Response.OnStarting(() =>
        {
            request.Method = HttpMethods.Head;
            return Task.CompletedTask;
        });
        return next(context);
    }
}
