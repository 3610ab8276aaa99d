using System.Reflection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace XrContent.Server.Hosting;

/// <summary>The build starts this program to ask it for its OpenAPI document (Microsoft.Extensions.ApiDescription.Server).</summary>
internal static class ContractWriter
{
    /// <summary>Whether nothing but the document is asked for.</summary>
    public static bool IsRunning => Assembly.GetEntryAssembly()?.GetName().Name == "GetDocument.Insider";

    /// <summary>
    /// Takes out whatever would begin to work when the program starts, so that nothing is migrated, filled or swept; what is made on the
    /// way lies with what the build makes.
    /// </summary>
    public static void LeaveIdle(this WebApplicationBuilder builder)
    {
        builder.Services.RemoveAll<IHostedService>();
        builder.Configuration["DataDirectory"] = Path.Combine("obj", "contract");
    }
}
