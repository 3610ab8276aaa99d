using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Net;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Mvc.Testing;
using Microsoft.AspNetCore.SignalR.Client;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Logging;

namespace XrContent.Server.Tests.Onsite;

/// <summary>Where a visitor stood is nowhere to be found afterwards.</summary>
public class PrivacyTests(OnsiteServer server) : OnsiteTests(server)
{
    // Digits that occur nowhere else, in the middle of the deck's geofence.
    private const double Lat = 32.752873149;
    private const double Lon = 129.849658273;
    private static readonly string[] Traces = ["32.75287", "129.84965", "752873149", "849658273"];

    [Fact]
    public async Task After_a_whole_visit_no_log_no_trace_and_no_file_holds_the_position()
    {
        var said = new ConcurrentQueue<string>();
        using var listener = new ActivityListener
        {
            ShouldListenTo = _ => true,
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllDataAndRecorded,
            ActivityStopped = activity =>
                said.Enqueue(
                    $"{activity.DisplayName} {string.Join(' ', activity.TagObjects.Concat(activity.Events.SelectMany(e => e.Tags)))}"
                ),
        };
        ActivitySource.AddActivityListener(listener);
        using (var node = Talkative(said))
        {
            await VisitAsync(node);
        }

        Assert.True(said.Count > 500, $"{said.Count} lines: the loudest log was asked for");
        Assert.Contains(said, line => line.Contains("/api/v1/nearby", StringComparison.Ordinal));
        Assert.DoesNotContain(said, line => Traces.Any(trace => line.Contains(trace, StringComparison.Ordinal)));
        SqliteConnection.ClearAllPools();
        foreach (var file in Directory.EnumerateFiles(Server.Data, "*", SearchOption.AllDirectories))
        {
            var bytes = await File.ReadAllBytesAsync(file);
            foreach (var trace in Traces)
                Assert.True(bytes.AsSpan().IndexOf(System.Text.Encoding.UTF8.GetBytes(trace)) < 0, $"{file} holds {trace}");
            // Databases keep numbers as they are in memory, most significant byte first.
            foreach (var number in new[] { Lat, Lon })
            {
                var big = BitConverter.GetBytes(number).Reverse().ToArray();
                Assert.True(
                    bytes.AsSpan().IndexOf(big) < 0 && bytes.AsSpan().IndexOf(BitConverter.GetBytes(number)) < 0,
                    $"{file} holds {number} in binary"
                );
            }
        }
    }

    /// <summary>A node whose operator asks for everything that can be logged, from everyone.</summary>
    private WebApplicationFactory<Program> Talkative(ConcurrentQueue<string> said) =>
        Server
            .Serve(
                null,
                ("Logging:LogLevel:Default", "Trace"),
                ("Logging:LogLevel:Microsoft", "Trace"),
                ("Logging:LogLevel:Microsoft.AspNetCore.Hosting.Diagnostics", "Trace"),
                ("Logging:Listening:LogLevel:Default", "Trace"),
                ("Logging:Listening:LogLevel:Microsoft.AspNetCore.Hosting.Diagnostics", "Trace")
            )
            .WithWebHostBuilder(host => host.ConfigureLogging(logging => logging.AddProvider(new Listening(said))));

    private async Task VisitAsync(WebApplicationFactory<Program> node)
    {
        var visitor = Server.Visitor(node);
        var tag = await Server.AddTagAsync("printed");
        var at = string.Create(CultureInfo.InvariantCulture, $"lat={Lat}&lon={Lon}");
        await visitor.GetAsync($"/t/{tag}");
        // Refused, wrong, and good.
        await OnsiteServer.AskAsync(
            visitor,
            new
            {
                tag,
                lat = Lat,
                lon = Lon,
                accuracy = 5000,
            }
        );
        await OnsiteServer.AskAsync(
            visitor,
            new
            {
                tag = await Server.AddTagAsync("printed", "minato-park"),
                lat = Lat,
                lon = Lon,
                accuracy = 5,
            }
        );
        using (
            var broken = new StringContent(
                $$"""{"tag":"{{tag}}","lat":{{Lat.ToString(CultureInfo.InvariantCulture)}},"lon":"129.849658273x"}""",
                null,
                "application/json"
            )
        )
            await visitor.PostAsync("/api/v1/passes", broken);
        Assert.True(
            (
                await OnsiteServer.AskAsync(
                    visitor,
                    new
                    {
                        tag,
                        lat = Lat,
                        lon = Lon,
                        accuracy = 5,
                    }
                )
            ).TryGetProperty("token", out _)
        );
        foreach (
            var path in new[]
            {
                $"/api/v1/nearby?{at}",
                $"/api/v1/nearby?{at}&kind=castle",
                $"/api/v1/nearby?lat={Lat}x&lon={Lon}",
                $"{OnsiteServer.Scene}/view?{at}&eye=1.7",
                $"{OnsiteServer.Scene}/raster?{at}",
                $"/api/v1/skyline?{at}",
                OnsiteServer.Scene,
                "/api/v1/cells/15/28200/13200",
                $"/nothing?{at}",
                $"/?{at}",
            }
        )
            await visitor.GetAsync(path);
        Assert.Equal(HttpStatusCode.OK, (await visitor.GetAsync($"{OnsiteServer.Scene}/view?{at}")).StatusCode);
        await using var hub = new HubConnectionBuilder()
            .WithUrl(
                new Uri(node.Server.BaseAddress, "/hubs/live"),
                options => options.HttpMessageHandlerFactory = _ => node.Server.CreateHandler()
            )
            .Build();
        await hub.StartAsync();
        await hub.InvokeAsync("Here", "15/28200/13200");
        await hub.InvokeAsync("Leave");
    }

    [ProviderAlias("Listening")]
    private sealed class Listening(ConcurrentQueue<string> said) : ILoggerProvider, ILogger
    {
        public ILogger CreateLogger(string categoryName) => this;

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull
        {
            said.Enqueue($"{state} {(state is IEnumerable<KeyValuePair<string, object?>> values ? string.Join(' ', values) : "")}");
            return null;
        }

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(
            LogLevel logLevel,
            EventId eventId,
            TState state,
            Exception? exception,
            Func<TState, Exception?, string> formatter
        ) =>
            said.Enqueue(
                $"{formatter(state, exception)} {exception} "
                    + $"{(state is IEnumerable<KeyValuePair<string, object?>> values ? string.Join(' ', values) : "")}"
            );

        public void Dispose() { }
    }
}
