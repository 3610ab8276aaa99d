using Newtonsoft.Json;
using UnityEngine;
using XrContent.Unity;
using Object = UnityEngine.Object;

namespace XrContent.Client.Tests;

/// <summary>The components as a scene plays them, over a stub of the engine in which objects live and die as the engine's do.</summary>
public sealed class PlayTests : PlayedScene
{
    [Fact]
    public void A_models_name_stays_in_its_direction_however_the_model_is_turned_and_scaled()
    {
        using var world = new World();
        var view = View(0);
        view.Overlays.Add(
            new()
            {
                Id = "m",
                Kind = "model",
                Href = "/media/photo.png",
                Az = 90,
                El = 0,
                Distance = 100,
                Scale = 2,
                Pose = new() { Heading = 90 },
                Label = new() { ["en"] = "MODEL" },
            }
        );
        Serve(null, view);
        Play();
        world.Until(() => world.Alive<GameObject>().Any(thing => thing.name == "model"), "the model stands", Cancel);
        var eye = Camera.main!.transform.position;
        var name = world.Alive<GameObject>().Last(thing => thing.name == "MODEL").transform.position;
        var (azimuth, _) = Directions.FromUnity(new Vector3(name.x - eye.x, name.y - eye.y, name.z - eye.z));
        Assert.Equal(90, azimuth, 1.0);
    }

    [Fact]
    public void A_session_that_is_to_wait_opens_nothing_when_its_connection_is_there()
    {
        using var world = new World();
        var (session, _) = Play();
        Set(session, "openAtStart", false);
        world.Until(() => session.Live.IsConnected, "it is connected", Cancel);
        world.Frame();
        world.Frame();
        Assert.Equal((null, null), (session.Scene, session.View));
        Assert.DoesNotContain($"/api/v1/scenes/{Scene}", server.Asked);
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
        var (session, _) = Play();
        var opened = 0;
        session.Opened.AddListener((_, _) => opened++);
        // Once at the start, and once when the connection came.
        world.Until(() => opened == 2 && session.Live.IsConnected, "the scene opens", Cancel);
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
        _ = session.OpenAsync(Scene);
        world.Until(() => asked.Task.IsCompleted, "the view is on its way", Cancel);
        // Of something that the former view does not show; told to the session before it is told here.
        var told = false;
        session.Live.Changed += _ => told = true;
        _ = server.TellAsync(2, "newcomer");
        world.Until(() => told, "the change is told", Cancel);
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
            world.Frame();
            world.Until(
                () =>
                {
                    most = Math.Max(most, sky.Bytes);
                    return !sky.IsLoading;
                },
                "what is looked at is there",
                Cancel
            );
        }

        Assert.InRange(most, 100L << 20, PanoramaSkybox.MostBytes);
        Assert.Equal(sky.Bytes, world.Alive<Texture2D>().Where(texture => texture.width == 512).Sum(texture => 512L * 512 * 4));
        var (seen, _) = Directions.FromUnity(camera.transform.forward);
        Assert.Equal(0, DirectionMath.Turn(700, seen), 0.01);
        // More than there is room for is in sight: what is nearest is there, and the rest is not.
        camera.fieldOfView = 170;
        around.Towards(0, 0);
        world.Frame();
        world.Until(() => !sky.IsLoading, "what there is room for is there", Cancel);
        Assert.InRange(sky.Bytes, 140L << 20, PanoramaSkybox.MostBytes);
    }

    [Fact]
    public void Overlays_are_about_the_camera_wherever_it_is_and_within_what_it_shows()
    {
        using var world = new World();
        var (session, root) = Play();
        world.Until(() => session.View is not null, "the scene opens", Cancel);
        var camera = UnityEngine.Camera.main!;
        // As the camera of an AR origin comes.
        camera.farClipPlane = 20;
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
}
