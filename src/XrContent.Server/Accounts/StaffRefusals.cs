using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Authorization.Policy;
using Microsoft.AspNetCore.Mvc;
using XrContent.Server.Hosting;

namespace XrContent.Server.Accounts;

/// <summary>Answers who may not come in with problem details, whatever they came with; nobody is sent to another page.</summary>
internal sealed class StaffRefusals : IAuthorizationMiddlewareResultHandler
{
    private readonly AuthorizationMiddlewareResultHandler others = new();

    public Task HandleAsync(
        RequestDelegate next,
        HttpContext context,
        AuthorizationPolicy policy,
        PolicyAuthorizationResult authorizeResult
    )
    {
        if (authorizeResult.Succeeded)
            return others.HandleAsync(next, context, policy, authorizeResult);
        if (authorizeResult.Challenged)
            context.Response.Headers.WWWAuthenticate = "Bearer";
        return TypedResults.Problem(authorizeResult.Challenged ? SignInRequired() : RoleRequired(context)).ExecuteAsync(context);
    }

    /// <summary>What visitors see is changed by curators.</summary>
    public static ProblemDetails CuratorNeeded =>
        new()
        {
            Type = Problems.RoleRequired,
            Title = "This is for a curator.",
            Detail =
                "Visitors see this item, and would see this at once. Ask a curator to do it; words can be proposed as a draft beside it.",
            Status = StatusCodes.Status403Forbidden,
        };

    /// <summary>What a colleague handed over is not written over by another contributor before it is reviewed.</summary>
    public static ProblemDetails WaitsForReview(string author) =>
        new()
        {
            Type = Problems.RoleRequired,
            Title = "This is for a curator.",
            Detail = $"What {author} wrote waits for review. A curator gives it back or publishes it first.",
            Status = StatusCodes.Status403Forbidden,
        };

    private static ProblemDetails SignInRequired() =>
        new()
        {
            Type = Problems.SignInRequired,
            Title = "This is for staff.",
            Detail =
                "Sign in at /studio. A program sends the token that the operator set as Studio:ServiceToken, as \"Authorization: "
                + "Bearer TOKEN\".",
            Status = StatusCodes.Status401Unauthorized,
        };

    private static ProblemDetails RoleRequired(HttpContext context)
    {
        var least =
            context.GetEndpoint()?.Metadata.GetOrderedMetadata<StaffEndpoint>().Max(endpoint => endpoint.Least) ?? Role.Administrator;
        return new()
        {
            Type = Problems.RoleRequired,
            Title = $"This is for a {least.Name()}.",
            Detail = "Ask a colleague who has that role, or an administrator to give it to you.",
            Status = StatusCodes.Status403Forbidden,
        };
    }
}
