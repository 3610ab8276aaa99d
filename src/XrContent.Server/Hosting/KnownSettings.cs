using System.Net;
using Microsoft.Extensions.Options;

namespace XrContent.Server.Hosting;

/// <summary>The names that a section of the configuration knows.</summary>
internal sealed record KnownSection(string Section, IReadOnlyList<string> Names);

/// <summary>
/// A setting that nobody knows is refused at start: misspelt, it would leave open what was meant to be closed. So is an address that
/// is none.
/// </summary>
internal sealed class KnownSettings(IConfiguration configuration, IEnumerable<KnownSection> sections) : IValidateOptions<StartOptions>
{
    public ValidateOptionsResult Validate(string? name, StartOptions options)
    {
        var unknown = new List<string>();
        foreach (var known in sections.GroupBy(section => section.Section))
        {
            var names = known.SelectMany(section => section.Names).ToHashSet(StringComparer.OrdinalIgnoreCase);
            foreach (var child in configuration.GetSection(known.Key).GetChildren().Where(child => !names.Contains(child.Key)))
                unknown.Add($"{child.Path} is no setting; {known.Key} has {string.Join(", ", names.Order(StringComparer.Ordinal))}.");
        }

        foreach (var address in (configuration[WebHostDefaults.ServerUrlsKey] ?? "").Split(';', StringSplitOptions.RemoveEmptyEntries))
            if (!IsAddress(address))
                unknown.Add($"Urls must be addresses such as http://localhost:5080, with ; between, not \"{address}\".");
        return unknown.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(unknown);
    }

    private static bool IsAddress(string text)
    {
        try
        {
            return BindingAddress.Parse(text.Trim()) is { Scheme: "http" or "https", Port: <= IPEndPoint.MaxPort };
        }
        catch (FormatException)
        {
            return false;
        }
    }
}

/// <summary>What is looked at as a whole when the server starts.</summary>
internal sealed class StartOptions;

internal static class KnownSettingsSetup
{
    public static IServiceCollection AddKnownSettings(this IServiceCollection services)
    {
        services.AddSingleton<IValidateOptions<StartOptions>, KnownSettings>();
        services.AddOptions<StartOptions>().ValidateOnStart();
        return services;
    }

    /// <summary>Says that a section's settings are these options', and no others.</summary>
    public static OptionsBuilder<T> Known<T>(this OptionsBuilder<T> options, string section)
        where T : class
    {
        options.Services.KnowSettings(section, [.. typeof(T).GetProperties().Where(one => one.CanWrite).Select(one => one.Name)]);
        return options;
    }

    public static void KnowSettings(this IServiceCollection services, string section, params string[] names) =>
        services.AddSingleton(new KnownSection(section, names));
}
