using System.Diagnostics;

namespace XrContent.Benchmarks;

/// <summary>The peers that are programs.</summary>
internal static class Programs
{
    /// <exception cref="InvalidOperationException">It is not installed, or it failed.</exception>
    public static void Run(string program, params string[] arguments)
    {
        try
        {
            using var process = Process.Start(program, arguments);
            process.WaitForExit();
            if (process.ExitCode != 0)
                throw new InvalidOperationException($"{program} failed.");
        }
        catch (System.ComponentModel.Win32Exception)
        {
            throw new InvalidOperationException($"{program} is not installed; Debian has it in gdal-bin.");
        }
    }
}
