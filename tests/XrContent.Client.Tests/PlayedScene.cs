using Microsoft.AspNetCore.Http;
using UnityEngine;
using XrContent.Unity;

namespace XrContent.Client.Tests;

/// <summary>A scene that a test plays, over a server that says what the test says.</summary>
public abstract class PlayedScene : IAsyncLifetime
{
    protected const string Scene = "deck";

    /// <summary>A picture of one pixel, and the head of a JPEG of 512 by 512, which is all that the stub reads.</summary>
    private static readonly byte[] Png = [0x89, .. "PNG\r\n\u001a\n"u8, 0, 0, 0, 13, .. "IHDR"u8, 0, 0, 0, 1, 0, 0, 0, 1, 8, 6, 0, 0, 0];
    private static readonly byte[] Jpeg = [0xFF, 0xD8, 0xFF, 0xC0, 0, 17, 8, 2, 0, 2, 0, 3, 1, 0x22, 0, 2, 0x11, 1, 3, 0x11, 1];
    private readonly string folder = Directory.CreateTempSubdirectory("xrcontent-play-").FullName;
    private protected ScriptedServer server = null!;

    protected static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        server = await ScriptedServer.StartAsync();
        server.Answer("/api/v1/changes", new ChangesAnswer { Version = 1 });
        Serve(
            new SceneAnswer
            {
                Id = Scene,
                Captures = [Capture("now")],
                Gaze = new() { Azimuth = 90, Elevation = 10 },
            },
            View(0)
        );
        foreach (var picture in new[] { "photo.png", "raster" })
            server.Answers[$"/media/{picture}"] = context => SendAsync(context, Png);
        server.Answers["/media/now/base.jpg"] = context => SendAsync(context, Jpeg);
        foreach (var tile in Enumerable.Range(0, 32 * 16))
            server.Answers[$"/media/now/tiles/0/{tile % 32}-{tile / 32}.jpg"] = context => SendAsync(context, Jpeg);
    }

    public async ValueTask DisposeAsync()
    {
        await server.DisposeAsync();
        Folders.Forget(folder);
        GC.SuppressFinalize(this);
    }

    protected (XrContentSession Session, GameObject Root) Play(string opens = Scene)
    {
        Application.Keep(folder);
        RenderSettings.skybox = null!;
        var eye = new GameObject("Main Camera") { tag = "MainCamera" };
        eye.AddComponent<UnityEngine.Camera>();
        var root = new GameObject("root");
        root.SetActive(false);
        var session = root.AddComponent<XrContentSession>();
        Set(session, "server", server.Address.ToString());
        Set(session, "scene", opens);
        var overlays = new GameObject("overlays");
        overlays.transform.SetParent(root.transform, false);
        overlays.AddComponent<OverlayRenderer>();
        root.AddComponent<PanoramaSkybox>();
        root.AddComponent<LookAround>();
        root.AddComponent<SceneStarter>();
        root.SetActive(true);
        return (session, root);
    }

    private protected static void Set(XrContentSession session, string field, object value) =>
        typeof(XrContentSession)
            .GetField(field, System.Reflection.BindingFlags.Instance | System.Reflection.BindingFlags.NonPublic)!
            .SetValue(session, value);

    protected void Serve(SceneAnswer? scene, ViewAnswer view)
    {
        if (scene is not null)
            server.Answer($"/api/v1/scenes/{Scene}", scene);
        server.Answer($"/api/v1/scenes/{Scene}/view", view);
    }

    protected static ViewAnswer View(int change) =>
        new()
        {
            Scene = Scene,
            Declination = -8,
            Terrain = $"change {change}",
            Skyline = new() { Step = 90, Elevation = [1, 2, 3, 4] },
            Raster = new()
            {
                Href = "/media/raster?v=1",
                Azimuth = [0, 360],
                Elevation = [-30, 10],
            },
            Overlays =
            [
                new()
                {
                    Id = "marker",
                    Kind = "marker",
                    Az = change / 2,
                    El = 1,
                },
                new()
                {
                    Id = "photo",
                    Kind = "photo",
                    Href = $"/media/photo.png?v={change / 10}",
                    Corners =
                    [
                        [0, 1],
                        [1, 1],
                        [1, 0],
                        [0, 0],
                    ],
                },
            ],
        };

    protected static SceneCapture Capture(string name) =>
        new()
        {
            Id = name,
            Media = new()
            {
                Base = $"/media/{name}/base.jpg",
                Tiles = new()
                {
                    Href = $"/media/{name}/tiles/{{level}}/{{column}}-{{row}}.jpg",
                    Levels =
                    [
                        new()
                        {
                            Width = 16384,
                            Columns = 32,
                            Rows = 16,
                        },
                    ],
                },
            },
        };

    private static async Task SendAsync(HttpContext context, byte[] bytes)
    {
        context.Response.Headers.CacheControl = "public, max-age=300";
        await context.Response.Body.WriteAsync(bytes);
    }
}
