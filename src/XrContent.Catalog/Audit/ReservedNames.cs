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

    private static readonly string[] Whole = [Service, Schedule, AuditActions.Everybody, FirstStart, Operator, Screen];

    /// <summary>Whether a name, however it is written, reads as one of these.</summary>
    public static bool Includes(string name)
    {
        var plain = string.Join(
            ' ',
            name.Normalize(NormalizationForm.FormKC).ToLowerInvariant().Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)
        );
        return Whole.Contains(plain) || plain.StartsWith($"{Operator} ", StringComparison.Ordinal);
    }
}
