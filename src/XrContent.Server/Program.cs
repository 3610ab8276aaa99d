using XrContent.Media.Panorama;
using XrContent.Server.Accounts;
using XrContent.Server.Commands;
using XrContent.Server.Footage;
using XrContent.Server.Footage.Ingest;
using XrContent.Server.Footage.Uploads;
using XrContent.Server.Hosting;
using XrContent.Server.Live;
using XrContent.Server.Onsite;
using XrContent.Server.Studio;
using XrContent.Server.Terrain;
using XrContent.Server.Visiting;
using XrContent.Server.Visiting.Plate;
using XrContent.Server.Visiting.View;

if (args is [StillWorker.Argument, var task]) return StillWorker.Serve(task, Console.Out);

var (settings, verb) = Verbs.Split(args);
var builder = WebApplication.CreateBuilder(new WebApplicationOptions
{
    Args = settings,
    // Where the program lies, so that it may be started from anywhere.
    ContentRootPath = AppContext.BaseDirectory,
    WebRootPath = Path.Combine(AppContext.BaseDirectory, "wwwroot"),
});

builder.Logging.NeverQueries();
builder.Services
    .AddHosting(builder.Configuration)
    .AddStorage(builder.Configuration)
    .AddOnsite(builder.Configuration)
    .AddAccounts(builder.Configuration)
    .AddTerrain(builder.Configuration)
    .AddVisiting()
    .AddViews()
    .AddFootage(builder.Configuration)
    .AddStudio()
    .AddLive();

var app = builder.Build();
if (verb.Length > 0) return await Verbs.RunAsync(app.Services, verb);

app.UseHosting();
app.MapHealth();
app.MapVisiting();
app.MapViews();
app.MapPlates();
app.MapTerrain();
app.MapMedia();
app.MapOnsite();
app.MapAccounts();
app.MapStudio();
app.MapUploads();
app.MapFootage();
app.MapCaptureEdits();
app.MapLive();
app.MapWebPart();
await app.RunAsync();
return 0;
