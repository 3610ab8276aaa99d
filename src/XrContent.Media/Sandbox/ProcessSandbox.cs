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

    /// <summary>The command that runs this program again.</summary>
    public string Host => host;

    /// <summary>As <see cref="Host"/>.</summary>
    public IReadOnlyList<string> Arguments => arguments;

    /// <summary>What holds on this machine, for its operator.</summary>
    public static string Describe() => Confinement.Describe();

    /// <param name="program">Name or path of an executable; arguments go to it as they are, through no shell.</param>
    /// <param name="line">Given each line of standard output.</param>
    public Task<Ended> RunAsync(
        string program,
        IEnumerable<string> words,
        Bounds bounds,
        Access access,
        Action<string>? line,
        CancellationToken cancel,
        params (string Key, string Value)[] environment
    )
    {
        var surroundings = Passed
            .Select(name => (name, Environment.GetEnvironmentVariable(name)))
            .Where(pair => pair.Item2 is not null)
            .Select(pair => (pair.name, pair.Item2!))
            .Append(("TMPDIR", access.Writes is [var first, ..] ? first : "/nonexistent"))
            .Append(("HOME", "/nonexistent"))
            // The runtime would open a socket for debuggers, and map its code twice through a file.
            .Append(("DOTNET_EnableDiagnostics", "0"))
            .Append(("DOTNET_EnableWriteXorExecute", "0"))
            .Concat(environment);
        if (!OperatingSystem.IsLinux())
            return BoundedProcess.RunAsync(program, words, bounds, line, cancel, [.. surroundings]);
        var launch = new Launch(bounds.MemoryMiB, access, [Find(program), .. words]);
        return BoundedProcess.RunAsync(
            host,
            [.. arguments, Launcher.Argument, JsonSerializer.Serialize(launch, SandboxJson.Default.Launch)],
            // The launcher bounds memory itself: what it counts is the program's own, and not what it reserves and never touches.
            bounds with
            {
                MemoryMiB = Bounds.Unbounded,
            },
            line,
            cancel,
            [.. surroundings]
        );
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
