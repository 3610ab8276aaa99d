using Microsoft.Extensions.Options;
using XrContent.Media.Panorama;
using XrContent.Media.Sandbox;
using XrContent.Server.Accounts;
using XrContent.Server.Catalogue;
using XrContent.Server.Commands;
using XrContent.Server.Data;
using XrContent.Server.Hosting;
using XrContent.Server.Ingest;
using XrContent.Server.Insight;
using XrContent.Server.Interop;
using XrContent.Server.Live;
using XrContent.Server.Media;
using XrContent.Server.Onsite;
using XrContent.Server.Studio;
using XrContent.Server.Views;
using XrContent.Server.Views.Maps;
using XrContent.Server.Views.Panels;
using XrContent.Server.Views.Terrain;
using XrContent.Server.Visiting;

if (args is [Launcher.Argument, var launch])
    return Launcher.Serve(launch, Console.Error);
if (args is [StillWorker.Argument, var task])
    return StillWorker.Serve(task, Console.Out);

return await StartRefusal.SayingWhyAsync(RunAsync, DatabaseFaults.IsDamaged);

async Task<int> RunAsync()
{
    var (settings, verb) = Verbs.Split(args);
    var builder = WebApplication.CreateBuilder(
        new WebApplicationOptions
        {
            Args = settings,
            // Where the program lies, so that it may be started from anywhere.
            ContentRootPath = AppContext.BaseDirectory,
            WebRootPath = Path.Combine(AppContext.BaseDirectory, "wwwroot"),
        }
    );

    builder.Logging.NeverQueries();
    builder.ListenHereByDefault();

    // The ladder of rooms: each knows only those before it.
    builder
        .Services.AddHosting(builder.Configuration)
        .AddStorage(builder.Configuration)
        .AddAccounts(builder.Configuration)
        .AddCatalogue()
        .AddOnsite(builder.Configuration)
        .AddMedia(builder.Configuration)
        .AddTerrain(builder.Configuration)
        .AddMaps(builder.Configuration)
        .AddViews()
        .AddViewWarmer()
        .AddVisiting()
        .AddIngest(builder.Configuration)
        .AddStudio()
        .AddLive(builder.Configuration)
        .AddInterop()
        .AddInsight(builder.Configuration)
        .AddCommands();
    if (ContractWriter.IsRunning)
        builder.LeaveIdle();

    var app = builder.Build();
    // Before anything begins that a wrong setting would make fail in its own way.
    app.Services.GetRequiredService<IStartupValidator>().Validate();
    if (verb.Length > 0)
        return await Verbs.RunAsync(app.Services, verb);

    app.UseHosting();
    app.UseVersionAsked();
    app.MapHealth();
    app.MapAccounts();
    app.MapOnsite();
    app.MapMedia();
    app.MapTerrain();
    app.MapMaps();
    app.MapViews();
    app.MapOrientationPanels();
    app.MapVisiting();
    app.MapIngest();
    app.MapStudio();
    app.MapLive();
    app.MapInterop();
    app.MapInsight();
    app.MapWebPart();
    await app.RunAsync();
    return 0;
}
