using System.Text.Json;
using Microsoft.AspNetCore.SignalR;
using Microsoft.AspNetCore.SignalR.Protocol;
using XrContent.Catalog.Published;

namespace XrContent.Server.Live;

/// <summary>Tells that published items near the listener changed.</summary>
/// <param name="Reset">True where it is not known what changed: whoever listens fetches afresh what it shows.</param>
public sealed record Changed(long Version, IReadOnlyList<ItemChange> Items, bool? Reset = null)
{
    /// <param name="items">Null where they are not known.</param>
    public static Changed Of(long version, IReadOnlyList<ItemChange>? items) => new(version, items ?? [], items is null ? true : null);
}

/// <summary>One telling of a change, encoded once for each way to listen and sent to all as it is.</summary>
internal sealed class LiveMessage(Changed changed)
{
    private readonly Lazy<byte[]> text = new(() =>
        [
            .. "id: "u8,
            .. System.Text.Encoding.ASCII.GetBytes($"{changed.Version}"),
            .. "\nevent: changed\ndata: "u8,
            .. JsonSerializer.SerializeToUtf8Bytes(changed, LiveJson.Default.Changed),
            .. "\n\n"u8,
        ]
    );

    public long Version => changed.Version;

    /// <summary>For the hub; each of its protocols writes it once.</summary>
    public SerializedHubMessage Hub { get; } = new(new InvocationMessage(nameof(ILiveClient.Changed), [changed]));

    /// <summary>As an event of a stream (HTML standard, server-sent events); its id is the version.</summary>
    public ReadOnlyMemory<byte> Event => text.Value;
}

/// <summary>Somebody who hears of changes.</summary>
internal interface ILiveListener
{
    /// <summary>Ends when the message is on its way.</summary>
    ValueTask TellAsync(LiveMessage message);

    /// <summary>Ends the connection of one who does not keep up; whoever comes back asks what was missed.</summary>
    void Drop();
}

/// <summary>A connection of the hub.</summary>
internal sealed class HubListener(HubConnectionContext connection) : ILiveListener
{
    private string? follows;

    public string Id => connection.ConnectionId;

    /// <summary>The code of the led group that this connection follows; null when it follows none.</summary>
    public string? Follows
    {
        get => Volatile.Read(ref follows);
        set => Volatile.Write(ref follows, value);
    }

    /// <summary>Tells this connection something that other nodes tell their own.</summary>
    public ValueTask TellAsync(SerializedHubMessage message) => connection.WriteAsync(message, connection.ConnectionAborted);

    public ValueTask TellAsync(LiveMessage message) => connection.WriteAsync(message.Hub, connection.ConnectionAborted);

    public void Drop() => connection.Abort();
}
