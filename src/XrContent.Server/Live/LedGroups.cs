using System.Collections.Concurrent;

namespace XrContent.Server.Live;

/// <summary>What a guide shows.</summary>
/// <param name="Scene">Id of the scene.</param>
/// <param name="State">What the guide's program says of it, such as a direction or a moment; followers of the same program read it.</param>
public sealed record GuideStep(string Scene, string? State = null);

/// <summary>
/// Groups that a guide leads, on this node: who leads, who follows, and what was shown last. Nothing of it is kept once all have left, and
/// nobody is asked for a name.
/// </summary>
internal sealed class LedGroups
{
    public const int LongestState = 2000;

    private readonly ConcurrentDictionary<string, Led> groups = [];
    private readonly ConcurrentDictionary<string, string> leads = [];
    private readonly ConcurrentDictionary<string, string> memberships = [];

    /// <summary>A code as groups are known by it; null when it is none.</summary>
    public static string? Parse(string? code) =>
        code?.Trim() is { Length: >= 4 and <= 12 } text && text.All(char.IsAsciiLetterOrDigit) ? text.ToUpperInvariant() : null;

    public static string HubGroup(string code) => $"led {code}";

    public void Join(string connection, string code) => memberships[connection] = code;

    public GuideStep? LastOf(string code) => groups.GetValueOrDefault(code)?.Last;

    /// <summary>Shows a step to a group. A connection leads one group: what it led before ends.</summary>
    /// <returns>False when somebody else leads it.</returns>
    public bool Lead(string connection, string code, GuideStep step)
    {
        var led = groups.AddOrUpdate(
            code,
            _ => new(connection, step),
            (_, before) => before.Leader == connection ? before with { Last = step } : before
        );
        if (led.Leader != connection)
            return false;
        if (leads.TryGetValue(connection, out var before) && before != code)
            End(before, connection);
        leads[connection] = code;
        return true;
    }

    /// <summary>Ends what a connection leads.</summary>
    /// <returns>The group that it followed; null when none.</returns>
    public string? Leave(string connection)
    {
        if (leads.TryRemove(connection, out var code))
            End(code, connection);
        return memberships.TryRemove(connection, out var followed) ? followed : null;
    }

    private void End(string code, string leader)
    {
        if (groups.TryGetValue(code, out var led) && led.Leader == leader)
            groups.TryRemove(new(code, led));
    }

    private sealed record Led(string Leader, GuideStep Last);
}
