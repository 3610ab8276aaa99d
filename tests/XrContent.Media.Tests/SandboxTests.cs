using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using XrContent.Media.Sandbox;

namespace XrContent.Media.Tests;

/// <summary>A decoder that a hostile file has taken over tries to get out. Programs of the system stand for it.</summary>
public sealed class SandboxTests : IDisposable
{
    private static readonly Bounds Usual = new(TimeSpan.FromSeconds(20), 256);
    private readonly string folder = Directory.CreateTempSubdirectory("xrcontent-").FullName;

    public SandboxTests()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux() && Landlock.IsThere, "Linux has it.");
        Directory.CreateDirectory(Own);
        Directory.CreateDirectory(Made);
        File.WriteAllText(Given, "its own file");
        File.WriteAllText(Other, "another's original");
    }

    private string Own => Path.Combine(folder, "own");

    private string Made => Path.Combine(folder, "made");

    private string Given => Path.Combine(Own, "file");

    private string Other => Path.Combine(folder, "other");

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public async Task It_reads_its_own_file_and_writes_where_it_should()
    {
        Assert.Equal((0, "its own file"), await TryAsync("cat", Given));
        Assert.Equal(0, (await TryAsync("cp", Given, Path.Combine(Made, "copy"))).Code);
        Assert.Equal("its own file", await File.ReadAllTextAsync(Path.Combine(Made, "copy")));
    }

    [Fact]
    public async Task It_reads_no_other_file_neither_by_name_nor_by_a_link_nor_beside_its_own()
    {
        var link = Path.Combine(Made, "link");
        File.CreateSymbolicLink(link, Other);
        foreach (
            var way in new[] { Other, $"{Own}/../other", link, "/etc/passwd", "/proc/1/environ", $"/proc/{Environment.ProcessId}/environ" }
        )
            Assert.Equal((1, ""), await TryAsync("cat", way));
        Assert.NotEqual(0, (await TryAsync("ls", folder)).Code);
        Assert.NotEqual(0, (await TryAsync("ln", Other, Path.Combine(Made, "hard"))).Code);
    }

    [Fact]
    public async Task It_writes_and_removes_nothing_elsewhere()
    {
        Assert.NotEqual(0, (await TryAsync("cp", Given, Path.Combine(folder, "new"))).Code);
        Assert.NotEqual(0, (await TryAsync("cp", Given, Other)).Code);
        Assert.NotEqual(0, (await TryAsync("rm", "-f", Other)).Code);
        Assert.NotEqual(0, (await TryAsync("truncate", "-s", "0", Given)).Code);
        Assert.Equal(("its own file", "another's original"), (await File.ReadAllTextAsync(Given), await File.ReadAllTextAsync(Other)));
        Assert.Equal(["made", "other", "own"], Directory.EnumerateFileSystemEntries(folder).Select(Path.GetFileName).Order());
    }

    [Fact]
    public async Task It_opens_no_socket()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var port = ((IPEndPoint)listener.LocalEndpoint).Port;
        var (code, _) = await TryAsync("bash", "-c", $"exec 3<>/dev/tcp/127.0.0.1/{port} && echo out");
        Assert.NotEqual(0, code);
        Assert.False(listener.Pending());
        // Without the sandbox it would have been out.
        using var free = Process.Start("bash", ["-c", $"exec 3<>/dev/tcp/127.0.0.1/{port}"]);
        await free.WaitForExitAsync();
        Assert.True(listener.Pending());
    }

    [Fact]
    public async Task It_begins_no_other_process()
    {
        Assert.Equal(0, (await TryAsync("sh", "-c", "exit 0")).Code);
        var (code, said) = await TryAsync("sh", "-c", "/bin/true; echo begun");
        Assert.NotEqual((0, "begun"), (code, said.Trim()));
    }

    [Fact]
    public async Task It_has_no_more_memory_than_it_is_given()
    {
        var watch = Stopwatch.StartNew();
        var ended = await Apart.Sandbox.RunAsync(
            "sort",
            ["-S", "2G", "--parallel=1", "/dev/zero"],
            Usual with
            {
                MemoryMiB = 64,
            },
            new([], [Made]),
            null,
            default
        );
        Assert.False(ended.TimedOut, $"{watch.Elapsed}");
        Assert.Contains("memory exhausted", ended.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task It_signals_no_other_process_and_changes_no_file_s_rights()
    {
        using var other = Process.Start("sleep", ["600"]);
        try
        {
            Assert.NotEqual(0, (await TryAsync("kill", "-9", $"{other.Id}")).Code);
            Assert.False(other.HasExited);
        }
        finally
        {
            other.Kill();
        }

        Assert.NotEqual(0, (await TryAsync("chmod", "000", Given)).Code);
        Assert.NotEqual(0, (await TryAsync("touch", "-d", "2000-01-01", Given)).Code);
        Assert.NotEqual(0, (await TryAsync("ln", "-s", Other, Path.Combine(Made, "link"))).Code);
        Assert.NotEqual(0, (await TryAsync("mkfifo", Path.Combine(Made, "pipe"))).Code);
        Assert.Empty(Directory.EnumerateFileSystemEntries(Made));
    }

    [Fact]
    public async Task A_program_that_cannot_be_begun_is_no_fault_of_the_file()
    {
        var error = await Assert.ThrowsAsync<NotNowException>(() => TryAsync("/no/such/program"));
        Assert.Contains("There is no /no/such/program.", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task It_learns_nothing_of_the_server_s_surroundings()
    {
        Environment.SetEnvironmentVariable("XRCONTENT_SECRET", "a connection string");
        try
        {
            var (code, said) = await TryAsync("env");
            Assert.Equal(0, code);
            Assert.Contains("PATH=", said, StringComparison.Ordinal);
            Assert.DoesNotContain("connection", said, StringComparison.Ordinal);
        }
        finally
        {
            Environment.SetEnvironmentVariable("XRCONTENT_SECRET", null);
        }
    }

    [Fact]
    public async Task It_ends_when_its_time_is_up()
    {
        var ended = await Apart.Sandbox.RunAsync(
            "sleep",
            ["600"],
            Usual with
            {
                Time = TimeSpan.FromSeconds(1),
            },
            new([], []),
            null,
            default
        );
        Assert.True(ended.TimedOut);
    }

    private async Task<(int Code, string Said)> TryAsync(string program, params string[] words)
    {
        var said = new List<string>();
        var ended = await Apart.Sandbox.RunAsync(program, words, Usual, new([Given], [Made]), said.Add, default);
        return (ended.ExitCode, string.Join('\n', said));
    }
}
