using System.Runtime.CompilerServices;
using XrContent.Media.Panorama;
using XrContent.Media.Sandbox;

namespace XrContent.Media.Tests;

/// <summary>These tests as the program that reads files apart, which the server is else.</summary>
internal static class Apart
{
    public static readonly ProcessSandbox Sandbox = new(Environment.ProcessPath!, []);

    public static readonly StillWorker Stills = new(Sandbox, new(TimeSpan.FromMinutes(2), 512));

    /// <summary>Comes before the tests' own beginning, and ends the process where it was begun for a task.</summary>
    [ModuleInitializer]
    internal static void Serve()
    {
        switch (Environment.GetCommandLineArgs())
        {
            case [_, Launcher.Argument, var launch]:
                Environment.Exit(Launcher.Serve(launch, Console.Error));
                break;
            case [_, StillWorker.Argument, var task]:
                Environment.Exit(StillWorker.Serve(task, Console.Out));
                break;
        }
    }
}
