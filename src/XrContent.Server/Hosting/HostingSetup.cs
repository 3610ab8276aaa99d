using System.Globalization;
using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Diagnostics;
using Microsoft.AspNetCore.ResponseCompression;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;
using Microsoft.Extensions.Options;
using Scalar.AspNetCore;
using XrContent.Catalog;
using XrContent.Media;

namespace XrContent.Server.Hosting;

/// <summary>What every answer passes through: errors, compression, headers, and the documents that describe the endpoints.</summary>
internal static class HostingSetup
{
    public static IServiceCollection AddHosting(this IServiceCollection services, IConfiguration configuration)
    {
        services
            .AddOptions<PublicOptions>()
            .Bind(configuration.GetSection("Public"))
            .Known("Public")
            .Validate(options => options.IsValid(), "Public:BaseUrl must be a whole http or https address.")
            .ValidateOnStart();
        services
            .AddOptions<SiteOptions>()
            .Bind(configuration.GetSection("Site"))
            .Known("Site")
            .Validate(options => options.IsValid(), "Site:TimeZone must be a name of the IANA time zone database, such as Asia/Tokyo.")
            .Validate(options => Math.Abs(options.GeoidHeight) <= 120, "Site:GeoidHeight must be metres, -120 to 120.")
            .ValidateOnStart();
        services.AddSingleton(provider => provider.GetRequiredService<IOptions<SiteOptions>>().Value.Block());
        services.AddSingleton<WebPages>();
        services.AddSingleton(TimeProvider.System);
        services.AddProblemDetails(options => options.CustomizeProblemDetails = Problems.Complete);
        services.AddExceptionHandler<BadParameterHandler>();
        services.Configure<RouteHandlerOptions>(options => options.ThrowOnBadRequest = true);
        services.ConfigureHttpJsonOptions(options =>
        {
            options.SerializerOptions.DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull;
            // A member that is missing or null is said to be, and never becomes a zero.
            options.SerializerOptions.RespectRequiredConstructorParameters = true;
            options.SerializerOptions.RespectNullableAnnotations = true;
            options.SerializerOptions.AllowDuplicateProperties = false;
        });
        services.AddJson(HostingJson.Default);
        services.AddBodyRules();
        services.AddOpenApi(options =>
        {
            options.AddDocumentTransformer<ContractSchemas>();
            options.AddSchemaTransformer(ContractSchemas.AsWritten);
            options.AddDocumentTransformer(
                (document, _, _) =>
                {
                    document.Info.Title = "XrContent";
                    document.Info.Description =
                        "Geolocated 360 degree captures and AR overlays of Nagasaki, served to people on the spot. "
                        + "Angles are degrees, azimuth clockwise from true north; lengths are metres; texts are maps from language to "
                        + "words.";
                    document.Servers?.Clear();
                    return Task.CompletedTask;
                }
            );
        });
        services.AddResponseCompression(options =>
        {
            options.EnableForHttps = true;
            options.MimeTypes =
            [
                .. ResponseCompressionDefaults.MimeTypes,
                "application/geo+json",
                "application/problem+json",
                "image/svg+xml",
            ];
        });
        // When a node ends, all its listeners may come at one moment.
        services.Configure<SocketTransportOptions>(options => options.Backlog = 4096);
        services.AddHealthChecks();
        services.AddKnownSettings().AddTelemetry(configuration);
        return services.AddSingleton<IStartupFilter, HeadRequests>();
    }

    /// <summary>Listens on this machine alone, unless the environment, the command line or a file says where.</summary>
    public static void ListenHereByDefault(this WebApplicationBuilder builder)
    {
        string[] settings =
        [
            WebHostDefaults.ServerUrlsKey,
            WebHostDefaults.HttpPortsKey,
            WebHostDefaults.HttpsPortsKey,
            "Kestrel:Endpoints",
        ];
        if (!settings.Any(name => builder.Configuration.GetSection(name).Exists()))
            builder.WebHost.UseUrls("http://localhost:5080");
    }

    public static void UseHosting(this WebApplication app)
    {
        app.UseExceptionHandler();
        app.UseStatusCodePages();
        app.UseResponseCompression();
        app.Use(
            (context, next) =>
            {
                context.Response.Headers.XContentTypeOptions = "nosniff";
                context.Response.Headers["Referrer-Policy"] = "same-origin";
                return next();
            }
        );
        app.MapOpenApi();
        app.MapScalarApiReference("/docs", options => options.WithTitle("XrContent").DisableAgent());
    }

    /// <summary>The build, so that an answer cached from another one is not taken for fresh.</summary>
    public static readonly string Build = typeof(HostingSetup).Module.ModuleVersionId.ToString("N")[..8];
}

/// <summary>
/// Answers a parameter that cannot be read, or a document that cannot be saved, with problem details that name the field.
/// </summary>
internal sealed class BadParameterHandler(IProblemDetailsService problems) : IExceptionHandler
{
    public async ValueTask<bool> TryHandleAsync(HttpContext httpContext, Exception exception, CancellationToken cancellationToken)
    {
        var problem = exception switch
        {
            BadHttpRequestException bad => Problems.OfBinding(bad),
            InvalidCatalogException invalid => Problems.Fields(invalid.Problems),
            BusyException => Problems.Busy,
            _ when NotNowException.ReasonIn(exception) is { } reason => Problems.NotNow(reason),
            _ => null,
        };
        if (problem is null)
            return false;
        if (exception is BusyException { Wait: var wait })
            httpContext.Response.Headers.RetryAfter = Math.Ceiling(wait.TotalSeconds).ToString(CultureInfo.InvariantCulture);
        httpContext.Response.StatusCode = problem.Status ?? StatusCodes.Status400BadRequest;
        return await problems.TryWriteAsync(
            new()
            {
                HttpContext = httpContext,
                Exception = exception,
                ProblemDetails = problem,
            }
        );
    }
}
