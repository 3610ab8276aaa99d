using System.Threading.Channels;
using Microsoft.AspNetCore.SignalR.Client;
using XrContent.Server.Live;

namespace XrContent.Server.Tests;

/// <summary>A guide's or a pupil's connection to the hub, and what it heard.</summary>
internal sealed class Phone : IAsyncDisposable
{
    private readonly Channel<GuideStep> steps = Channel.CreateUnbounded<GuideStep>();
    private readonly Channel<bool> guides = Channel.CreateUnbounded<bool>();

    public Phone(HubConnection hub)
    {
        Hub = hub;
        hub.On<GuideStep>("Step", step => steps.Writer.TryWrite(step));
        hub.On<bool>(
            "Guide",
            isHere =>
            {
                GuideNews++;
                guides.Writer.TryWrite(isHere);
            }
        );
        hub.On<string>("Ended", code => Ended.TrySetResult(code));
    }

    /// <summary>How often it heard of its guide's phone.</summary>
    public int GuideNews { get; private set; }

    public HubConnection Hub { get; }

    public TaskCompletionSource<string> Ended { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public Task<BegunGroup> BeginAsync() => Hub.InvokeAsync<BegunGroup>("BeginGroup");

    public Task<Followed> FollowAsync(string code, string? key = null) => Hub.InvokeAsync<Followed>("Follow", code, key);

    /// <summary>The next step that was shown.</summary>
    public async Task<GuideStep> NextAsync() => await steps.Reader.ReadAsync().AsTask().WaitAsync(TimeSpan.FromSeconds(20));

    /// <summary>Ends when it is shown a scene: what it was shown before may be told again.</summary>
    public async Task SeesAsync(string scene)
    {
        while ((await NextAsync()).Scene != scene) { }
    }

    /// <summary>The next news of the guide's phone: whether it is here.</summary>
    public async Task<bool> GuideAsync() => await guides.Reader.ReadAsync().AsTask().WaitAsync(TimeSpan.FromSeconds(20));

    public ValueTask DisposeAsync() => Hub.DisposeAsync();
}
