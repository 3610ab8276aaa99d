using System.Collections.Concurrent;
using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.SignalR;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Newtonsoft.Json;

namespace XrContent.Client.Tests;

/// <summary>
/// A server whose every answer the test says, and when: for what the real one does too seldom, such as a change in the middle of a
/// reconnection, or a thousand of them. Its hub is the framework's own.
/// </summary>
internal sealed class ScriptedServer : IAsyncDisposable
{
    private readonly WebApplication app;

    private ScriptedServer(WebApplication app) => this.app = app;

    public Uri Address => new(app.Urls.Single());

    /// <summary>Answers by path.</summary>
    public ConcurrentDictionary<string, Func<HttpContext, Task>> Answers { get; } = [];

    /// <summary>Paths that were asked for, in order.</summary>
    public ConcurrentQueue<string> Asked { get; } = [];

    /// <summary>What a client says to the hub: the method, its argument, the connection.</summary>
    public Func<string, string, string, Task> Said { get; set; } = (_, _, _) => Task.CompletedTask;

    public IHubContext<Hub> Hub => (IHubContext<Hub>)app.Services.GetRequiredService(typeof(HubAsHub));

    public static async Task<ScriptedServer> StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0));
        builder.Services.AddSignalR();
        builder.Services.AddSingleton<HubAsHub>();
        ScriptedServer? self = null;
        builder.Services.AddSingleton(_ => self!);
        var app = builder.Build();
        self = new(app);
        app.MapHub<ScriptedHub>("/hubs/live");
        app.MapFallback("{**path}", self.AnswerAsync);
        await app.StartAsync();
        return self;
    }

    /// <summary>Answers a path with JSON.</summary>
    public void Answer(string path, object value, string cacheControl = "private, no-cache") =>
        Answers[path] = context => WriteAsync(context, JsonConvert.SerializeObject(value), "application/json", cacheControl);

    public static async Task WriteAsync(HttpContext context, string text, string type, string cacheControl)
    {
        context.Response.Headers.CacheControl = cacheControl;
        context.Response.ContentType = type;
        await context.Response.WriteAsync(text);
    }

    public Task TellAsync(long version, params string[] ids) => TellAsync(Hub.Clients.All, version, ids);

    public static Task TellAsync(IClientProxy to, long version, params string[] ids)
    {
        var items = ids.Select(id => new ItemChange
        {
            Id = id,
            Kind = "overlay",
            Change = "changed",
        });
        return to.SendAsync("Changed", new ChangesAnswer { Version = version, Items = [.. items] });
    }

    public async ValueTask DisposeAsync() => await app.DisposeAsync();

    private async Task AnswerAsync(HttpContext context)
    {
        Asked.Enqueue(context.Request.Path + context.Request.QueryString);
        if (Answers.TryGetValue(context.Request.Path, out var answer))
            await answer(context);
        else
            context.Response.StatusCode = StatusCodes.Status404NotFound;
    }

    private sealed class HubAsHub(IHubContext<ScriptedHub> hub) : IHubContext<Hub>
    {
        public IHubClients Clients => hub.Clients;

        public IGroupManager Groups => hub.Groups;
    }

    private sealed class ScriptedHub(ScriptedServer server) : Hub
    {
        public Task Here(string cell) => server.Said(nameof(Here), cell, Context.ConnectionId);

        public Task JoinGroup(string code) => server.Said(nameof(JoinGroup), code, Context.ConnectionId);

        public void Drop() => Context.Abort();
    }
}
