using System.Collections.Concurrent;
using Newtonsoft.Json;
using UnityEngine;
using UnityEngine.InputSystem;
using UnityEngine.Video;
using UnityEngine.XR.ARFoundation;
using XrContent.Unity;

namespace XrContent.Client.Tests;

/// <summary>What is a phone's about a scene: AR, its permissions, its compass; tags, guides and films.</summary>
public sealed class PhoneTests : PlayedScene
{
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
            var opened = 0;
            session.Opened.AddListener((_, _) => opened++);
            root.AddComponent<ArStarter>();
            world.Until(() => root.GetComponent<ArStarter>().IsOn && opened == 2, "AR begins, and all is read", Cancel);
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
            // A tap, and a hand that is not quite still, say nothing of the hills.
            Pointer.current = new();
            Pointer.current.press.Value = 1;
            Move(3);
            Assert.Equal(NorthMeans.Compass, north.Means);
            Move(537);
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
            Pointer.current = null;
            (MagneticFieldSensor.current, GravitySensor.current, ARSession.state) = (null, null, ARSessionState.None);
        }

        void Move(float pixels)
        {
            world.Frame();
            var at = Pointer.current!.position.Value;
            Pointer.current.position.Value = new(at.x + pixels, at.y);
            world.Frame();
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
        var refused = new List<string>();
        session.Refused.AddListener(problem => refused.Add(problem.Title));
        Application.Open("WIFI:T:WPA;S:home;P:secret;;");
        world.Until(() => refused.Count > 0, "it is refused", Cancel);
        Assert.Equal(["That is no tag of this server."], refused);
        Assert.Single(bodies);
    }

    [Fact]
    public void A_link_of_another_place_that_starts_the_app_is_taken_although_there_is_a_pass_and_is_taken_once()
    {
        using var world = new World();
        var taps = 0;
        server.Answers["/api/v1/passes"] = context =>
        {
            Interlocked.Increment(ref taps);
            var pass = new PassAnswer
            {
                Token = "u",
                Expires = DateTimeOffset.UtcNow.AddHours(1),
                Scene = Scene,
            };
            return ScriptedServer.WriteAsync(context, JsonConvert.SerializeObject(pass), "application/json", "no-store");
        };
        var (session, root) = Play();
        session.Client.Use(new() { Token = "t", Expires = DateTimeOffset.UtcNow.AddHours(1) });
        Application.StartBy($"{server.Address}t/elsewhere");
        root.AddComponent<TagReader>();
        world.Until(() => session.Client.Pass?.Token == "u", "its pass is there", Cancel);
        var (again, other) = Play();
        other.AddComponent<TagReader>();
        world.Until(() => again.View is not null, "another scene of the app opens", Cancel);
        Application.StartBy("");
        Assert.Equal(1, taps);
    }

    [Fact]
    public void What_is_typed_again_after_it_was_refused_is_tried_again()
    {
        using var world = new World();
        var (session, root) = Play(opens: "");
        var reader = root.AddComponent<TagReader>();
        world.Frame();
        var refused = 0;
        session.Refused.AddListener(_ => refused++);
        reader.Take("WIFI:T:WPA;S:home;;");
        world.Until(() => refused == 1, "it is refused", Cancel);
        reader.Take("WIFI:T:WPA;S:home;;");
        world.Until(() => refused == 2, "it is refused again", Cancel);
        // A camera that goes on to see it does not.
        reader.TakeSeen("WIFI:T:WPA;S:home;;");
        world.Until(() => refused == 3, "it is refused once more", Cancel);
        reader.TakeSeen("WIFI:T:WPA;S:home;;");
        world.Frame();
        Assert.Equal(3, refused);
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
}
