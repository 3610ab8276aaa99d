using System.Reflection;
using System.Text.RegularExpressions;
using Microsoft.Extensions.Options;

namespace XrContent.Server.Hosting;

/// <summary>Why a server does not start, in one line for each thing that its operator must set right.</summary>
internal static partial class StartRefusal
{
    public const int ExitCode = 78;

    /// <summary>As sysexits.h says of data that are not as they should be.</summary>
    public const int DamagedCode = 65;

    /// <summary>Starts it; what the configuration or the data have wrong is said in lines, not as a fault of the program.</summary>
    public static async Task<int> SayingWhyAsync(Func<Task<int>> run, Func<Exception, bool> isDamaged)
    {
        try
        {
            return await run();
        }
        catch (Exception error) when (IsOwnProgram && LinesOf(error) is { } lines)
        {
            foreach (var line in lines)
                await Console.Error.WriteLineAsync($"The configuration is not right: {line}");
            return ExitCode;
        }
        catch (Exception error) when (IsOwnProgram && isDamaged(error))
        {
            await Console.Error.WriteLineAsync(
                "The database is damaged, and the server does not start with it. `check` names what is wrong; `restore FILE` brings a "
                    + "backup back."
            );
            return DamagedCode;
        }
    }

    /// <summary>Null where it is not the configuration.</summary>
    public static IReadOnlyList<string>? LinesOf(Exception error) =>
        error switch
        {
            OptionsValidationException refused => [.. refused.Failures.Select(Plain)],
            AggregateException many
                when many.InnerExceptions.Select(LinesOf).ToList() is var all && all.TrueForAll(one => one is not null) =>
            [
                .. all.SelectMany(one => one!),
            ],
            InvalidOperationException when Unreadable().Match(error.Message) is { Success: true } match => [Unread(match)],
            _ => null,
        };

    // Tests and tools start this program within theirs, and see its exceptions.
    private static bool IsOwnProgram => Assembly.GetEntryAssembly() == typeof(StartRefusal).Assembly;

    private static string Unread(Match match)
    {
        var form = match.Groups["type"].Value switch
        {
            "Boolean" => "true or false",
            "TimeSpan" => "a time such as 00:10:00",
            "Int32" or "Int64" => "a whole number",
            "Double" => "a number",
            _ => "of another form",
        };
        return $"{match.Groups["path"]} must be {form}, not \"{match.Groups["value"]}\".";
    }

    /// <summary>What annotations of options say is wrapped in words about the program.</summary>
    private static string Plain(string failure)
    {
        if (Annotated().Match(failure) is not { Success: true } match)
            return failure;
        var (words, section) = (match.Groups["words"].Value, match.Groups["type"].Value.Replace("Options", "", StringComparison.Ordinal));
        return Named().IsMatch(words) ? words : $"{section}:{match.Groups["member"]}: {words}";
    }

    [GeneratedRegex(@"Failed to convert configuration value '(?<value>.*)' at '(?<path>[^']+)' to type '(System\.)?(?<type>[^']+)'")]
    private static partial Regex Unreadable();

    /// <summary>Begins with the setting's own name.</summary>
    [GeneratedRegex(@"^\w+:\w")]
    private static partial Regex Named();

    [GeneratedRegex(@"^DataAnnotation validation failed for '(?<type>\w+)' members: '(?<member>[^']*)' with the error: '(?<words>.*)'\.$")]
    private static partial Regex Annotated();
}
