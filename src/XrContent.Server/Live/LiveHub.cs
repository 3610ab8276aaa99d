using System.Collections.Concurrent;
using Microsoft.AspNetCore.SignalR;
using XrContent.Catalog.Published;
using XrContent.Geo;
using XrContent.Server.Accounts;
using XrContent.Server.Ingest.Jobs;

namespace XrContent.Server.Live;

/// <summary>Tells that published items near the listener changed.</summary>
public sealed record Changed(long Version, IReadOnlyList<ItemChange> Items);

/// <summary>What the server says to live clients.</summary>
public interface ILiveClient
{
    Task Changed(Changed message);

    /// <summary>To staff: how far a file is on its way into the catalogue.</summary>
    Task Ingest(IngestNews message);

    /// <summary>To a led group: what its guide shows.</summary>
    Task Step(GuideStep message);
}

/// <summary>
/// Live updates. A client says which z15 cell it is in, never its position, and hears of changes in that cell and the eight
/// around it; one that shows a whole city says a wider cell.
/// </summary>
internal sealed class LiveHub(LiveListeners listeners, StaffListeners staff, LedGroups groups) : Hub<ILiveClient>
{
    /// <summary>Of the cell that somebody is in.</summary>
    public const int Zoom = 15;

    /// <summary>Of the widest cell that may be listened in: some tens of kilometres.</summary>
    public const int WidestZoom = 9;

    /// <summary>The group of those who came with a staff token.</summary>
    public const string Staff = "staff";

    public override async Task OnConnectedAsync()
    {
        if (Context.User?.IsStaff() == true)
        {
            await Groups.AddToGroupAsync(Context.ConnectionId, Staff);
            staff.Add(Context.ConnectionId);
        }

        await base.OnConnectedAsync();
    }

    /// <summary>Moves this client into a cell.</summary>
    /// <param name="cell">"15/x/y", or a wider one.</param>
    public void Here(string cell)
    {
        if (!SlippyCell.TryParse(cell, out var parsed) || parsed.Zoom is < WidestZoom or > Zoom)
            throw new HubException(
                $"A cell is written {Zoom}/x/y, with x and y from 0 to {(1 << Zoom) - 1}, or with a wider zoom down to {WidestZoom}."
            );
        listeners.Place(Context.ConnectionId, parsed);
    }

    /// <summary>Joins a led group and sees what its guide shows now.</summary>
    /// <param name="code">4 to 12 letters and digits that the guide tells.</param>
    public async Task JoinGroup(string code)
    {
        await LeaveGroupAsync();
        var name = LedGroups.Parse(code) ?? throw new HubException("A group's code has 4 to 12 letters and digits.");
        groups.Join(Context.ConnectionId, name);
        await Groups.AddToGroupAsync(Context.ConnectionId, LedGroups.HubGroup(name));
        if (groups.LastOf(name) is { } step)
            await Clients.Caller.Step(step);
    }

    /// <summary>Shows a step to all phones of a group. Who leads a code first leads it until they leave, or lead another.</summary>
    public async Task Lead(string groupCode, GuideStep step)
    {
        var name = LedGroups.Parse(groupCode) ?? throw new HubException("A group's code has 4 to 12 letters and digits.");
        if (step.Scene is null or { Length: 0 or > 80 } || step.State?.Length > LedGroups.LongestState)
            throw new HubException("A step names a scene, and its state has 2000 characters at most.");
        if (!groups.Lead(Context.ConnectionId, name, step))
            throw new HubException("Somebody else leads a group of this code; choose another one.");
        await Clients.OthersInGroup(LedGroups.HubGroup(name)).Step(step);
    }

    /// <summary>Stops hearing of changes and leaves its group; the connection stays.</summary>
    public async Task Leave()
    {
        listeners.Remove(Context.ConnectionId);
        await LeaveGroupAsync();
    }

    private Task LeaveGroupAsync() =>
        groups.Leave(Context.ConnectionId) is { } left
            ? Groups.RemoveFromGroupAsync(Context.ConnectionId, LedGroups.HubGroup(left))
            : Task.CompletedTask;

    public override Task OnDisconnectedAsync(Exception? exception)
    {
        listeners.Remove(Context.ConnectionId);
        staff.Remove(Context.ConnectionId);
        groups.Leave(Context.ConnectionId);
        return base.OnDisconnectedAsync(exception);
    }
}

/// <summary>Staff who listen on this node.</summary>
internal sealed class StaffListeners
{
    private readonly ConcurrentDictionary<string, bool> connections = [];

    public int Count => connections.Count;

    public void Add(string connection) => connections[connection] = true;

    public void Remove(string connection) => connections.TryRemove(connection, out _);
}
