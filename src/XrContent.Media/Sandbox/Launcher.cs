using System.Runtime.InteropServices;
using System.Text.Json;

namespace XrContent.Media.Sandbox;

/// <summary>
/// This program as a launcher: it gives up what another program does not need, and becomes that program. What is given up stays given up
/// (Linux, execve(2)).
/// </summary>
public static partial class Launcher
{
    /// <summary>The argument by which a host is asked to run <see cref="Serve"/> with the next one, instead of itself.</summary>
    public const string Argument = "apart";

    /// <summary>The exit code where the program could not be begun; no program that is begun here has it.</summary>
    internal const int NotBegun = 118;

    /// <summary>MiB that programs reserve beyond the memory that they use.</summary>
    private const int ReserveMiB = 6144;

    /// <summary>Bytes that each thread's stack takes of the memory, however little it uses.</summary>
    private const ulong StackBytes = 2 << 20;

    /// <summary>Bytes of one file beyond which a program has gone mad.</summary>
    private const ulong MostFileBytes = 64UL << 30;

    /// <returns>Only where it failed; else the other program runs.</returns>
    public static int Serve(string json, TextWriter error)
    {
        var launch = JsonSerializer.Deserialize(json, SandboxJson.Default.Launch)!;
        try
        {
            var program = launch.Command[0];
            if (!File.Exists(program))
                throw new FileNotFoundException($"There is no {program}.");
            Confinement.Enter(launch.Access, program);
            Limit(Native.Data, (ulong)launch.MemoryMiB << 20);
            // What is shared is no data to the kernel, but takes addresses.
            Limit(Native.Addresses, (ulong)(launch.MemoryMiB + ReserveMiB) << 20);
            Limit(Native.Stack, StackBytes);
            Limit(Native.FileSize, MostFileBytes);
            Limit(Native.Core, 0);
            Become(program, launch.Command);
        }
        catch (Exception failed) when (failed is InvalidOperationException or IOException or UnauthorizedAccessException)
        {
            error.WriteLine(failed.Message);
        }

        return NotBegun;
    }

    private static void Limit(int what, ulong most)
    {
        var limit = new Native.Limit(most, most);
        if (Native.SetLimit(what, in limit) != 0)
            throw Failed("setrlimit");
    }

    private static void Become(string program, IReadOnlyList<string> command)
    {
        var words = Terminated(command);
        var surroundings = Terminated(
            from System.Collections.DictionaryEntry pair in Environment.GetEnvironmentVariables()
            select $"{pair.Key}={pair.Value}"
        );
        Native.Execute(program, words, surroundings);
        throw Failed("execve");
    }

    /// <summary>C strings and a null pointer at the end; never freed, as nothing comes after.</summary>
    private static nint[] Terminated(IEnumerable<string> words) => [.. words.Select(Marshal.StringToCoTaskMemUTF8), 0];

    private static InvalidOperationException Failed(string call) =>
        new($"{call} failed: {Marshal.GetPInvokeErrorMessage(Marshal.GetLastPInvokeError())}");

    private static partial class Native
    {
        public const int FileSize = 1;
        public const int Data = 2;
        public const int Stack = 3;
        public const int Core = 4;
        public const int Addresses = 9;

        [StructLayout(LayoutKind.Sequential)]
        public readonly record struct Limit(ulong Soft, ulong Hard);

        [LibraryImport("libc", EntryPoint = "setrlimit", SetLastError = true)]
        public static partial int SetLimit(int what, in Limit limit);

        [LibraryImport("libc", EntryPoint = "execve", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
        public static partial int Execute(string path, nint[] words, nint[] surroundings);
    }
}
