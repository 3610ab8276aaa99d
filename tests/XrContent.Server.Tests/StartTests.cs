using System.Diagnostics;
using XrContent.Server.Hosting;

namespace XrContent.Server.Tests;

public sealed class StartTests
{
    [Fact]
    public async Task A_server_that_is_set_up_wrongly_says_each_thing_in_a_line_and_nothing_else()
    {
        (string Setting, string Line)[] wrong =
        [
            ("Onsite:Requird=true", "Onsite:Requird is no setting; Onsite has PassLifetime, Required"),
            ("ConnectionStrings:Redis=localhost:99999", "ConnectionStrings:Redis must be written like"),
            ("Database:Provider=Oracle", "Database:Provider must be Sqlite or Postgres."),
            ("Blobs:LinkLife=-5", "Blobs:LinkLife must be more than 0"),
            ("Blobs:Delivery=Sas", "Blobs:Delivery Sas needs Blobs:Provider Azure."),
            ("Video:Preset=warp", "Video:Preset must be ultrafast"),
            ("Video:Ffmpeg=/nope/ffmpeg", "Video:Ffmpeg names a file that is not there."),
            ("Terrain:Elevation:AtOnce=0", "Terrain:Elevation:AtOnce must be from 1 to 8."),
            ("OTEL_EXPORTER_OTLP_ENDPOINT=nonsense", "OTEL_EXPORTER_OTLP_ENDPOINT must be a whole http or https address"),
            ("Accounts:OpenIdConnect:Authority=nonsense", "Accounts:OpenIdConnect:Authority must be a whole https address"),
            ("Map:Base=ftp://x", "Map:Base: \"ftp://x\" is no address of http or https."),
            ("Live:Drain=1.00:00:00", "Live:Drain must be from 0 to 00:05:00."),
            ("Site:TimeZone=Mars", "Site:TimeZone must be a name of the IANA time zone database"),
            ("Urls=http://127.0.0.1:99999", "Urls must be addresses such as"),
        ];
        var (code, said) = await StartAsync([.. wrong.Select(one => $"--{one.Setting}")]);
        Assert.Equal(StartRefusal.ExitCode, code);
        foreach (var (_, line) in wrong)
            Assert.Single(said, one => one.Contains(line, StringComparison.Ordinal));
        Assert.All(said, line => Assert.StartsWith("The configuration is not right: ", line, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("Onsite:Required=perhaps", "Onsite:Required must be true or false, not \"perhaps\".")]
    [InlineData("Onsite:PassLifetime=soon", "Onsite:PassLifetime must be a time such as 00:10:00, not \"soon\".")]
    [InlineData("Video:MemoryMiB=much", "Video:MemoryMiB must be a whole number, not \"much\".")]
    public async Task A_value_of_another_form_is_named_with_the_form_that_it_must_have(string setting, string line)
    {
        var (code, said) = await StartAsync($"--{setting}");
        Assert.Equal(StartRefusal.ExitCode, code);
        Assert.Equal($"The configuration is not right: {line}", Assert.Single(said));
    }

    /// <summary>Starts the program over an empty folder, where nothing may be begun.</summary>
    private static async Task<(int Code, IReadOnlyList<string> Said)> StartAsync(params string[] settings)
    {
        var folder = Directory.CreateTempSubdirectory("xrcontent-").FullName;
        var program = Path.Combine(AppContext.BaseDirectory, "XrContent.Server.dll");
        using var process = Process.Start(
            new ProcessStartInfo("dotnet", [program, $"--DataDirectory={folder}", .. settings])
            {
                RedirectStandardOutput = true,
                RedirectStandardError = true,
            }
        )!;
        // One that starts after all would be waited for without end.
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        var watch = patience.Token.Register(process.Kill);
        var said = await Task.WhenAll(process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        await process.WaitForExitAsync();
        watch.Dispose();
        Assert.Empty(Directory.EnumerateFileSystemEntries(folder));
        Directory.Delete(folder, recursive: true);
        return (process.ExitCode, [.. said.SelectMany(text => text.Split('\n', StringSplitOptions.RemoveEmptyEntries))]);
    }
}
