using Microsoft.EntityFrameworkCore.Storage.ValueConversion;

namespace XrContent.Catalog.Storage;

/// <summary>Moments as milliseconds since 1970: text with offsets cannot be compared in the database.</summary>
public sealed class Milliseconds()
    : ValueConverter<DateTimeOffset, long>(time => time.ToUnixTimeMilliseconds(), ms => DateTimeOffset.FromUnixTimeMilliseconds(ms));
