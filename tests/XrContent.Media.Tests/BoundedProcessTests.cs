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
        var ended = await BoundedProcess.RunAsync(
            "printf",
            ["%s\n", "a b", "$(touch /tmp/x)", "; exit 3", "\"'"],
            Usual,
            lines.Add,
            default
        );
        Assert.True(ended.Well);
        Assert.Equal(["a b", "$(touch /tmp/x)", "; exit 3", "\"'"], lines);
    }

    [Fact]
    public async Task A_program_that_a_signal_ended_said_nothing_of_its_file()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "There are no signals.");
        var ended = await BoundedProcess.RunAsync("sh", ["-c", "kill -ABRT $$"], new(TimeSpan.FromSeconds(20), 512), _ => { }, default);
        Assert.False(ended.Well);
        Assert.Contains("signal 6", Assert.Throws<IOException>(() => ended.MustNotHaveCrashed("sh")).Message, StringComparison.Ordinal);
        // What it said itself is another thing.
        // What it said itself is another thing: 183 is ffmpeg's code for invalid data, 228 for a full disk, 137 is our own kill.
        foreach (var code in new[] { 1, 137, 183, 228, 234, 244 })
            new Ended(code, "Invalid data found", false).MustNotHaveCrashed("sh");
    }

    [Fact]
    public async Task A_program_ends_when_its_time_is_up()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "There is no sleep.");
        var ended = await BoundedProcess.RunAsync("sleep", ["600"], Usual with { Time = TimeSpan.FromMilliseconds(200) }, null, default);
        Assert.True(ended.TimedOut);
        Assert.False(ended.Well);
    }

    [Fact]
    public async Task A_program_ends_with_its_caller_s_patience()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "There is no sleep.");
        using var patience = new CancellationTokenSource(TimeSpan.FromMilliseconds(200));
        await Assert.ThrowsAsync<OperationCanceledException>(() => BoundedProcess.RunAsync("sleep", ["600"], Usual, null, patience.Token));
    }

    [Fact]
    public async Task A_program_has_no_more_memory_than_it_is_given()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Memory is bounded by the shell of Linux.");
        var ended = await BoundedProcess.RunAsync(
            "sort",
            ["-S", "1G", "--parallel=1", "/dev/zero"],
            new(TimeSpan.FromSeconds(20), 64),
            null,
            default
        );
        Assert.False(ended.Well);
        Assert.False(ended.TimedOut);
    }

    [Fact]
    public async Task A_program_that_never_stops_talking_is_stopped()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "There is no yes.");
        Assert.False((await BoundedProcess.RunAsync("yes", [], Usual, null, default)).Well);
        Assert.False((await BoundedProcess.RunAsync("cat", ["/dev/zero"], Usual, null, default)).Well);
    }

    [Fact]
    public async Task A_program_ends_with_the_process_that_asked_for_it()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Processes are looked up in /proc.");
        // A shell stands for this process: it passes its input on, starts the same script, and is ended without a word.
        var mark = $"{Random.Shared.Next(100_000, 999_999)}.25";
        using var parent = System.Diagnostics.Process.Start(
            new System.Diagnostics.ProcessStartInfo("/bin/sh", ["-c", BoundedProcess.Script, "sh", "unlimited", "sleep", mark])
            {
                RedirectStandardInput = true,
            }
        )!;
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(20));
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(10));
        while (!IsRunning(mark))
            await timer.WaitForNextTickAsync(patience.Token);
        parent.StandardInput.Close();
        while (IsRunning(mark))
            await timer.WaitForNextTickAsync(patience.Token);
        await parent.WaitForExitAsync(patience.Token);
        Assert.NotEqual(0, parent.ExitCode);

        static bool IsRunning(string argument) =>
            Directory
                .EnumerateDirectories("/proc")
                .Any(folder =>
                {
                    try
                    {
                        return File.ReadAllText(Path.Combine(folder, "cmdline")).StartsWith($"sleep\0{argument}", StringComparison.Ordinal);
                    }
                    catch (IOException)
                    {
                        return false;
                    }
                    catch (UnauthorizedAccessException)
                    {
                        return false;
                    }
                });
    }

    [Fact]
    public async Task Its_lines_its_last_words_and_its_code_are_passed_on()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "There is no sh.");
        var lines = new List<string>();
        var ended = await BoundedProcess.RunAsync(
            "sh",
            ["-c", "printf 'one\ntwo\n'; echo \"$KEY\"; echo gone >&2; exit 7"],
            Usual,
            lines.Add,
            default,
            ("KEY", "value")
        );
        Assert.Equal(["one", "two", "value"], lines);
        Assert.Equal((7, "gone\n"), (ended.ExitCode, ended.Error));
    }
}
