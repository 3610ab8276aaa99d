using System.ComponentModel.DataAnnotations;
using System.Globalization;
using System.Net;
using Microsoft.Extensions.Options;
using Polly;
using Polly.Retry;
using XrContent.Geo;

namespace XrContent.Server.Views.Terrain;

/// <summary>
/// Where surveyed heights are asked for: PNG elevation tiles as the Geospatial Information Authority of Japan serves them.
/// </summary>
internal sealed class ElevationOptions : IValidatableObject
{
    private static readonly string[] AddressParts = ["{z}", "{x}", "{y}"];

    /// <summary>Address of a tile; {layer}, {z}, {x} and {y} stand for its parts.</summary>
    [Required]
    public string Address { get; set; } = "https://cyberjapandata.gsi.go.jp/xyz/{layer}/{z}/{x}/{y}.png";

    /// <summary>Finest first: each is asked where those before it left voids. "layer:zoom", with commas.</summary>
    [Required]
    public string Layers { get; set; } = "dem5a_png:15,dem5b_png:15,dem_png:14";

    /// <summary>What the provider asks to be shown wherever its heights are used.</summary>
    [Required]
    public string Attribution { get; set; } =
        "国土地理院 標高タイル / Geospatial Information Authority of Japan, elevation tiles (DEM5A, DEM5B, DEM10B)";

    /// <summary>Tiles asked for at a time.</summary>
    [Range(1, 8, ErrorMessage = "Terrain:Elevation:AtOnce must be from 1 to 8.")]
    public int AtOnce { get; set; } = 2;

    /// <summary>Seconds that one tile may take.</summary>
    [Range(1, 600, ErrorMessage = "Terrain:Elevation:Patience must be from 1 to 600.")]
    public int Patience { get; set; } = 30;

    /// <summary>The layers, finest first. Valid options have at least one.</summary>
    public IReadOnlyList<ElevationLayer> AllLayers() =>
        [
            .. Layers
                .Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)
                .Select(text => text.Split(':'))
                .Select(parts => new ElevationLayer(parts[0], int.Parse(parts[1], CultureInfo.InvariantCulture))),
        ];

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (AddressParts.FirstOrDefault(part => !Address.Contains(part, StringComparison.Ordinal)) is { } missing)
            yield return new($"Terrain:Elevation:Address: {missing} is missing in \"{Address}\".", [nameof(Address)]);
        else if (!Uri.TryCreate(Of("layer", default), UriKind.Absolute, out var address) || address.Scheme is not ("https" or "http"))
            yield return new($"Terrain:Elevation:Address: \"{Address}\" is no address of http or https.", [nameof(Address)]);
        var layers = Layers.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        if (layers.Length == 0)
            yield return new("Terrain:Elevation:Layers: name at least one, such as dem5a_png:15.", [nameof(Layers)]);
        foreach (var layer in layers)
            if (layer.Split(':') is not [{ Length: > 0 }, var digits] || !int.TryParse(digits, out var zoom) || zoom is < 8 or > 18)
                yield return new(
                    $"Terrain:Elevation:Layers: \"{layer}\" is not a layer and its zoom from 8 to 18, such as dem5a_png:15.",
                    [nameof(Layers)]
                );
        // The first fills nothing, all others fill only: of three at one zoom the second could not win over the third.
        if (layers.GroupBy(layer => layer.Split(':')[^1]).Any(same => same.Count() > 2))
            yield return new("Terrain:Elevation:Layers: at most two layers of one zoom.", [nameof(Layers)]);
    }

    /// <summary>The address of a tile.</summary>
    public string Of(string layer, SlippyCell cell) =>
        Address
            .Replace("{layer}", layer, StringComparison.Ordinal)
            .Replace("{z}", $"{cell.Zoom}", StringComparison.Ordinal)
            .Replace("{x}", $"{cell.X}", StringComparison.Ordinal)
            .Replace("{y}", $"{cell.Y}", StringComparison.Ordinal);
}

/// <summary>A set of elevation tiles, all of one zoom.</summary>
internal readonly record struct ElevationLayer(string Name, int Zoom);

/// <summary>What is known of a tile that was asked for.</summary>
internal enum TileOutcome
{
    /// <summary>It has a height everywhere.</summary>
    Whole,

    /// <summary>It has voids, which a coarser layer may fill.</summary>
    Holed,

    /// <summary>The provider has none there: the sea, or land that this layer does not cover.</summary>
    None,
}

/// <summary>Asks for elevation tiles, again and more slowly where the provider is busy.</summary>
internal sealed class ElevationTiles
{
    /// <summary>The largest tile that is taken.</summary>
    public const int MostBytes = 1 << 20;

    private const int Tries = 5;

    /// <summary>The longest that a provider may ask to be left alone for.</summary>
    private static readonly TimeSpan LongestWait = TimeSpan.FromMinutes(2);

    private readonly HttpClient http;
    private readonly IOptions<ElevationOptions> options;
    private readonly TimeProvider clock;
    private readonly ResiliencePipeline<HttpResponseMessage> patiently;
    private long leftAloneUntil;

    public ElevationTiles(HttpClient http, IOptions<ElevationOptions> options, TimeProvider clock)
    {
        (this.http, this.options, this.clock) = (http, options, clock);
        patiently = new ResiliencePipelineBuilder<HttpResponseMessage> { TimeProvider = clock }
            .AddRetry(
                new RetryStrategyOptions<HttpResponseMessage>
                {
                    MaxRetryAttempts = Tries - 1,
                    BackoffType = DelayBackoffType.Exponential,
                    UseJitter = true,
                    Delay = TimeSpan.FromSeconds(1),
                    ShouldHandle = new PredicateBuilder<HttpResponseMessage>()
                        .Handle<HttpRequestException>()
                        .Handle<TaskCanceledException>(late => late.InnerException is TimeoutException)
                        .HandleResult(answer =>
                            answer.StatusCode is HttpStatusCode.TooManyRequests or >= HttpStatusCode.InternalServerError
                        ),
                    DelayGenerator = said => ValueTask.FromResult(WaitAsked(said.Outcome.Result, clock)),
                    OnRetry = said =>
                    {
                        if (said.Outcome.Result?.Headers.RetryAfter is not null)
                            Interlocked.Exchange(ref leftAloneUntil, (clock.GetUtcNow() + said.RetryDelay).UtcTicks);
                        return ValueTask.CompletedTask;
                    },
                }
            )
            .Build();
    }

    /// <returns>The tile's bytes; null where the provider has none.</returns>
    /// <exception cref="HttpRequestException">It could not be had; the message says why.</exception>
    public async Task<byte[]?> AskAsync(string layer, SlippyCell cell, CancellationToken cancel)
    {
        try
        {
            using var answer = await patiently.ExecuteAsync(async token => await GetAsync(layer, cell, token), cancel);
            if (answer.StatusCode is HttpStatusCode.NotFound or HttpStatusCode.NoContent)
                return null;
            return await answer.EnsureSuccessStatusCode().Content.ReadAsByteArrayAsync(cancel);
        }
        catch (TaskCanceledException late) when (!cancel.IsCancellationRequested)
        {
            throw new HttpRequestException("No answer came in time.", late);
        }
    }

    /// <summary>A provider that asks one of us to wait means all of us.</summary>
    private async Task<HttpResponseMessage> GetAsync(string layer, SlippyCell cell, CancellationToken cancel)
    {
        var wait = TimeSpan.FromTicks(Interlocked.Read(ref leftAloneUntil) - clock.GetUtcNow().UtcTicks);
        if (wait > TimeSpan.Zero)
            await Task.Delay(wait, clock, cancel);
        return await http.GetAsync(options.Value.Of(layer, cell), cancel);
    }

    private static TimeSpan? WaitAsked(HttpResponseMessage? answer, TimeProvider clock)
    {
        if (answer?.Headers.RetryAfter is not { } asked)
            return null;
        var wait = asked.Delta ?? asked.Date - clock.GetUtcNow();
        return wait is { } length ? TimeSpan.FromTicks(Math.Clamp(length.Ticks, 0, LongestWait.Ticks)) : null;
    }
}
