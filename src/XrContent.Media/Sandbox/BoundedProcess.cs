using System.Diagnostics;
using System.Globalization;
using System.Text;

namespace XrContent.Media.Sandbox;

/// <summary>What a program may use while it reads a file that a stranger made.</summary>
/// <param name="Time">After this the program is ended.</param>
/// <param name="MemoryMiB">Memory, where the system can bound it (Linux, macOS).</param>
public sealed record Bounds(TimeSpan Time, int MemoryMiB)
{
    /// <summary>Somebody else bounds memory.</summary>
    internal const int Unbounded = -1;
}

/// <summary>How a program ended.</summary>
/// <param name="Error">The end of what it wrote to standard error.</param>
/// <param name="TimedOut">It was ended because its time was up.</param>
public sealed record Ended(int ExitCode, string Error, bool TimedOut)
{
    /// <summary>
    /// Exit codes of programs that broke: 128 and SIGILL, SIGTRAP, SIGABRT, SIGBUS, SIGFPE or SIGSEGV. ffmpeg's own codes lie above
    /// 128 too.
    /// </summary>
    private static readonly int[] Crashes = [132, 133, 134, 135, 136, 139];

    public bool Well => ExitCode == 0 && !TimedOut;

    /// <summary>A program that broke said nothing of its file: the machine may have had no room for it.</summary>
    /// <exception cref="IOException">It is tried again; a file that breaks it each time is given up then.</exception>
    public void MustNotHaveCrashed(string program)
    {
        if (!TimedOut && Crashes.Contains(ExitCode))
            throw new IOException($"{program} broke, by signal {ExitCode - 128}.");
    }
}

/// <summary>
/// Runs a program apart from this one: whatever a hostile file does to it, only it suffers. It ends with its time, its memory,
/// its caller's patience, or this process.
/// </summary>
public static class BoundedProcess
{
    private const int KeptError = 4096;

    /// <summary>
    /// Bounds the shell, then runs the program from it; names and arguments are parameters, never code. The shell's input is a pipe of this
    /// process: it ends when this process does, however it ends, and then so does the program.
    /// </summary>
    internal const string Script = """
        { [ "$1" = unlimited ] || ulimit -v "$1"; } && ulimit -c 0 && shift || exit 126
        exec 3<&0 </dev/null
        "$@" 3<&- & program=$!
        { cat <&3; kill -9 $program; } >/dev/null 2>&1 & watch=$!
        wait $program; code=$?
        kill -9 $watch 2>/dev/null
        exit $code
        """;

    /// <summary>Characters of standard output beyond which a program has gone mad.</summary>
    private const int MostOutput = 16 << 20;

    /// <param name="program">Name or path of an executable; arguments go to it as they are, through no shell.</param>
    /// <param name="line">Given each line of standard output.</param>
    /// <param name="environment">All that it knows of its surroundings; what this process knows, where nothing is given.</param>
    public static async Task<Ended> RunAsync(
        string program,
        IEnumerable<string> arguments,
        Bounds bounds,
        Action<string>? line,
        CancellationToken cancel,
        params (string Key, string Value)[] environment
    )
    {
        using var process = new Process { StartInfo = Describe(program, arguments, bounds) };
        if (environment.Length > 0)
            process.StartInfo.Environment.Clear();
        foreach (var (key, value) in environment)
            process.StartInfo.Environment[key] = value;
        process.Start();
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        patience.CancelAfter(bounds.Time);
        using var end = patience.Token.Register(() => Kill(process));
        try
        {
            if (!OperatingSystem.IsWindows())
                process.PriorityClass = ProcessPriorityClass.BelowNormal;
        }
        catch (Exception ended) when (ended is InvalidOperationException or System.ComponentModel.Win32Exception)
        {
            // It was quicker than we.
        }

        var error = TailAsync(process.StandardError);
        if (!await ReadLinesAsync(process.StandardOutput, line))
            Kill(process);
        await process.WaitForExitAsync(CancellationToken.None);
        cancel.ThrowIfCancellationRequested();
        return new(process.ExitCode, await error, patience.IsCancellationRequested);
    }

    private static ProcessStartInfo Describe(string program, IEnumerable<string> arguments, Bounds bounds)
    {
        var info = new ProcessStartInfo
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
        };
        if (OperatingSystem.IsWindows())
        {
            info.FileName = program;
        }
        else
        {
            info.FileName = "/bin/sh";
            info.ArgumentList.Add("-c");
            info.ArgumentList.Add(Script);
            info.ArgumentList.Add("sh");
            info.ArgumentList.Add(
                bounds.MemoryMiB == Bounds.Unbounded ? "unlimited" : (bounds.MemoryMiB * 1024L).ToString(CultureInfo.InvariantCulture)
            );
            info.ArgumentList.Add(program);
        }

        foreach (var argument in arguments)
            info.ArgumentList.Add(argument);
        return info;
    }

    /// <returns>False when there was too much of it.</returns>
    private static async Task<bool> ReadLinesAsync(StreamReader output, Action<string>? line)
    {
        var buffer = new char[KeptError];
        var begun = new StringBuilder();
        int read,
            all = 0;
        while ((read = await output.ReadAsync(buffer)) > 0)
        {
            if ((all += read) > MostOutput)
                return false;
            foreach (var part in buffer.AsSpan(0, read).Split('\n'))
            {
                if (part.Start.Value > 0)
                    EndLine();
                begun.Append(buffer[part]);
            }
        }

        if (begun.Length > 0)
            EndLine();
        return true;

        void EndLine()
        {
            line?.Invoke(begun.ToString().TrimEnd('\r'));
            begun.Clear();
        }
    }

    private static async Task<string> TailAsync(StreamReader error)
    {
        var kept = "";
        var buffer = new char[KeptError];
        int read;
        while ((read = await error.ReadAsync(buffer)) > 0)
        {
            kept += new string(buffer, 0, read);
            if (kept.Length > KeptError)
                kept = kept[^KeptError..];
        }

        return kept;
    }

    private static void Kill(Process process)
    {
        try
        {
            process.Kill(entireProcessTree: true);
        }
        catch (Exception gone) when (gone is InvalidOperationException or System.ComponentModel.Win32Exception)
        {
            // It ended by itself.
        }
    }
}
