using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using Npgsql;
using XrContent.Catalog.Tests;

[assembly: AssemblyFixture(typeof(SharedPostgres))]

namespace XrContent.Catalog.Tests;

/// <summary>
/// PostgreSQL as a process of its own. With XRCONTENT_DATABASE=Postgres all tests of the catalogue run over one that they share.
/// </summary>
public sealed class Postgres : IDisposable
{
    private readonly string folder;
    private readonly string program;
    private readonly int port;
    private bool isRunning;

    private Postgres(string folder, string program) => (this.folder, this.program, port) = (folder, program, FreePort());

    /// <summary>Whether all tests are to run over it.</summary>
    public static bool IsWanted => Environment.GetEnvironmentVariable("XRCONTENT_DATABASE") == nameof(Postgres);

    /// <summary>The one that tests share, which none of them ends; skips the test where PostgreSQL is not installed.</summary>
    public static Postgres Running => SharedPostgres.Value;

    /// <summary>How to reach one of its databases.</summary>
    public string ConnectionTo(string database) =>
        $"Host=127.0.0.1;Port={port};Username=postgres;Database={database};Include Error Detail=true";

    /// <summary>An empty database, or a copy of another.</summary>
    public string NewDatabase(string template = "template0")
    {
        var name = $"test_{Guid.NewGuid():N}";
        Ask($"CREATE DATABASE {name} TEMPLATE {template}");
        return name;
    }

    public void Drop(string database) => Ask($"DROP DATABASE IF EXISTS {database} WITH (FORCE)");

    /// <summary>Ends it as a power cut would: connections break, and nothing answers until <see cref="Begin"/>.</summary>
    public void Kill() => Control("stop", "-m", "immediate");

    /// <summary>Ends when it accepts connections.</summary>
    public void Begin()
    {
        Control("start", "-o", $"-p {port} -k {folder} -c fsync=off -c max_connections=300");
        isRunning = true;
    }

    private void Control(string act, params string[] words)
    {
        Run("pg_ctl", ["-D", folder, "-w", "-t", "60", act, .. words]);
        isRunning = false;
    }

    public void Dispose()
    {
        if (isRunning)
            Kill();
        Directory.Delete(folder, recursive: true);
    }

    /// <summary>One of its own for a test that ends it; skips the test where PostgreSQL is not installed.</summary>
    public static Postgres Start()
    {
        var versions = new DirectoryInfo("/usr/lib/postgresql");
        var bin = versions.Exists
            ? versions.GetDirectories().Select(version => Path.Combine(version.FullName, "bin")).Order().LastOrDefault()
            : null;
        Assert.SkipUnless(
            bin is not null && File.Exists(Path.Combine(bin, "postgres")),
            "PostgreSQL is not installed: apt-get install postgresql."
        );
        var folder = Directory.CreateTempSubdirectory("xrcontent-postgres-").FullName;
        var one = new Postgres(folder, bin!);
        if (Environment.UserName == "root")
            Wait(Process.Start("chown", ["postgres", folder]));
        one.Run("initdb", ["-D", folder, "-A", "trust", "-U", "postgres", "-E", "UTF8", "--no-locale", "-N"]);
        one.Begin();
        return one;
    }

    /// <summary>Runs one of its programs to the end; it refuses to run for root.</summary>
    private void Run(string name, string[] words)
    {
        string[] command = [Path.Combine(program, name), .. words];
        if (Environment.UserName == "root")
            command = ["setpriv", "--reuid=postgres", "--regid=postgres", "--clear-groups", .. command];
        Wait(Process.Start(new ProcessStartInfo("sh", ["-c", "exec \"$@\" >/dev/null 2>&1", "sh", .. command])));
    }

    private static void Wait(Process? started)
    {
        using (started)
        {
            started!.WaitForExit();
            Assert.Equal(0, started.ExitCode);
        }
    }

    private void Ask(string sql)
    {
        using var connection = new NpgsqlConnection($"{ConnectionTo("postgres")};Pooling=false");
        connection.Open();
        using var command = new NpgsqlCommand(sql, connection);
        command.ExecuteNonQuery();
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}

/// <summary>Started when the first test asks for it, ended with the last.</summary>
public sealed class SharedPostgres : IDisposable
{
    private static readonly Lazy<Postgres> One = new(Postgres.Start);

    public static Postgres Value => One.Value;

    public void Dispose()
    {
        if (!One.IsValueCreated)
            return;
        NpgsqlConnection.ClearAllPools();
        One.Value.Dispose();
    }
}
