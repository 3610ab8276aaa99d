namespace XrContent.Server.Commands;

internal static class CommandsSetup
{
    public static IServiceCollection AddCommands(this IServiceCollection services) =>
        services.AddSingleton<FolderImport>().AddHostedService<StarterContent>();
}
