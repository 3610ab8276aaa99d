using System.Collections.Concurrent;
using Microsoft.AspNetCore.SignalR;
using XrContent.Catalog.Rules;
using XrContent.Geo;
using XrContent.Server.Accounts;
using XrContent.Server.Catalogue;
using XrContent.Server.Ingest.Jobs;
using XrContent.Server.Onsite;

namespace XrContent.Server.Live;

/// <summary>What the server says to live clients.</summary>
public interface ILiveClient
{
    Task Changed(Changed message);

    /// <summary>To staff: how far a file is on its way into the catalogue.</summary>
    Task Ingest(IngestNews message);

    /// <summary>To a led group: what its guide shows.</summary>
    Task Step(GuideStep message);

    /// <summary>To a led group: its guide's phone is here again, or it dropped.</summary>
    Task Guide(bool isHere);

    /// <summary>To a led group: its guide ended it.</summary>
    Task Ended(string code);
}

/// <summary>
/// Live updates. A client says which z15 cell it is in, never its position, and hears of changes in that cell and the eight
/// around it; one that shows a whole city says a wider cell.
/// </summary>
internal sealed class LiveHub(
    LiveListeners listeners,
    LiveConnections connections,
    StaffListeners staff,
    LedGroups groups,
    Draining draining
) : Hub<ILiveClient>
{
    private const string NoCode = "A group's code has 4 to 12 letters and digits.";
    private static readonly object Follows = new();
    private static readonly object Leads = new();
    private static readonly object Claims = new();
    private static readonly object Secrets = new();
    private static readonly object Locked = new();

    public override async Task OnConnectedAsync()
    {
        // Whoever comes while this node ends is better off on another.
        if (draining.HasBegun)
        {
            Context.Abort();
            return;
        }

        if (Context.User?.IsStaff() == true)
            staff.Add(Context.ConnectionId);
        await base.OnConnectedAsync();
    }

    /// <summary>Moves this client into a cell.</summary>
    /// <param name="cell">"15/x/y", or a wider one.</param>
    public void Here(string cell)
    {
        if (!SlippyCell.TryParse(cell, out var parsed) || parsed.Zoom is < CellList.WidestZoom or > CellList.Zoom)
            throw new HubException(
                $"A cell is written {CellList.Zoom}/x/y, with x and y from 0 to {(1 << CellList.Zoom) - 1}, "
                    + $"or with a wider zoom down to {CellList.WidestZoom}."
            );
        if (connections.Find(Context.ConnectionId) is { } listener)
            listeners.Place(listener, [parsed]);
    }

    /// <summary>Begins a group of a new code, which this client leads; what it led before ends.</summary>
    public async Task<BegunGroup> BeginGroup()
    {
        MustBeOnSite();
        await LeaveGroupsAsync(isOver: true);
        var group = await groups.BeginAsync(Context.ConnectionId);
        await LeadsFromNowAsync(group.Code, LedGroups.Hash(group.Secret));
        return group;
    }

    /// <summary>Leads a group again that this guide began, on whichever phone and after whatever break; null when it has ended.</summary>
    public async Task<ResumedGroup?> ResumeGroup(string code, string secret)
    {
        var name = GroupCode.Parse(code) ?? throw new HubException(NoCode);
        if (await groups.ResumeAsync(name, secret ?? "", Context.ConnectionId) is not { } group)
            return null;
        if (LeadsNow != name)
            await LeaveGroupsAsync(isOver: false);
        await LeadsFromNowAsync(name, group.SecretHash);
        if (group.IsLocked)
            Context.Items[Locked] = true;
        await Clients.OthersInGroup(LedGroups.HubGroup(name)).Guide(true);
        return new(group.IsLocked, group.Last);
    }

    /// <summary>Joins a led group and sees what its guide shows now.</summary>
    /// <param name="code">4 to 12 letters and digits that the guide tells.</param>
    public async Task JoinGroup(string code)
    {
        var name = GroupCode.Parse(code) ?? throw new HubException(NoCode);
        if (await groups.FindAsync(name) is { IsLocked: true })
            throw new HubException("The guide has closed this group to newcomers.");
        await JoinAsync(name);
    }

    /// <summary>As <see cref="JoinGroup"/>, where somebody leads a group of this code; says what came of it.</summary>
    /// <param name="key">What an earlier call gave: a group that was closed meanwhile takes its followers back.</param>
    public async Task<Followed> Follow(string code, string? key)
    {
        if (GroupCode.Parse(code) is not { } name)
            return Followed.Unknown;
        if (await groups.FindAsync(name) is not { } group)
            return await WaitForGuideAsync(name, key);
        var isKnown = groups.IsKey(name, key);
        if (group.IsLocked && !isKnown)
            return Followed.Closed;
        var own = isKnown ? key : groups.KeyOf(name, group);
        await JoinAsync(name);
        await TellOfGuideAsync(name);
        return new(Followed.Following, own);
    }

    /// <summary>Who followed a group that a restart forgot waits for its guide, who makes it known again.</summary>
    private async Task<Followed> WaitForGuideAsync(string name, string? key)
    {
        if (!groups.IsKey(name, key) || await groups.IsOverAsync(name))
            return Followed.Unknown;
        await JoinAsync(name);
        return new(Followed.Waiting, key);
    }

    /// <summary>Says that the guide is away; and that it is back, where it came while that was on its way.</summary>
    private async Task TellOfGuideAsync(string name)
    {
        if (await groups.FindAsync(name) is not { SecretHash: not null, Leader: null })
            return;
        await Clients.Caller.Guide(false);
        if (await groups.FindAsync(name) is { Leader: not null })
            await Clients.Caller.Guide(true);
    }

    private async Task JoinAsync(string name)
    {
        await LeaveGroupsAsync(isOver: true);
        await Groups.AddToGroupAsync(Context.ConnectionId, LedGroups.HubGroup(name));
        Context.Items[Follows] = name;
        if (connections.Find(Context.ConnectionId) is { } listener)
            listener.Follows = name;
        await groups.CatchUpAsync(name, Clients.Caller.Step);
    }

    /// <summary>
    /// Shows a step to all phones of a group. A group that was begun is led by who holds its secret; another code by who leads it first,
    /// until they leave or lead another.
    /// </summary>
    public async Task Lead(string groupCode, GuideStep step)
    {
        var name = GroupCode.Parse(groupCode) ?? throw new HubException(NoCode);
        if (step?.Scene is null || !ItemRules.IsId(step.Scene) || step.State?.Length > LedGroups.LongestState)
            throw new HubException("A step names a scene by its id, and its state has 2000 characters at most.");
        if (LeadsNow != name)
        {
            if (!await groups.ClaimAsync(name, Context.ConnectionId))
                throw new HubException(
                    await groups.FindAsync(name) is null
                        ? "Codes of this form are given by the server to who begins a group; choose one of another length."
                        : "Somebody else leads a group of this code; choose another one."
                );
            await LeaveGroupsAsync(isOver: true);
            (Context.Items[Leads], Context.Items[Claims]) = (name, true);
        }

        if (!await groups.ShowAsync(name, step, SecretHash, Context.ConnectionId, isLocked: Context.Items.ContainsKey(Locked)))
            throw new HubException("This group has ended.");
        await Clients.OthersInGroup(LedGroups.HubGroup(name)).Step(step);
    }

    /// <summary>Lets nobody else join the group that this client leads, or opens it again.</summary>
    public async Task LockGroup(bool locked)
    {
        var code = LeadsNow ?? throw new HubException("This client leads no group.");
        if (!await groups.LockAsync(code, SecretHash, Context.ConnectionId, locked))
            throw new HubException("This group has ended.");
        if (locked)
            Context.Items[Locked] = true;
        else
            Context.Items.Remove(Locked);
    }

    /// <summary>Ends the group that this client leads; its followers are told.</summary>
    public Task EndGroup() => LeadsNow is null ? throw new HubException("This client leads no group.") : LeaveGroupsAsync(isOver: true);

    /// <summary>Stops hearing of changes and leaves its group; the connection stays.</summary>
    public async Task Leave()
    {
        if (connections.Find(Context.ConnectionId) is { } listener)
            listeners.Remove(listener);
        await LeaveGroupsAsync(isOver: true);
    }

    public override async Task OnDisconnectedAsync(Exception? exception)
    {
        if (connections.Find(Context.ConnectionId) is { } listener)
            listeners.Remove(listener);
        staff.Remove(Context.ConnectionId);
        try
        {
            await LeaveGroupsAsync(isOver: false);
        }
        catch (GroupsGoneException)
        {
            // A code that was claimed is free again when its time is over.
        }

        await base.OnDisconnectedAsync(exception);
    }

    /// <summary>A guide's other screens hear the end of the group too.</summary>
    private Task LeadsFromNowAsync(string code, string? secretHash)
    {
        (Context.Items[Leads], Context.Items[Secrets]) = (code, secretHash);
        return Groups.AddToGroupAsync(Context.ConnectionId, LedGroups.HubGroup(code));
    }

    private string? SecretHash => Context.Items.TryGetValue(Secrets, out var hash) ? (string?)hash : null;

    /// <summary>Groups are led where things are seen: with a pass, or as staff.</summary>
    private void MustBeOnSite()
    {
        if (Context.GetHttpContext() is not { } context || context.Presence().IsNowhere)
            throw new HubException("A group is begun on site: a pass is needed, which a tag gives.");
    }

    private string? LeadsNow => Context.Items.TryGetValue(Leads, out var code) ? (string?)code : null;

    /// <summary>Leaves what this client follows and leads.</summary>
    /// <param name="isOver">Said by the guide; one whose connection broke may come back with the secret.</param>
    private async Task LeaveGroupsAsync(bool isOver)
    {
        if (connections.Find(Context.ConnectionId) is { } listener)
            listener.Follows = null;
        if (Context.Items.Remove(Follows, out var followed))
            await Groups.RemoveFromGroupAsync(Context.ConnectionId, LedGroups.HubGroup((string)followed!));
        if (LeadsNow is not { } led)
            return;
        if (isOver || Context.Items.ContainsKey(Claims))
        {
            // Said to be over only when it is.
            if (await groups.EndAsync(led, SecretHash, Context.ConnectionId))
                await Clients.OthersInGroup(LedGroups.HubGroup(led)).Ended(led);
        }
        else if (await groups.IsAwayAsync(led, Context.ConnectionId))
        {
            await Clients.OthersInGroup(LedGroups.HubGroup(led)).Guide(false);
        }

        foreach (var item in new[] { Leads, Claims, Secrets, Locked })
            Context.Items.Remove(item);
        await Groups.RemoveFromGroupAsync(Context.ConnectionId, LedGroups.HubGroup(led));
    }
}

/// <summary>Staff who listen on this node.</summary>
internal sealed class StaffListeners
{
    private readonly ConcurrentDictionary<string, bool> connections = [];

    public int Count => connections.Count;

    public IEnumerable<string> Connections => connections.Keys;

    public void Add(string connection) => connections[connection] = true;

    public void Remove(string connection) => connections.TryRemove(connection, out _);
}
