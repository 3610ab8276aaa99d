using System.Threading.Channels;

namespace XrContent.Catalog.Workflow;

/// <summary>Says within this process that something was published, so that nobody need look at the clock to find out.</summary>
public sealed class PublicationSignal
{
    // One word is enough however many come: whoever hears it reads all that is new.
    private readonly Channel<bool> raised = Channel.CreateBounded<bool>(
        new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite }
    );

    public void Raise() => raised.Writer.TryWrite(true);

    /// <summary>Ends when something was published since the last call.</summary>
    public async Task WaitAsync(CancellationToken cancel) => await raised.Reader.ReadAsync(cancel);
}
