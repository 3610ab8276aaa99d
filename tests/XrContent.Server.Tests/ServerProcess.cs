using System.Diagnostics;
using System.Globalization;
using System.Text.RegularExpressions;
using Microsoft.Data.Sqlite;

namespace XrContent.Server.Tests;

/// <summary>The real program as a process of its own, which a test may end as a power cut would.</summary>
internal sealed partial class ServerProcess : IDisposable
{
    /// <summary>The service token of all servers that tests start.</summary>
    public const string Token = "a-token-for-tests-0123456789";

    private readonly Process process;

    private ServerProcess(Process process, Uri address)
    {
        this.process = process;
        Client = new() { BaseAddress = address };
        Client.DefaultRequestHeaders.Authorization = new("Bearer", Token);
    }

    /// <summary>Speaks to it as staff.</summary>
    public HttpClient Client { get; }

    public int Id => process.Id;

    private static readonly Lazy<Task<string>> Template = new(async () =>
    {
        var folder = Directory.CreateTempSubdirectory("xrcontent-template-").FullName;
        AppDomain.CurrentDomain.ProcessExit += (_, _) => Directory.Delete(folder, recursive: true);
        var (code, said) = await RunAsync(folder, "import", Path.Combine(AppContext.BaseDirectory, "content"));
        Assert.True(code == 0, said);
        // Its land is composed once as well, before it listens.
        using (await StartAsync(folder))
            await ForgetKeysAsync(folder);
        return folder;
    });

    /// <summary>Each server makes keys of its own: what one of them signed is forged to any other.</summary>
    private static async Task ForgetKeysAsync(string folder)
    {
        await using var database = new SqliteConnection($"Data Source={Path.Combine(folder, "catalog.db")};Pooling=False");
        await database.OpenAsync();
        await using var command = database.CreateCommand();
        command.CommandText = "DELETE FROM Keys";
        await command.ExecuteNonQueryAsync();
    }

    /// <summary>Fills a folder with the starter catalogue and its land, which are made once for all tests.</summary>
    /// <param name="part">Only this folder of it, such as "terrain"; null for all.</param>
    public static async Task FillAsync(string data, string? part = null)
    {
        var template = await Template.Value;
        var from = part is null ? template : Path.Combine(template, part);
        foreach (var file in Directory.EnumerateFiles(from, "*", SearchOption.AllDirectories))
        {
            var target = Path.Combine(data, Path.GetRelativePath(template, file));
            Directory.CreateDirectory(Path.GetDirectoryName(target)!);
            File.Copy(file, target);
        }
    }

    /// <summary>Starts it over a folder and waits until it is ready.</summary>
    public static async Task<ServerProcess> StartAsync(string data, params string[] settings)
    {
        var info = Describe(data, ["--Urls=http://127.0.0.1:0", "--Ingest:Lease=00:00:01", "--Video:Preset=ultrafast", .. settings]);
        info.RedirectStandardOutput = true;
        info.Environment["Studio__ServiceToken"] = Token;
        var process = Process.Start(info)!;
        while (await process.StandardOutput.ReadLineAsync() is var line)
        {
            if (line is null)
                throw new InvalidOperationException("The server ended as it began.");
            if (Listening().Match(line) is not { Success: true } listening)
                continue;
            _ = process.StandardOutput.BaseStream.CopyToAsync(Stream.Null);
            return new(process, new(listening.Groups[1].Value));
        }

        throw new UnreachableException();
    }

    /// <summary>Runs a verb beside whatever serves, and returns its exit code and what it said.</summary>
    public static async Task<(int Code, string Said)> RunAsync(string data, params string[] words)
    {
        var info = Describe(data, words);
        info.RedirectStandardOutput = true;
        using var process = Process.Start(info)!;
        var said = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        return (process.ExitCode, said);
    }

    /// <summary>Starts it where it must not start, and returns its exit code and why, as it says on the error stream.</summary>
    public static async Task<(int Code, string Why)> RefusedAsync(string data)
    {
        var info = Describe(data, ["--Urls=http://127.0.0.1:0"]);
        (info.RedirectStandardOutput, info.RedirectStandardError) = (true, true);
        using var process = Process.Start(info)!;
        _ = process.StandardOutput.BaseStream.CopyToAsync(Stream.Null);
        var why = await process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync();
        return (process.ExitCode, why);
    }

    /// <summary>Ends when it has ended by itself, with its exit code.</summary>
    public async Task<int> EndedAsync()
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        await process.WaitForExitAsync(patience.Token);
        return process.ExitCode;
    }

    /// <summary>How often a test kills: as often as XRCONTENT_FAULTS says where somebody asks for more than the usual.</summary>
    public static int Kills(int usual) =>
        int.TryParse(Environment.GetEnvironmentVariable("XRCONTENT_FAULTS"), CultureInfo.InvariantCulture, out var asked) ? asked : usual;

    /// <summary>kill -9.</summary>
    public void Kill()
    {
        process.Kill();
        process.WaitForExit();
    }

    public void Dispose()
    {
        Client.Dispose();
        if (!process.HasExited)
            Kill();
        process.Dispose();
    }

    private static ProcessStartInfo Describe(string data, string[] words) =>
        new("dotnet", [Path.Combine(AppContext.BaseDirectory, "XrContent.Server.dll"), .. words, $"--DataDirectory={data}"]);

    [GeneratedRegex(@"Now listening on: (http://\S+)")]
    private static partial Regex Listening();
}
