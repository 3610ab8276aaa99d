using System.Security.Cryptography;

namespace XrContent.Server.Live;

/// <summary>
/// Codes of groups. One that the server gave ends with a letter that follows from the others, so that a slip of the hand is no other
/// group, and nobody who leads a code of their own choice takes one that a guide began, even where a restart forgot it.
/// </summary>
internal static class GroupCode
{
    private const int Length = 6;

    /// <summary>
    /// Letters and digits that are not taken for one another when read aloud or from afar. They are 31, a prime: a weighted sum finds every
    /// wrong letter and every two that were swapped.
    /// </summary>
    private const string Letters = "ABCDEFGHJKMNPQRSTUVWXYZ23456789";

    public static string New()
    {
        var drawn = RandomNumberGenerator.GetString(Letters, Length - 1);
        return drawn + Check(drawn);
    }

    /// <summary>A code as groups are known by it, however it was typed; null when it is none.</summary>
    public static string? Parse(string? code)
    {
        var typed = new string([.. (code ?? "").Where(letter => letter is not (' ' or '-' or '\u3000'))]);
        return typed.Length is >= 4 and <= 12 && typed.All(char.IsAsciiLetterOrDigit) ? typed.ToUpperInvariant() : null;
    }

    /// <summary>Whether the server gives such codes: those belong to whoever has the secret.</summary>
    public static bool IsBegun(string code) =>
        code.Length == Length && code.All(letter => Letters.Contains(letter, StringComparison.Ordinal)) && Check(code[..^1]) == code[^1];

    private static char Check(string drawn)
    {
        var sum = 0;
        for (var i = 0; i < drawn.Length; i++)
            sum += (i + 2) * Letters.IndexOf(drawn[i], StringComparison.Ordinal);
        return Letters[sum % Letters.Length];
    }
}
