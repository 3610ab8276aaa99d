using System.Text.Json.Serialization;
using XrContent.Server.Onsite.Kiosks;
using XrContent.Server.Onsite.Packs;
using XrContent.Server.Onsite.Passes;
using XrContent.Server.Onsite.Tags;

namespace XrContent.Server.Onsite;

/// <summary>What this room takes and answers, known when the program is built.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull
)]
[JsonSerializable(typeof(PlaceTeaser))]
[JsonSerializable(typeof(ViewAsGrant))]
[JsonSerializable(typeof(ViewAsApi.StandRequest))]
[JsonSerializable(typeof(PassRequest))]
[JsonSerializable(typeof(PassAnswer))]
[JsonSerializable(typeof(Arrival))]
[JsonSerializable(typeof(TagRequest))]
[JsonSerializable(typeof(TagApi.TagList))]
[JsonSerializable(typeof(TagApi.HangingTag))]
[JsonSerializable(typeof(ChipRequest))]
[JsonSerializable(typeof(TagApi.PairingAnswer))]
[JsonSerializable(typeof(TagApi.SecretAnswer))]
[JsonSerializable(typeof(ChipSheet))]
[JsonSerializable(typeof(PairRequest))]
[JsonSerializable(typeof(KioskApi.PairAnswer))]
[JsonSerializable(typeof(PackAnswer))]
internal sealed partial class OnsiteJson : JsonSerializerContext;
