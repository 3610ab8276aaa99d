using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using System.Net;
using System.Net.Http.Json;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using XrContent.Server.Hosting;
using XrContent.Server.Tests.Studio;

namespace XrContent.Server.Tests;

public sealed class TelemetryTests(ServerFixture server) : IAsyncLifetime
{
    private readonly ConcurrentQueue<string> received = [];
    private readonly WebApplication collector = Collector();

    public async ValueTask InitializeAsync()
    {
        collector.MapPost(
            "/v1/{kind}",
            async (HttpRequest request, string kind) =>
            {
                using var body = new MemoryStream();
                await request.Body.CopyToAsync(body);
                received.Enqueue($"{kind}:{Encoding.Latin1.GetString(body.ToArray())}");
            }
        );
        await collector.StartAsync();
    }

    public ValueTask DisposeAsync() => collector.DisposeAsync();

    [Fact]
    public async Task An_operator_sees_how_a_server_does_and_nobody_sees_who_was_where()
    {
        string capture;
        await using (
            var factory = server.Serve((Telemetry.Endpoint, collector.Urls.Single()), ("OTEL_EXPORTER_OTLP_PROTOCOL", "http/protobuf"))
        )
        {
            using var client = factory.CreateClient();
            client.DefaultRequestHeaders.UserAgent.ParseAdd("SomebodysPhone/1.0");
            client.DefaultRequestHeaders.Add("X-Forwarded-For", "203.0.113.7");
            Assert.Equal(HttpStatusCode.OK, (await client.GetAsync("/api/v1/nearby?lat=32.7712&lon=129.8612")).StatusCode);
            Assert.Equal(HttpStatusCode.OK, (await client.GetAsync("/api/v1/cells/15/28204/13223")).StatusCode);
            using var pass = await client.PostAsJsonAsync(
                "/api/v1/passes",
                new
                {
                    tag = "SOMEBODYSTAG",
                    lat = 32.7712,
                    lon = 129.8612,
                }
            );
            Assert.Equal(HttpStatusCode.NotFound, pass.StatusCode);
            client.DefaultRequestHeaders.Authorization = new("Bearer", ServerFixture.Token);
            capture = await Footage.SendAsync(client, Footage.NewStill(), Footage.Metadata("somebodys-name.jpg"));
        }

        // What a server still holds it sends as it ends.
        var all = string.Concat(received);
        foreach (
            var name in new[]
            {
                "xrcontent.catalog.age",
                "xrcontent.catalog.items",
                "xrcontent.live.connections",
                "xrcontent.passes",
                "tag-unknown",
                "xrcontent.views.queue",
                "http.server.request.duration",
                "GET /api/v1/nearby",
                "GET /api/v1/cells/{z}/{x}/{y}",
            }
        )
            Assert.Contains(name, all, StringComparison.Ordinal);
        foreach (
            var word in new[]
            {
                "32.7712",
                "129.8612",
                "28204",
                "13223",
                "SOMEBODYSTAG",
                "SomebodysPhone",
                "203.0.113.7",
                "somebodys-name",
                capture,
                ServerFixture.Token,
            }
        )
            Assert.DoesNotContain(word, all, StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public async Task Each_stage_of_a_file_is_measured_and_how_it_ended()
    {
        var measured = new ConcurrentQueue<(string Stage, string Outcome)>();
        using var listener = new MeterListener
        {
            InstrumentPublished = static (instrument, listener) =>
            {
                if (instrument.Name == "xrcontent.ingest.stage.duration")
                    listener.EnableMeasurementEvents(instrument);
            },
        };
        listener.SetMeasurementEventCallback<double>(
            (_, _, tags, _) =>
            {
                var said = tags.ToArray().ToDictionary(tag => tag.Key, tag => $"{tag.Value}");
                measured.Enqueue((said["stage"], said["outcome"]));
            }
        );
        listener.Start();
        await Footage.EndOfAsync(
            server.Staff,
            await Footage.SendAsync(server.Staff, "no picture at all"u8.ToArray(), Footage.Metadata("telemetry.jpg"))
        );
        await EditingTests.UntilAsync(() => Task.FromResult(measured.Contains(("Probing", "refused"))));
        Assert.Contains(("Received", "done"), measured);
    }

    [Fact]
    public void An_address_that_is_none_ends_the_start_with_a_line_that_says_so()
    {
        using var factory = server.Serve((Telemetry.Endpoint, "collector:4317"));
        var refused = Assert.Throws<OptionsValidationException>(factory.CreateClient);
        Assert.Contains($"{Telemetry.Endpoint} must be a whole http or https address", refused.Message, StringComparison.Ordinal);
    }

    private static WebApplication Collector()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        return builder.Build();
    }
}
