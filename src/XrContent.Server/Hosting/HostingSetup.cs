using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Diagnostics;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.AspNetCore.ResponseCompression;
using Microsoft.OpenApi;
using Scalar.AspNetCore;
using XrContent.Catalog;

namespace XrContent.Server.Hosting;

/// <summary>What every answer passes through: errors, compression, headers, and the documents that describe the doors.</summary>
internal static class HostingSetup
{
    public static IServiceCollection AddHosting(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddOptions<PublicOptions>().Bind(configuration.GetSection("Public"))
            .Validate(options => options.IsValid(), "Public:BaseUrl must be a whole http or https address.").ValidateOnStart();
        services.AddSingleton<WebPages>();
        services.AddSingleton(TimeProvider.System);
        services.AddProblemDetails(options => options.CustomizeProblemDetails = Problems.Complete);
        services.AddExceptionHandler<BadParameterHandler>();
        services.Configure<RouteHandlerOptions>(options => options.ThrowOnBadRequest = true);
        services.ConfigureHttpJsonOptions(options =>
        {
            options.SerializerOptions.DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull;
            options.SerializerOptions.TypeInfoResolverChain.Insert(0, AnswerJson.Default);
        });
        services.AddValidation();
        services.AddOpenApi(options => options.AddOperationTransformer(DescribeRole).AddDocumentTransformer((document, _, _) =>
        {
            document.Info.Title = "XrContent";
            document.Info.Description = "Geolocated 360 degree captures and AR overlays of Nagasaki, served to people on the spot. "
                + "Angles are degrees, azimuth clockwise from true north; lengths are metres; texts are maps from language to words.";
            document.Servers?.Clear();
            return Task.CompletedTask;
        }));
        services.AddResponseCompression(options =>
        {
            options.EnableForHttps = true;
            options.MimeTypes = [.. ResponseCompressionDefaults.MimeTypes, "application/geo+json", "application/problem+json", "image/svg+xml"];
        });
        services.AddHealthChecks().AddCheck<CatalogHealth>("catalog", tags: ["ready"]).AddCheck<FilmHealth>("films", tags: ["ready"]);
        return services;
    }

    public static void UseHosting(this WebApplication app)
    {
        app.UseExceptionHandler();
        app.UseStatusCodePages();
        app.UseResponseCompression();
        app.Use((context, next) =>
        {
            context.Response.Headers.XContentTypeOptions = "nosniff";
            context.Response.Headers["Referrer-Policy"] = "same-origin";
            return next();
        });
        app.MapOpenApi();
        app.MapScalarApiReference("/docs", options => options.WithTitle("XrContent").DisableAgent());
    }

    /// <summary>Says at each staff door for whom it is.</summary>
    private static Task DescribeRole(OpenApiOperation operation, OpenApiOperationTransformerContext context, CancellationToken cancel)
    {
        var doors = context.Description.ActionDescriptor.EndpointMetadata.OfType<Accounts.StaffDoor>().ToList();
        if (doors.Count > 0) (operation.Extensions ??= new Dictionary<string, IOpenApiExtension>())["x-staff-role"] = new JsonNodeExtension(Accounts.Roles.Name(doors.Max(door => door.Least)));
        return Task.CompletedTask;
    }

    /// <summary>The build, so that an answer cached from another one is not taken for fresh.</summary>
    public static readonly string Build = typeof(HostingSetup).Module.ModuleVersionId.ToString("N")[..8];
}

/// <summary>Answers a parameter that cannot be read, or a document that cannot be saved, with problem details that name the field.</summary>
internal sealed class BadParameterHandler(IProblemDetailsService problems) : IExceptionHandler
{
    public async ValueTask<bool> TryHandleAsync(HttpContext httpContext, Exception exception, CancellationToken cancellationToken)
    {
        var problem = exception switch
        {
            BadHttpRequestException bad => Problems.OfBinding(bad),
            InvalidCatalogException invalid => Problems.Fields(invalid.Problems),
            _ => null,
        };
        if (problem is null) return false;
        httpContext.Response.StatusCode = problem.Status ?? StatusCodes.Status400BadRequest;
        return await problems.TryWriteAsync(new() { HttpContext = httpContext, Exception = exception, ProblemDetails = problem });
    }
}
