using System.Text.Json;

namespace XrContent.Catalog.Rules;

/// <summary>Says why JSON was not read, in words that name none of this program's own types.</summary>
internal static class UnreadValues
{
    private const string MissingMembers = "missing required properties including: ";

    public static string Why(JsonException error)
    {
        var path = error.Message.IndexOf(" Path: ", StringComparison.Ordinal);
        var message = path < 0 ? error.Message : error.Message[..path];
        if (message.StartsWith("The JSON value could not be converted", StringComparison.Ordinal))
            return "Is not a value that can stand here: look at its kind (a whole number, a text, a list).";
        var at = message.IndexOf(MissingMembers, StringComparison.Ordinal);
        if (at < 0)
            return message;
        var missing = message[(at + MissingMembers.Length)..].TrimEnd('.').Replace('\'', '"');
        return $"Lacks {missing}.";
    }
}
