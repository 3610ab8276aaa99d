using System.Text.Json;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Mvc;
using XrContent.Catalog;

namespace XrContent.Server.Hosting;

/// <summary>The problem details (RFC 9457) of this server; their types are stable names that clients may compare.</summary>
internal static partial class Problems
{
    public const string BadParameter = "/problems/bad-parameter";
    public const string NotFound = "/problems/not-found";
    public const string SignInRequired = "/problems/sign-in-required";
    public const string Upload = "/problems/upload";
    public const string Footage = "/problems/footage";
    public const string RoleRequired = "/problems/role-required";
    public const string OwnPagesOnly = "/problems/own-pages-only";
    public const string LostUpdate = "/problems/lost-update";
    public const string PassRequired = "/problems/on-site-pass-required";

    public static ProblemDetails NoItem(string id, string kind = "item") =>
        new()
        {
            Type = NotFound,
            Title = $"There is no such {kind}.",
            Detail = $"No published {kind} has the id \"{id}\".",
            Status = StatusCodes.Status404NotFound,
        };

    public static ProblemDetails NotNow(string reason) =>
        new()
        {
            Type = "/problems/not-now",
            Title = "The server cannot do this now, and nothing was changed.",
            Detail = reason,
            Status = StatusCodes.Status507InsufficientStorage,
        };

    public static ProblemDetails Busy =>
        new()
        {
            Type = "/problems/busy",
            Title = "Many are asking at this moment.",
            Detail = "Ask again after the seconds that Retry-After names.",
            Status = StatusCodes.Status503ServiceUnavailable,
        };

    public static ProblemDetails DatabaseGone =>
        new()
        {
            Type = "/problems/database-gone",
            Title = "The database cannot be reached at this moment.",
            Detail = "Ask again after the seconds that Retry-After names; look first whether it was done already.",
            Status = StatusCodes.Status503ServiceUnavailable,
        };

    public static ProblemDetails DatabaseFull =>
        new()
        {
            Type = "/problems/database-full",
            Title = "The disk of the database is full.",
            Detail = "It may be that not all of this was written. Tell who runs the server: it goes on by itself once there is room.",
            Status = StatusCodes.Status507InsufficientStorage,
        };

    public static ProblemDetails DatabaseDamaged =>
        new()
        {
            Type = "/problems/database-damaged",
            Title = "A part of the database cannot be read any more.",
            Detail = "Tell who runs the server: \"check\" names what is damaged, and \"restore\" brings a backup back.",
            Status = StatusCodes.Status500InternalServerError,
        };

    public static HttpValidationProblemDetails Parameter(string name, string message) =>
        new(new Dictionary<string, string[]> { [name] = [message] })
        {
            Type = BadParameter,
            Title = "A parameter is missing or wrong.",
            Status = StatusCodes.Status400BadRequest,
        };

    /// <summary>What is wrong with a document, by its fields.</summary>
    public static HttpValidationProblemDetails Fields(IEnumerable<Problem> problems) =>
        new(
            problems
                .GroupBy(problem => problem.Field)
                .ToDictionary(field => field.Key, field => field.Select(problem => problem.Message).ToArray())
        )
        {
            Type = BadParameter,
            Title = "A field is wrong.",
            Status = StatusCodes.Status400BadRequest,
        };

    /// <summary>What the framework says when a value does not read as its parameter's type: the message names both.</summary>
    public static ProblemDetails OfBinding(BadHttpRequestException bad)
    {
        if (Unreadable().Match(bad.Message) is { Success: true } wrong)
            return Parameter(wrong.Groups["name"].Value, $"\"{wrong.Groups["value"].Value}\" is not a {Word(wrong.Groups["type"].Value)}.");
        if (Missing().Match(bad.Message) is { Success: true } missing)
            return Parameter(missing.Groups["name"].Value, "Is required.");
        if (bad.InnerException is JsonException json)
            return OfJson(json);
        if (bad.Message.StartsWith("Implicit body inferred", StringComparison.Ordinal))
            return Parameter("body", "Is empty: send a JSON document.");
        return new()
        {
            Type = BadParameter,
            Title = "The request cannot be read.",
            Detail = bad.Message,
            Status = bad.StatusCode,
        };
    }

    /// <summary>What is wrong with a body, by the member at which its reader stopped.</summary>
    private static HttpValidationProblemDetails OfJson(JsonException json)
    {
        if (Members().Match(json.Message) is { Success: true } members)
            return Fields(
                members.Groups["names"].Value.Split(", ").Select(name => new Problem(null, null, name.Trim('\''), "Is required."))
            );
        if (json.InnerException is JsonException)
            return Parameter("body", $"Is not valid JSON: line {json.LineNumber + 1}.");
        if (json.Message.Contains("Duplicate property", StringComparison.OrdinalIgnoreCase))
            return Parameter("body", "Has a member twice.");
        var path = json.Path?.TrimStart('$').TrimStart('.');
        if (string.IsNullOrEmpty(path))
            return Parameter("body", "Is not JSON of the form that is asked for; /openapi/v1.json says which.");
        return Parameter(path, json.Message.Contains("null", StringComparison.Ordinal) ? "Must not be null." : "Is not of the right type.");
    }

    /// <summary>Gives every problem a type of ours; those that the framework makes come without one.</summary>
    public static void Complete(ProblemDetailsContext context)
    {
        // A tag and a time to keep were set for what was asked, not for why it is not given.
        var (request, headers) = (context.HttpContext.Request, context.HttpContext.Response.Headers);
        if ((HttpMethods.IsGet(request.Method) || HttpMethods.IsHead(request.Method)) && headers.Remove("ETag"))
            headers.CacheControl = "no-store";
        var problem = context.ProblemDetails;
        if (problem is HttpValidationProblemDetails validation)
        {
            problem.Type = BadParameter;
            // Members are called as they are sent; headers keep their name.
            validation.Errors = validation.Errors.ToDictionary(
                error => error.Key.Contains('-') ? error.Key : AsSent(error.Key),
                error => error.Value.Select(Plain).ToArray()
            );
        }
        else if (problem.Type?.StartsWith('/') != true)
        {
            problem.Type = problem.Status switch
            {
                StatusCodes.Status404NotFound => NotFound,
                StatusCodes.Status400BadRequest => BadParameter,
                _ => $"/problems/{problem.Status}",
            };
        }
    }

    /// <summary>The path of a member, such as goals[0].target.</summary>
    private static string AsSent(string path) => string.Join('.', path.Split('.').Select(JsonNamingPolicy.CamelCase.ConvertName));

    /// <summary>What the framework's rules say, without the names of its parts.</summary>
    private static string Plain(string message) =>
        Required().IsMatch(message) ? "Is required."
        : Between().Match(message) is { Success: true } between ? $"Must be from {between.Groups[1].Value} to {between.Groups[2].Value}."
        : Lengths().Match(message) is { Success: true } both ? $"Must have {both.Groups[1].Value} to {both.Groups[2].Value} characters."
        : Longest().Match(message) is { Success: true } longest ? $"Must have at most {longest.Groups[1].Value} characters."
        : Most().Match(message) is { Success: true } most ? $"Must have at most {most.Groups[1].Value} entries."
        : message.EndsWith("AllowedValuesAttribute.", StringComparison.Ordinal)
            ? "Is none of the words that may stand here; /openapi/v1.json names them."
        : message;

    private static string Word(string type) =>
        type.TrimEnd('?') switch
        {
            "double" => "number",
            "int" or "long" => "whole number",
            "bool" => "truth value: true or false",
            "DateOnly" => "day as YYYY-MM-DD",
            "DateTimeOffset" => "time with its offset, such as 2026-02-17T19:05:00+09:00",
            var other => other.ToLowerInvariant(),
        };

    [GeneratedRegex("""^Failed to bind parameter "(?<type>\S+) (?<name>\w+)" from "(?<value>.*)"\.$""", RegexOptions.Singleline)]
    private static partial Regex Unreadable();

    [GeneratedRegex("^The .+ field is required\\.$")]
    private static partial Regex Required();

    [GeneratedRegex("^The field .+ must be between (.+) and (.+)\\.$")]
    private static partial Regex Between();

    [GeneratedRegex("^The field .+ must be a string with a minimum length of ([0-9]+) and a maximum length of ([0-9]+)\\.$")]
    private static partial Regex Lengths();

    [GeneratedRegex("^The field .+ must be a string with a maximum length of ([0-9]+)\\.$")]
    private static partial Regex Longest();

    [GeneratedRegex("^The field .+ must be a string or array type with a maximum length of '([0-9]+)'\\.$")]
    private static partial Regex Most();

    [GeneratedRegex("""missing required properties including: (?<names>.*?)\.$""", RegexOptions.Singleline)]
    private static partial Regex Members();

    [GeneratedRegex("""^Required parameter "\S+ (?<name>\w+)" was not provided""")]
    private static partial Regex Missing();
}
