using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Mvc.Testing;
using Microsoft.Data.Sqlite;

[assembly: AssemblyFixture(typeof(XrContent.Server.Tests.ServerFixture))]

namespace XrContent.Server.Tests;

/// <summary>The real program over a folder of its own, filled with the starter catalogue once for all tests.</summary>
public sealed class ServerFixture : IDisposable
{
    public ServerFixture()
    {
        Data = Directory.CreateTempSubdirectory("xrcontent-").FullName;
        Factory = Serve();
        Client = Factory.CreateClient();
        // A client that follows redirects keeps each body whole before it sends it.
        Staff = Factory.CreateClient(new() { AllowAutoRedirect = false });
        Staff.DefaultRequestHeaders.Authorization = new("Bearer", Token);
    }

    public const string Token = ServerProcess.Token;

    public string Data { get; }

    public WebApplicationFactory<Program> Factory { get; }

    public HttpClient Client { get; }

    /// <summary>As <see cref="Client"/>, with the service token.</summary>
    public HttpClient Staff { get; }

    /// <summary>Another server over the same folder.</summary>
    public WebApplicationFactory<Program> Serve(params (string Key, string Value)[] settings) =>
        new WebApplicationFactory<Program>().WithWebHostBuilder(host =>
        {
            host.UseContentRoot(AppContext.BaseDirectory);
            host.UseSetting("DataDirectory", Data);
            host.UseSetting("Studio:ServiceToken", Token);
            host.UseSetting("Video:Preset", "ultrafast");
            // What these tests are about is open to anybody; those of Onsite/ ask for passes.
            host.UseSetting("Onsite:Required", "false");
            foreach (var (key, value) in settings)
                host.UseSetting(key, value);
        });

    public void Dispose()
    {
        Client.Dispose();
        Staff.Dispose();
        Factory.Dispose();
        SqliteConnection.ClearAllPools();
        Directory.Delete(Data, recursive: true);
    }
}
