using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using Microsoft.AspNetCore.Mvc;

namespace XrContent.Server.Hosting;

/// <summary>What every room answers.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull
)]
[JsonSerializable(typeof(ProblemDetails))]
[JsonSerializable(typeof(HttpValidationProblemDetails))]
[JsonSerializable(typeof(SiteOptions))]
[JsonSerializable(typeof(double))]
internal sealed partial class HostingJson : JsonSerializerContext;

internal static class JsonSetup
{
    /// <summary>Makes what a room takes and answers known to the server: each room brings its own.</summary>
    public static IServiceCollection AddJson(this IServiceCollection services, IJsonTypeInfoResolver resolver) =>
        services.ConfigureHttpJsonOptions(options => options.SerializerOptions.TypeInfoResolverChain.Insert(0, resolver));

    /// <summary>Words stay words, not escapes: answers are served as JSON and never pasted into HTML.</summary>
    public static JsonSerializerOptions Plain(this JsonSerializerContext context) =>
        new(context.Options) { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };
}
