using System.Text.Json;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;
using XrContent.Catalog.Documents;

namespace XrContent.Server.Hosting;

/// <summary>
/// Lets the OpenAPI document say what is really sent: an answer leaves out what it has not, where the framework would have it say null;
/// a number is a number, though one in quotes is read too.
/// </summary>
internal sealed class ContractSchemas : IOpenApiDocumentTransformer
{
    public Task TransformAsync(OpenApiDocument document, OpenApiDocumentTransformerContext context, CancellationToken cancellationToken)
    {
        var schemas = document.Components?.Schemas ?? new Dictionary<string, IOpenApiSchema>();
        var asked = Reachable(Operations(document).Select(operation => operation.RequestBody?.Content), schemas);
        asked.ExceptWith(Reachable(Operations(document).SelectMany(Answers), schemas));
        foreach (var (name, schema) in schemas)
        {
            if (schema is not OpenApiSchema own)
                continue;
            own.Enum = own.Enum?.Where(value => value is not null && value.GetValueKind() == JsonValueKind.String).ToList();
            foreach (var (member, value) in own.Properties ?? new Dictionary<string, IOpenApiSchema>())
            {
                AsNumber(value);
                if (asked.Contains(name))
                {
                    // Who asks must say what is required, and may say that it is null.
                    if (own.Required?.Contains(member) != true)
                        own.Properties![member] = NotNull(value);
                }
                else if (IsNullable(value))
                {
                    own.Properties![member] = NotNull(value);
                    own.Required?.Remove(member);
                }
                else if (value is OpenApiSchema { Default: not null } known)
                {
                    // Who asks may leave it out; an answer never does.
                    known.Default = null;
                    (own.Required ??= new HashSet<string>()).Add(member);
                }
            }
        }

        foreach (var parameter in Operations(document).SelectMany(operation => operation.Parameters ?? []))
            AsNumber(parameter.Schema);
        return Task.CompletedTask;
    }

    /// <summary>What has a converter of its own: the framework cannot know how it is written.</summary>
    public static Task AsWritten(OpenApiSchema schema, OpenApiSchemaTransformerContext context, CancellationToken cancel)
    {
        if (context.JsonTypeInfo.Type == typeof(PartialDate) || context.JsonTypeInfo.Type == typeof(PartialDate?))
            schema.Type = JsonSchemaType.String;
        return Task.CompletedTask;
    }

    private static IEnumerable<OpenApiOperation> Operations(OpenApiDocument document) =>
        document.Paths.Values.SelectMany(path => path.Operations?.Values ?? Enumerable.Empty<OpenApiOperation>());

    private static IEnumerable<IDictionary<string, OpenApiMediaType>?> Answers(OpenApiOperation operation) =>
        (operation.Responses?.Values ?? Enumerable.Empty<IOpenApiResponse>()).Select(response => response.Content);

    private static void AsNumber(IOpenApiSchema? schema)
    {
        if (schema is not OpenApiSchema own)
            return;
        AsNumber(own.Items);
        AsNumber(own.AdditionalProperties);
        if (
            own.Type is not { } type
            || (type & (JsonSchemaType.Integer | JsonSchemaType.Number)) == 0
            || !type.HasFlag(JsonSchemaType.String)
        )
            return;
        own.Type = type & ~JsonSchemaType.String;
        own.Pattern = null;
    }

    private static bool IsNullable(IOpenApiSchema schema) =>
        schema is OpenApiSchema own
        && (own.OneOf is [OpenApiSchema { Type: JsonSchemaType.Null }, _] || own.Type is { } type && type != (type & ~JsonSchemaType.Null));

    private static IOpenApiSchema NotNull(IOpenApiSchema schema)
    {
        if (!IsNullable(schema) || schema is not OpenApiSchema own)
            return schema;
        if (own.OneOf is [_, var other])
            return other;
        own.Type &= ~JsonSchemaType.Null;
        return own;
    }

    private static HashSet<string> Reachable(
        IEnumerable<IDictionary<string, OpenApiMediaType>?> contents,
        IDictionary<string, IOpenApiSchema> schemas
    )
    {
        var found = new HashSet<string>();
        var open = new Stack<IOpenApiSchema?>(contents.SelectMany(content => content?.Values ?? []).Select(media => media.Schema));
        while (open.TryPop(out var schema))
        {
            if (schema is OpenApiSchemaReference { Reference.Id: { } id })
            {
                if (found.Add(id))
                    open.Push(schemas.TryGetValue(id, out var target) ? target : null);
                continue;
            }

            if (schema is not OpenApiSchema own)
                continue;
            foreach (var inner in own.Properties?.Values ?? [])
                open.Push(inner);
            foreach (var inner in (own.OneOf ?? []).Concat(own.AnyOf ?? []).Concat(own.AllOf ?? []))
                open.Push(inner);
            open.Push(own.Items);
            open.Push(own.AdditionalProperties);
        }

        return found;
    }
}
