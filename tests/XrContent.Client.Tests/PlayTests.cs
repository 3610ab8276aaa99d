using System.Collections.Concurrent;
using Microsoft.AspNetCore.Http;
using Newtonsoft.Json;
using UnityEngine;
using UnityEngine.InputSystem;
using UnityEngine.Video;
using UnityEngine.XR.ARFoundation;
using XrContent.Unity;
using Object = UnityEngine.Object;

namespace XrContent.Client.Tests;

/// <summary>The components as a scene plays them, over a stub of the engine in which objects live and die as the engine's do.</summary>
public sealed class PlayTests : IAsyncLifetime
{
    private const string Scene = "deck";

    /// <summary>A picture of one pixel, and the head of a JPEG of 512 by 512, which is all that the stub reads.</summary>
    private static readonly byte[] Png = [0x89, .. "PNG\r\n\u001a\n"u8, 0, 0, 0, 13, .. "IHDR"u8, 0, 0, 0, 1, 0, 0, 0, 1, 8, 6, 0, 0, 0];
    private static readonly byte[] Jpeg = [0xFF, 0xD8, 0xFF, 0xC0, 0, 17, 8, 2, 0, 2, 0, 3, 1, 0x22, 0, 2, 0x11, 1, 3, 0x11, 1];
    private readonly string folder = Directory.CreateTempSubdirectory("xrcontent-play-").FullName;
    private ScriptedServer server = null!;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

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
        Directory.Delete(folder, recursive: true);
    }

    [Fact]
    public void A_thousand_changes_leave_behind_no_more_than_one_and_touch_only_what_changed()
    {
        using var world = new World();
        var (session, root) = Play();
        var sky = root.GetComponent<PanoramaSkybox>();
        world.Until(() => session.View is not null && !sky.IsLoading && Overlays() == 2, "the scene opens", Cancel);
        var before = (Things: Count<GameObject>(), Meshes: Count<Mesh>(), Textures: Count<Texture2D>(), Materials: Count<Material>());
        var made = Made();
        for (var change = 1; change <= 1000; change++)
        {
            // Every second one moves the marker, every tenth one exchanges the picture; the rest is as it was.
            Serve(null, View(change));
            var seen = session.View;
            _ = server.TellAsync(change + 1, "marker");
            world.Until(() => !ReferenceEquals(seen, session.View), $"change {change} is shown", Cancel);
        }

        world.Until(
            () => (Count<GameObject>(), Count<Mesh>(), Count<Texture2D>(), Count<Material>()) == before,
            "all is as before",
            Cancel
        );
        var after = Made();
        // The tinted ground, the sky and its tiles were never made anew: a hundred pictures were, each with one mesh and one material.
        Assert.Equal(100, after.Textures - made.Textures);
        Assert.Equal(100, after.Meshes - made.Meshes);
        Assert.Equal(100, after.Materials - made.Materials);
        Object.Destroy(root);
        world.Frame();
        // What an object lets go when it goes is gone a frame later.
        world.Frame();
        Assert.Equal((0, 0, 0), (Count<Mesh>(), Count<Texture2D>(), Count<Material>()));
        Assert.Empty(world.Log);

        int Overlays() => world.Alive<Texture2D>().Count(texture => texture.width == 1);
        int Count<T>() => world.Alive<T>().Count();
        (int Textures, int Meshes, int Materials) Made() =>
            (world.Counts[typeof(Texture2D)], world.Counts[typeof(Mesh)], world.Counts[typeof(Material)]);
    }

    [Fact]
    public void A_change_that_comes_while_a_scene_is_on_its_way_is_not_lost()
    {
        using var world = new World();
        var (asked, answer) = (new TaskCompletionSource(), new TaskCompletionSource());
        var times = 0;
        server.Answers[$"/api/v1/scenes/{Scene}/view"] = async context =>
        {
            var isFirst = Interlocked.Increment(ref times) == 1;
            asked.TrySetResult();
            if (isFirst)
                await answer.Task;
            await ScriptedServer.WriteAsync(
                context,
                JsonConvert.SerializeObject(View(isFirst ? 1 : 2)),
                "application/json",
                "private, no-cache"
            );
        };
        var (session, _) = Play();
        var connected = false;
        session.Live.ConnectedChanged += isThere => connected = isThere;
        world.Until(() => asked.Task.IsCompleted && connected, "the view is on its way", Cancel);
        for (var frame = 0; frame < 10; frame++)
            world.Frame();
        _ = server.TellAsync(2, "marker");
        world.Until(() => session.Live.Version == 2, "the change is told", Cancel);
        world.Frame();
        answer.SetResult();
        world.Until(() => session.View?.Terrain == "change 2", "what changed is shown", Cancel);
    }

    [Fact]
    public void What_the_server_withdrew_is_shown_no_more_and_what_a_weak_line_does_not_bring_stays()
    {
        using var world = new World();
        var (session, _) = Play();
        world.Until(() => session.View is not null && world.Alive<Texture2D>().Count() >= 3, "the scene opens", Cancel);
        var (refused, closed) = (new List<string>(), 0);
        session.Refused.AddListener(problem => refused.Add(problem.Type));
        session.Closed.AddListener(() => closed++);
        var view = server.Answers[$"/api/v1/scenes/{Scene}/view"];
        var asked = 0;
        server.Answers[$"/api/v1/scenes/{Scene}/view"] = context =>
        {
            asked++;
            context.Response.StatusCode = 500;
            return Task.CompletedTask;
        };
        _ = server.TellAsync(2, "marker");
        world.Until(() => asked > 0, "it is asked for", Cancel);
        for (var frame = 0; frame < 60; frame++)
            world.Frame();
        Assert.Equal((0, 0), (refused.Count, closed));
        Assert.NotNull(session.View);
        server.Answers[$"/api/v1/scenes/{Scene}/view"] = view;
        server.Answers.TryRemove($"/api/v1/scenes/{Scene}", out _);
        _ = server.TellAsync(3, "marker");
        world.Until(() => closed == 1, "it is closed", Cancel);
        world.Frame();
        Assert.Equal(["/problems/404"], refused);
        Assert.Empty(world.Alive<LineRenderer>());
        Assert.Empty(world.Alive<Texture2D>());
    }

    [Fact]
    public void What_changed_before_the_first_connection_is_shown_with_it()
    {
        using var world = new World();
        var release = new TaskCompletionSource();
        server.Answers["/api/v1/changes"] = async context =>
        {
            await release.Task;
            await ScriptedServer.WriteAsync(context, """{"version":9,"reset":false,"items":[]}""", "application/json", "no-store");
        };
        var (session, _) = Play();
        world.Until(() => session.View?.Terrain == "change 0", "the scene opens", Cancel);
        Serve(null, View(5));
        release.SetResult();
        world.Until(() => session.View?.Terrain == "change 5", "what changed is shown", Cancel);
    }

    [Fact]
    public void A_pass_that_ends_while_a_scene_is_on_its_way_opens_nothing()
    {
        using var world = new World();
        var (asked, answer) = (new TaskCompletionSource(), new TaskCompletionSource());
        var (session, _) = Play();
        world.Until(() => session.View is not null, "the scene opens", Cancel);
        server.Answers[$"/api/v1/scenes/{Scene}/view"] = async context =>
        {
            asked.TrySetResult();
            await answer.Task;
            await ScriptedServer.WriteAsync(context, JsonConvert.SerializeObject(View(1)), "application/json", "private, no-cache");
        };
        session.Client.Use(new() { Token = "t", Expires = DateTimeOffset.UtcNow.AddHours(1) });
        world.Frame();
        _ = session.OpenAsync(Scene);
        world.Until(() => asked.Task.IsCompleted, "it is on its way", Cancel);
        session.Client.Use(new() { Token = "t", Expires = DateTimeOffset.UtcNow });
        world.Until(() => session.View is null, "the pass has ended", Cancel);
        answer.SetResult();
        for (var frame = 0; frame < 120; frame++)
            world.Frame();
        Assert.Null(session.View);
        Assert.Empty(world.Alive<LineRenderer>());
    }

    [Fact]
    public void A_follower_sees_the_guides_scene_and_looks_where_the_guide_looks()
    {
        using var world = new World();
        server.Answer("/api/v1/scenes/other", new SceneAnswer { Id = "other" });
        server.Answer("/api/v1/scenes/other/view", View(0));
        var (session, root) = Play();
        root.AddComponent<GroupFollower>();
        world.Until(() => session.Scene?.Id == Scene && session.Live.IsConnected, "the scene opens", Cancel);
        _ = server.Hub.Clients.All.SendCoreAsync(
            "Step",
            [new Dictionary<string, string> { ["scene"] = "other", ["state"] = """{"azimuth":120,"elevation":5}""" }],
            Cancel
        );
        world.Until(() => session.Scene?.Id == "other", "the guide's scene opens", Cancel);
        world.Frame();
        var (azimuth, elevation) = Directions.FromUnity(UnityEngine.Camera.main!.transform.forward);
        Assert.Equal((120, 5), (Math.Round(azimuth, 2), Math.Round(elevation, 2)));
    }

    [Fact]
    public void What_has_a_place_on_the_timeline_is_shown_at_its_time()
    {
        using var world = new World();
        var (session, root) = Play();
        world.Until(() => session.View is not null, "the scene opens", Cancel);
        var view = View(0);
        var from = new DateTimeOffset(1945, 8, 9, 11, 2, 0, TimeSpan.FromHours(9));
        view.Overlays[0].From = from;
        var overlays = root.GetComponentInChildren<OverlayRenderer>();
        overlays.At(from.AddSeconds(-1));
        overlays.Show(view, "en");
        var marker = world.Alive<GameObject>().Single(thing => thing.name == "marker marker" && !Doomed(thing));
        Assert.False(marker.activeInHierarchy);
        overlays.At(from);
        Assert.True(marker.activeInHierarchy);

        bool Doomed(GameObject thing) => thing != world.Alive<GameObject>().Last(other => other.name == thing.name);
    }

    [Fact]
    public void Of_two_scenes_that_are_opened_at_once_the_last_is_shown_however_slow_the_first_is()
    {
        using var world = new World();
        var release = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        server.Answers["/api/v1/scenes/slow"] = async context =>
        {
            await release.Task;
            await ScriptedServer.WriteAsync(
                context,
                JsonConvert.SerializeObject(new SceneAnswer { Id = "slow" }),
                "application/json",
                "no-store"
            );
        };
        server.Answer("/api/v1/scenes/slow/view", View(0));
        var (session, _) = Play();
        var shown = new List<string>();
        session.Opened.AddListener((scene, _) => shown.Add(scene.Id));
        world.Until(() => shown.Count == 1, "the first scene", Cancel);
        _ = session.OpenAsync("slow");
        world.Until(() => server.Asked.Any(path => path.Contains("slow", StringComparison.Ordinal)), "the slow one is asked for", Cancel);
        _ = session.OpenAsync(Scene);
        world.Until(() => shown.Count == 2, "the last one", Cancel);
        release.SetResult();
        for (var frame = 0; frame < 120; frame++)
            world.Frame();
        Assert.Equal([Scene, Scene], shown);
        Assert.Equal((Scene, Scene), (session.SceneId, session.Scene!.Id));
    }

    [Fact]
    public void Textures_take_no_more_than_their_share_whatever_is_looked_at_and_what_is_looked_at_is_there()
    {
        using var world = new World();
        var (_, root) = Play();
        var sky = root.GetComponent<PanoramaSkybox>();
        var camera = UnityEngine.Camera.main!;
        var around = root.GetComponent<LookAround>();
        world.Until(() => sky.Bytes > 30L << 20, "tiles come", Cancel);
        var most = 0L;
        for (var azimuth = 0; azimuth < 720; azimuth += 20)
        {
            around.Towards(azimuth, azimuth % 100 - 50);
            for (var frame = 0; frame < 60; frame++)
            {
                world.Frame();
                Thread.Yield();
                most = Math.Max(most, sky.Bytes);
            }
        }

        Assert.InRange(most, 100L << 20, PanoramaSkybox.MostBytes);
        Assert.Equal(sky.Bytes, world.Alive<Texture2D>().Where(texture => texture.width == 512).Sum(texture => 512L * 512 * 4));
        var (seen, _) = Directions.FromUnity(camera.transform.forward);
        Assert.Equal(0, DirectionMath.Turn(700, seen), 0.01);
    }

    [Fact]
    public void Overlays_are_about_the_camera_wherever_it_is_and_within_what_it_shows()
    {
        using var world = new World();
        var (session, root) = Play();
        world.Until(() => session.View is not null, "the scene opens", Cancel);
        var camera = UnityEngine.Camera.main!;
        camera.transform.position = new(0, 1, -10);
        world.Frame();
        var overlays = root.GetComponentInChildren<OverlayRenderer>();
        Assert.Equal(0, Vector3.Distance(camera.transform.position, overlays.transform.position));
        Assert.True(camera.farClipPlane > overlays.Radius);
    }

    [Fact]
    public void Once_the_pass_has_ended_nothing_is_shown_of_what_it_opened()
    {
        using var world = new World();
        var (session, _) = Play();
        session.Client.Use(new() { Token = "t", Expires = DateTimeOffset.UtcNow.AddHours(1) });
        world.Until(() => session.View is not null && world.Alive<Texture2D>().Count() >= 3, "the scene opens", Cancel);
        var ended = 0;
        session.Closed.AddListener(() => ended++);
        world.Frame();
        Assert.Equal(0, ended);
        session.Client.Use(new() { Token = "t", Expires = DateTimeOffset.UtcNow });
        world.Until(() => ended == 1, "the end is told", Cancel);
        world.Frame();
        Assert.Null(session.Scene);
        Assert.Empty(world.Alive<Texture2D>());
        Assert.Empty(world.Alive<LineRenderer>());
    }

    [Fact]
    public void A_film_plays_from_a_file_that_was_loaded_with_the_pass_and_stops_when_it_is_taken_away()
    {
        using var world = new World();
        var (session, root) = Play();
        Answer("master.m3u8", "#EXTM3U\n#EXT-X-STREAM-INF:RESOLUTION=2048x2048\n2048.m3u8\n");
        Answer("2048.m3u8", "#EXTM3U\n#EXT-X-MAP:URI=\"2048.mp4\"\n");
        Answer("2048.mp4", "the film");
        var film = root.AddComponent<PanoramaVideo>();
        var capture = Capture("now");
        capture.Pose.Heading = 70;
        capture.Media.Film = new() { Hls = "/media/f/hls/master.m3u8", Stereo = "top-bottom" };
        XrProblem? refused = null;
        PlayAsync();
        world.Until(() => refused is not null || root.GetComponent<VideoPlayer>().isPlaying, "it plays", Cancel);
        Assert.Null(refused);
        var player = root.GetComponent<VideoPlayer>();
        Assert.True(player.isPlaying);
        Assert.Equal("the film", File.ReadAllText(player.url));
        Assert.Equal((2048, 2048), (player.targetTexture.width, player.targetTexture.height));
        Assert.True(player.IsMuted);
        // Of two eyes the upper half, its middle at the capture's heading.
        Assert.Equal((2f, 70f), (RenderSettings.skybox.Floats["_Rows"], RenderSettings.skybox.Floats["_Heading"]));
        player.Fail("no such codec");
        Assert.Contains(world.Log, line => line.Contains("no such codec", StringComparison.Ordinal));
        film.Stop();
        world.Frame();
        Assert.False(player.isPlaying);
        Assert.Empty(world.Alive<RenderTexture>());

        async void PlayAsync() => refused = await film.PlayAsync(session, capture);
        void Answer(string name, string text) =>
            server.Answers[$"/media/f/hls/{name}"] = context => ScriptedServer.WriteAsync(context, text, "text/plain", "private, no-cache");
    }

    [Fact]
    public void AR_shows_what_an_AR_camera_would_cut_away_and_north_is_by_the_compass_and_the_places_declination()
    {
        using var world = new World();
        var (session, root) = Play();
        ARSession.state = ARSessionState.Ready;
        (MagneticFieldSensor.current, GravitySensor.current) = (new(), new());
        try
        {
            // Held upright, its camera towards magnetic east.
            MagneticFieldSensor.current.magneticField.Value = new(-32, -36, 0);
            GravitySensor.current.gravity.Value = new(0, -1, 0);
            root.AddComponent<ArStarter>();
            world.Until(() => root.GetComponent<ArStarter>().IsOn && session.View is not null, "AR begins", Cancel);
            for (var frame = 0; frame < 80; frame++)
                world.Frame();
            var camera = UnityEngine.Camera.main!;
            Assert.NotNull(camera.GetComponent<ARCameraBackground>());
            Assert.True(camera.nearClipPlane <= 0.1f);
            Assert.True(camera.farClipPlane > root.GetComponentInChildren<OverlayRenderer>().Radius);
            Assert.Null(RenderSettings.skybox);
            var north = root.GetComponent<NorthAlignment>();
            Assert.Equal(NorthMeans.Compass, north.Means);
            // The camera looks along +z in its own space, which is 90 - 8 degrees from true north.
            Assert.Equal(-82, north.Offset, 0.01);
            north.Drag(540);
            Assert.Equal(NorthMeans.Skyline, north.Means);
            Assert.True(north.Offset > -82);
            Assert.NotNull(camera.GetComponent<AudioListener>());
            root.GetComponent<ArStarter>().End();
            world.Until(() => RenderSettings.skybox is not null, "the panorama is there again", Cancel);
            Assert.Equal(NorthMeans.None, north.Means);
            Assert.Null(UnityEngine.Camera.main!.GetComponent<ARCameraBackground>());
            Assert.Equal(0, Vector3.Distance(Vector3.forward, root.GetComponentInChildren<OverlayRenderer>().transform.forward), 1e-4);
        }
        finally
        {
            (MagneticFieldSensor.current, GravitySensor.current, ARSession.state) = (null, null, ARSessionState.None);
        }
    }

    [Fact]
    public void Until_the_person_allows_the_camera_the_panorama_stays_and_a_refusal_is_told()
    {
        using var world = new World();
        var (session, root) = Play();
        ARSession.state = ARSessionState.Ready;
        (world.IsAnswered, world.IsAllowed) = (false, false);
        var starter = root.AddComponent<ArStarter>();
        var told = new List<bool>();
        starter.Begun.AddListener(told.Add);
        world.Until(() => session.View is not null && RenderSettings.skybox is not null, "the panorama is there", Cancel);
        Assert.Empty(told);
        world.IsAnswered = true;
        world.Until(() => told.Count == 1, "the refusal is told", Cancel);
        ARSession.state = ARSessionState.None;
        Assert.False(told[0]);
        Assert.False(starter.IsOn);
        Assert.NotNull(RenderSettings.skybox);
    }

    [Fact]
    public void A_phone_without_AR_keeps_its_panorama_and_says_why()
    {
        using var world = new World();
        var (session, root) = Play();
        ARSession.state = ARSessionState.Unsupported;
        root.AddComponent<ArStarter>();
        world.Until(() => session.View is not null && RenderSettings.skybox is not null, "the panorama is there", Cancel);
        ARSession.state = ARSessionState.None;
        Assert.False(root.GetComponent<ArStarter>().IsOn);
        Assert.Contains(world.Log, line => line.Contains("Unsupported", StringComparison.Ordinal));
    }

    [Fact]
    public void A_link_that_opens_the_app_taps_its_tag_and_asks_for_the_position_only_where_the_tag_wants_it()
    {
        using var world = new World();
        var bodies = new ConcurrentQueue<string>();
        server.Answers["/api/v1/passes"] = async context =>
        {
            bodies.Enqueue(await new StreamReader(context.Request.Body).ReadToEndAsync());
            var pass = new PassAnswer
            {
                Token = "t",
                Expires = DateTimeOffset.UtcNow.AddHours(1),
                Scene = Scene,
            };
            await ScriptedServer.WriteAsync(context, JsonConvert.SerializeObject(pass), "application/json", "no-store");
        };
        var (session, root) = Play(opens: "");
        Application.StartBy($"{server.Address}t/panel?c=123456");
        root.AddComponent<TagReader>();
        world.Frame();
        Application.StartBy("");
        Application.Open($"{server.Address}t/panel?c=123456");
        world.Until(() => session.Scene is not null, "its scene opens", Cancel);
        var body = Assert.Single(bodies);
        Assert.Contains("\"tag\":\"panel\"", body, StringComparison.Ordinal);
        Assert.Contains("123456", body, StringComparison.Ordinal);
        Assert.DoesNotContain("lat", body, StringComparison.Ordinal);
        Assert.Equal("t", session.Client.Pass!.Token);
        // A code of the neighbour's network is nothing that the server should know.
        Application.Open("WIFI:T:WPA;S:home;P:secret;;");
        world.Frame();
        Assert.Single(bodies);
    }

    [Fact]
    public void A_code_in_the_cameras_picture_is_read_from_rows_that_begin_at_the_bottom()
    {
        using var world = new World();
        var matrix = new ZXing.QrCode.QRCodeWriter().encode("https://xr.example.org/t/panel", ZXing.BarcodeFormat.QR_CODE, 200, 200);
        var pixels = new Color32[200 * 200];
        for (var i = 0; i < pixels.Length; i++)
            pixels[i] = matrix[i % 200, 199 - i / 200] ? new(0, 0, 0, 255) : new(255, 255, 255, 255);
        Assert.Equal("https://xr.example.org/t/panel", QrScanner.Decode(new ZXing.BarcodeReaderGeneric(), pixels, 200, 200));
        Assert.Null(QrScanner.Decode(new ZXing.BarcodeReaderGeneric(), new Color32[200 * 200], 200, 200));
    }

    private (XrContentSession Session, GameObject Root) Play(string opens = Scene)
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

    private static void Set(XrContentSession session, string field, string value) =>
        typeof(XrContentSession)
            .GetField(field, System.Reflection.BindingFlags.Instance | System.Reflection.BindingFlags.NonPublic)!
            .SetValue(session, value);

    private void Serve(SceneAnswer? scene, ViewAnswer view)
    {
        if (scene is not null)
            server.Answer($"/api/v1/scenes/{Scene}", scene);
        server.Answer($"/api/v1/scenes/{Scene}/view", view);
    }

    private static ViewAnswer View(int change) =>
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

    private static SceneCapture Capture(string name) =>
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
