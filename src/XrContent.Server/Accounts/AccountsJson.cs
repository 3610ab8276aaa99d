using System.Text.Json.Serialization;
using XrContent.Catalog.Audit;

namespace XrContent.Server.Accounts;

/// <summary>What this room takes and answers, known when the program is built.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull
)]
[JsonSerializable(typeof(SessionApi.PasswordSignIn))]
[JsonSerializable(typeof(SessionApi.SessionAnswer))]
[JsonSerializable(typeof(JoiningApi.InvitationAnswer))]
[JsonSerializable(typeof(JoiningApi.JoinRequest))]
[JsonSerializable(typeof(OwnKeysApi.KeysAnswer))]
[JsonSerializable(typeof(OwnKeysApi.PasswordChange))]
[JsonSerializable(typeof(PeopleApi.StaffAnswer))]
[JsonSerializable(typeof(PeopleApi.InviteRequest))]
[JsonSerializable(typeof(PeopleApi.InviteAnswer))]
[JsonSerializable(typeof(PeopleApi.PersonChange))]
[JsonSerializable(typeof(AuditApi.AuditList))]
[JsonSerializable(typeof(AuditCheck))]
internal sealed partial class AccountsJson : JsonSerializerContext;
