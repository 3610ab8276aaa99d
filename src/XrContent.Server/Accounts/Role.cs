using System.Text.Json.Serialization;

namespace XrContent.Server.Accounts;

/// <summary>What a member of the staff may do; each role may do what those before it may.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<Role>))]
internal enum Role
{
    /// <summary>Uploads footage and writes drafts.</summary>
    [JsonStringEnumMemberName("contributor")]
    Contributor,

    /// <summary>Edits, reviews and publishes; makes tags and pairs screens.</summary>
    [JsonStringEnumMemberName("curator")]
    Curator,

    /// <summary>Invites people, sets roles, and reads the record.</summary>
    [JsonStringEnumMemberName("administrator")]
    Administrator,
}

internal static class Roles
{
    /// <summary>Its name in claims, policies and commands.</summary>
    public static string Name(this Role role) => role.ToString().ToLowerInvariant();

    /// <summary>This role and all above it.</summary>
    public static IEnumerable<string> AndAbove(this Role role) => Enum.GetValues<Role>().Where(other => other >= role).Select(Name);

    public static bool TryParse(string? name, out Role role) => Enum.TryParse(name, ignoreCase: true, out role) && Enum.IsDefined(role);
}
