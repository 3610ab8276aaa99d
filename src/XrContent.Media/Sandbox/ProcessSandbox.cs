using System.Text.Json;
using System.Text.Json.Serialization;

namespace XrContent.Media.Sandbox;

/// <summary>What of the file system a program may see while it reads a stranger's file; besides, what it needs to run at all.</summary>
/// <param name="Reads">Files, or folders with all that is in them.</param>
/// <param name="Writes">Folders in which it may make, change and remove files.</param>
public sealed record Access(IReadOnlyList<string> Reads, IReadOnlyList<string> Writes);

/// <summary>What the launcher is asked.</summary>
/// <param name="MemoryMiB">Memory that is the program's own.</param>
/// <param name="Command">The program's path and its arguments.</param>
internal sealed record Launch(int MemoryMiB, Access Access, IReadOnlyList<string> Command);

[JsonSerializable(typeof(Launch))]
internal sealed partial class SandboxJson : JsonSerializerContext;

/// <summary>
/// Runs programs that read strangers' files, each alone: bounded in time, memory and output everywhere; on Linux also without network,
/// without other processes, and with no file in sight but its own (<see cref="Confinement"/>).
/// </summary>
/// <param name="host">The command that runs <see cref="Launcher.Serve"/>.</param>
/// <param name="arguments">Its arguments, before the task.</param>
public sealed class ProcessSandbox(string host, IReadOnlyList<string> arguments)
{
    /// <summary>Of the server's surroundings a program gets these alone: what else is in there may be secret.</summary>
    private static readonly string[] Passed = ["PATH", "LANG", "LD_LIBRARY_PATH", "DOTNET_ROOT", "SystemRoot", "TEMP", "TMP"];

    /// <summary>As <see cref="RunAsync"/>, of this program itself.</summary>
    public Task<Ended> RunAgainAsync(
        IEnumerable<string> words,
        Bounds bounds,
        Access access,
        Action<string>? line,
        CancellationToken cancel,
        params (string Key, string Value)[] environment
    ) => RunAsync(host, [.. arguments, .. words], bounds, access, line, cancel, environment);

    /// <param name="program">Name or path of an executable; arguments go to it as they are, through no shell.</param>
    /// <param name="line">Given each line of standard output.</param>
    /// <exception cref="NotNowException">The program could not be begun on this machine.</exception>
    public async Task<Ended> RunAsync(
        string program,
        IEnumerable<string> words,
        Bounds bounds,
        Access access,
        Action<string>? line,
        CancellationToken cancel,
        params (string Key, string Value)[] environment
    )
    {
        // Not beside what it makes: what it forgets there would be kept and served.
        var scratch = Directory.CreateTempSubdirectory("xrcontent-").FullName;
        try
        {
            return await LaunchAsync(
                program,
                words,
                bounds,
                access with
                {
                    Writes = [.. access.Writes, scratch],
                },
                scratch,
                line,
                environment,
                cancel
            );
        }
        finally
        {
            Directory.Delete(scratch, recursive: true);
        }
    }

    private async Task<Ended> LaunchAsync(
        string program,
        IEnumerable<string> words,
        Bounds bounds,
        Access access,
        string scratch,
        Action<string>? line,
        (string, string)[] environment,
        CancellationToken cancel
    )
    {
        (string, string)[] surroundings =
        [
            .. from name in Passed let value = Environment.GetEnvironmentVariable(name) where value is not null select (name, value),
            ("TMPDIR", scratch),
            ("HOME", "/nonexistent"),
            // The runtime would open a socket for debuggers, and map its code twice through a file.
            ("DOTNET_EnableDiagnostics", "0"),
            ("DOTNET_EnableWriteXorExecute", "0"),
            .. environment,
        ];
        if (!OperatingSystem.IsLinux())
            return await BoundedProcess.RunAsync(program, words, bounds, line, cancel, surroundings);
        var launch = new Launch(bounds.MemoryMiB, access, [Find(program), .. words]);
        var task = JsonSerializer.Serialize(launch, SandboxJson.Default.Launch);
        // The launcher bounds memory itself: what it counts is the program's own, and not what it reserves and never touches.
        var time = bounds with
        {
            MemoryMiB = Bounds.Unbounded,
        };
        var ended = await BoundedProcess.RunAsync(host, [.. arguments, Launcher.Argument, task], time, line, cancel, surroundings);
        return ended.ExitCode == Launcher.NotBegun
            ? throw new NotNowException($"The server cannot read files now. Tell its operator: {ended.Error.Trim()}")
            : ended;
    }

    private static string Find(string program) =>
        Path.IsPathRooted(program)
            ? program
            : (Environment.GetEnvironmentVariable("PATH") ?? "")
                .Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries)
                .Select(folder => Path.Combine(folder, program))
                .FirstOrDefault(File.Exists)
                ?? program;
}
