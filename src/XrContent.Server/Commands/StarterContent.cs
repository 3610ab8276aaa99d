using XrContent.Catalog;
using XrContent.Catalog.Workflow;
using XrContent.Server.Catalogue;

namespace XrContent.Server.Commands;

/// <summary>Fills an empty catalogue with the starter content before the server listens, so that the first start shows Nagasaki.</summary>
internal sealed partial class StarterContent(
    PublishedReader reader,
    FolderImport import,
    CurrentCatalog current,
    IConfiguration configuration,
    ILogger<StarterContent> logger
) : IHostedService
{
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        if (!configuration.GetValue("Content:Starter", true))
            return;
        if ((await reader.VersionAsync(cancellationToken)).Version > 0)
            return;
        var folder = configuration["Content:Folder"] ?? Path.Combine(AppContext.BaseDirectory, "content");
        LogImporting();
        var (saved, problems) = await import.RunAsync(folder, publish: true, LogStep, cancellationToken);
        foreach (var problem in problems)
            LogProblem(problem);
        if (saved is not null)
            await current.ServesAsync(saved.Version, cancellationToken);
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    [LoggerMessage(LogLevel.Information, "The catalogue is empty: importing the starter content")]
    private partial void LogImporting();

    [LoggerMessage(LogLevel.Information, "{Step}")]
    private partial void LogStep(string step);

    [LoggerMessage(LogLevel.Error, "The starter content was not imported: {Problem}")]
    private partial void LogProblem(Problem problem);
}
