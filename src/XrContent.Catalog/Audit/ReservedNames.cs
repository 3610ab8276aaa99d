using System.Text;

namespace XrContent.Catalog.Audit;

/// <summary>Names by which the audit log calls what is no person. Whoever bore one could not be told from it.</summary>
public static class ReservedNames
{
    /// <summary>Programs with the service token.</summary>
    public const string Service = "service";

    /// <summary>What happens at a time that was set.</summary>
    public const string Schedule = "schedule";

    /// <summary>The server itself, before anybody has an account.</summary>
    public const string FirstStart = "first start";

    /// <summary>Who runs commands on the machine; their own name follows.</summary>
    public const string Operator = "operator";

    /// <summary>A kiosk, which pairs itself by a code.</summary>
    public const string Screen = "screen";

    private static readonly HashSet<string> Whole =
    [
        .. new[] { Service, Schedule, AuditActions.Everybody, FirstStart, Operator, Screen }.Select(Read),
    ];

    /// <summary>Whether a name, however it is written, reads as one of these.</summary>
    public static bool Includes(string name)
    {
        var read = Read(name);
        return Whole.Contains(read) || read.StartsWith(Operator, StringComparison.Ordinal) || MixesScripts(name);
    }

    /// <summary>
    /// What the eye sees of a name: letters and digits, whatever their width and case, and whatever stands unseen between them.
    /// </summary>
    private static string Read(string name)
    {
        var seen = new StringBuilder();
        foreach (var letter in name.Select(Narrow).Where(char.IsLetterOrDigit))
            seen.Append(char.ToLowerInvariant(letter));
        return seen.ToString();
    }

    /// <summary>Full-width forms as ASCII (Unicode block FF00); the invariant culture normalizes none.</summary>
    private static char Narrow(char letter) => letter is >= '\uFF01' and <= '\uFF5E' ? (char)(letter - 0xFEE0) : letter;

    /// <summary>Cyrillic and Greek have letters that look like Latin ones; no name needs both.</summary>
    private static bool MixesScripts(string name) =>
        name.Any(letter => char.IsAsciiLetter(Narrow(letter))) && name.Any(letter => letter is >= '\u0370' and <= '\u052F');
}
