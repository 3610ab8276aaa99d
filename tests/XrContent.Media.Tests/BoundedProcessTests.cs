using XrContent.Media.Sandbox;

namespace XrContent.Media.Tests;

public class BoundedProcessTests
{
    private static readonly Bounds Usual = new(TimeSpan.FromSeconds(30), 512);

    [Fact]
    public async Task Words_go_to_the_program_as_they_are()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "There is no printf.");
        var lines = new List<string>();
        var ended = await BoundedProcess.RunAsync("printf", ["%s\n", "a b", "$(touch /tmp/x)", "; exit 3", "\"'"], Usual, null, lines.Add, default);
        Assert.True(ended.Well);
        Assert.Equal(["a b", "$(touch /tmp/x)", "; exit 3", "\"'"], lines);
    }

    [Fact]
    public async Task A_program_ends_when_its_time_is_up()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "There is no sleep.");
        var ended = await BoundedProcess.RunAsync("sleep", ["600"], Usual with { Time = TimeSpan.FromMilliseconds(200) }, null, null, default);
        Assert.True(ended.TimedOut);
        Assert.False(ended.Well);
    }

    [Fact]
    public async Task A_program_ends_with_its_caller_s_patience()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "There is no sleep.");
        using var patience = new CancellationTokenSource(TimeSpan.FromMilliseconds(200));
        await Assert.ThrowsAsync<OperationCanceledException>(() => BoundedProcess.RunAsync("sleep", ["600"], Usual, null, null, patience.Token));
    }

    [Fact]
    public async Task A_program_has_no_more_memory_than_it_is_given()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Memory is bounded by the shell of Linux.");
        var ended = await BoundedProcess.RunAsync("sort", ["-S", "1G", "--parallel=1", "/dev/zero"], new(TimeSpan.FromSeconds(20), 64), null, null, default);
        Assert.False(ended.Well);
        Assert.False(ended.TimedOut);
    }

    [Fact]
    public async Task A_program_that_never_stops_talking_is_stopped()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "There is no yes.");
        Assert.False((await BoundedProcess.RunAsync("yes", [], Usual, null, null, default)).Well);
        Assert.False((await BoundedProcess.RunAsync("cat", ["/dev/zero"], Usual, null, null, default)).Well);
    }

    [Fact]
    public async Task Its_input_its_lines_and_its_last_words_are_passed_on()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "There is no sh.");
        var lines = new List<string>();
        var ended = await BoundedProcess.RunAsync("sh", ["-c", "cat; echo \"$KEY\"; echo gone >&2; exit 7"], Usual, "one\ntwo\n", lines.Add, default, ("KEY", "value"));
        Assert.Equal(["one", "two", "value"], lines);
        Assert.Equal((7, "gone\n"), (ended.ExitCode, ended.Error));
    }
}
