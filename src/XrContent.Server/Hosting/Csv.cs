namespace XrContent.Server.Hosting;

/// <summary>Cells of a CSV (RFC 4180) that spreadsheets take for what they are.</summary>
internal static class Csv
{
    /// <summary>A text that begins like a formula stays a text.</summary>
    public static string Cell(string? value)
    {
        if (value is null)
            return "";
        if (value.Length > 0 && "=+-@\t\r＝＋－＠".Contains(value[0]))
            value = $"'{value}";
        return value.AsSpan().ContainsAny(",\"\r\n") ? $"\"{value.Replace("\"", "\"\"", StringComparison.Ordinal)}\"" : value;
    }
}
