namespace XrContent.Server.Hosting;

/// <summary>What logs must not say, however they are set up.</summary>
internal static class LogSetup
{
    /// <summary>Writes each request with its query, where phones say where they are.</summary>
    private const string RequestLog = "Microsoft.AspNetCore.Hosting.Diagnostics";

    /// <summary>Keeps addresses with their queries out of every log: no setting opens that category again.</summary>
    public static void NeverQueries(this ILoggingBuilder logging) =>
        logging.Services.PostConfigure<LoggerFilterOptions>(options =>
        {
            // The rule for a provider wins over one for all, so each provider that has rules gets this one as well.
            foreach (var provider in options.Rules.Select(rule => rule.ProviderName).Append(null).Distinct().ToList())
                options.Rules.Add(new(provider, RequestLog, LogLevel.Warning, null));
        });
}
