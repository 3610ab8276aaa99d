using Microsoft.AspNetCore.SignalR;
using XrContent.Catalog;
using XrContent.Geo;
using XrContent.Server.Accounts;
using XrContent.Server.Footage.Ingest;

namespace XrContent.Server.Live;

/// <summary>Tells that published items near the listener changed.</summary>
public sealed record Changed(long Version, IReadOnlyList<ItemChange> Items);

/// <summary>What the server says to live clients.</summary>
public interface ILiveClient
{
    Task Changed(Changed message);

    /// <summary>To staff: how far a file is on its way into the catalogue.</summary>
    Task Ingest(IngestNews message);
}

/// <summary>
/// Live updates. A client says which z15 cell it is in, never its position, and hears of changes in that cell and the eight
/// around it.
/// </summary>
internal sealed class LiveHub(LiveListeners listeners) : Hub<ILiveClient>
{
    public const int Zoom = 15;

    /// <summary>The group of those who came with a staff token.</summary>
    public const string Staff = "staff";

    public override async Task OnConnectedAsync()
    {
        if (Context.User?.IsStaff() == true) await Groups.AddToGroupAsync(Context.ConnectionId, Staff);
        await base.OnConnectedAsync();
    }

    /// <summary>Moves this client into a cell.</summary>
    /// <param name="cell">"15/x/y".</param>
    public void Here(string cell)
    {
        if (!SlippyCell.TryParse(cell, out var parsed) || parsed.Zoom != Zoom)
            throw new HubException($"A cell is written {Zoom}/x/y, with x and y from 0 to {(1 << Zoom) - 1}.");
        listeners.Place(Context.ConnectionId, parsed);
    }

    /// <summary>Stops hearing of changes; the connection stays.</summary>
    public void Leave() => listeners.Remove(Context.ConnectionId);

    public override Task OnDisconnectedAsync(Exception? exception)
    {
        listeners.Remove(Context.ConnectionId);
        return base.OnDisconnectedAsync(exception);
    }
}

internal static class LiveSetup
{
    public static IServiceCollection AddLive(this IServiceCollection services)
    {
        services.AddSignalR(options => options.MaximumReceiveMessageSize = 8 * 1024)
            .AddJsonProtocol(options => options.PayloadSerializerOptions.TypeInfoResolverChain.Insert(0, Hosting.AnswerJson.Default))
            .AddMessagePackProtocol();
        return services.AddSingleton<LiveListeners>();
    }

    public static void MapLive(this WebApplication app) => app.MapHub<LiveHub>("/hubs/live");
}
