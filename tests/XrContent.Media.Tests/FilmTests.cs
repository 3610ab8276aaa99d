using NetVips;
using XrContent.Media.Panorama;
using XrContent.Media.Video;

namespace XrContent.Media.Tests;

public sealed class FilmTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("xrcontent-").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public async Task Size_length_sound_place_and_time_are_read_as_the_camera_wrote_them()
    {
        var film = Films.Make(
            folder,
            seconds: 2,
            options: ["-metadata", "location=+32.7443+129.8769+006.5/", "-metadata", "creation_time=2026-02-17T10:05:00Z"]
        );
        var facts = await FilmProbe.ReadAsync(film, new(IsPanorama: true), Films.Tools, default);
        Assert.Equal((640, 320, true, false), (facts.Width, facts.Height, facts.HasAudio, facts.TopBottom));
        Assert.Equal(2, facts.Seconds, 0.1);
        Assert.Equal(15, facts.FramesPerSecond, 0.01);
        Assert.Equal((32.7443, 129.8769), (facts.Latitude!.Value, facts.Longitude!.Value));
        Assert.Equal(6.5, facts.Altitude);
        Assert.Equal(new(2026, 2, 17, 19, 5, 0, TimeSpan.FromHours(9)), facts.Taken!.Value.ToOffset(TimeSpan.FromHours(9)));
    }

    [Theory]
    [InlineData("640x480", "not-equirectangular")]
    [InlineData("640x640", "not-equirectangular")]
    [InlineData("640x320", "no-panorama-metadata")]
    [InlineData("640x322", "no-panorama-metadata")]
    [InlineData("320x160", "too-small")]
    public async Task What_is_no_360_degree_film_is_refused_with_the_reason(string size, string code) =>
        Assert.Equal(
            code,
            (
                await Assert.ThrowsAsync<RefusedException>(() =>
                    FilmProbe.ReadAsync(Films.Make(folder, size, 0.5), new(), Films.Tools, default)
                )
            ).Code
        );

    [Fact]
    public async Task Two_eyes_are_accepted_when_the_person_says_so() =>
        Assert.True(
            (await FilmProbe.ReadAsync(Films.Make(folder, "640x640", 0.5), new(IsTopBottom: true), Films.Tools, default)).TopBottom
        );

    [Theory]
    [InlineData("mov", true, "-c:a", "pcm_s32le")]
    [InlineData("mov", true, "-c:a", "adpcm_ima_qt")]
    [InlineData("mov", true, "-c:a", "pcm_mulaw")]
    [InlineData("mp4", true, "-c:a", "eac3")]
    // Nobody decodes it here; the picture is good.
    [InlineData("mkv", false, "-c:a", "wmav2")]
    public async Task Sound_never_decides_over_a_film(string ending, bool isHeard, params string[] options)
    {
        var film = Films.Make(folder, seconds: 1, name: $"film.{ending}", options: options);
        var facts = await FilmProbe.ReadAsync(film, new(IsPanorama: true), Films.Tools, default);
        Assert.Equal((isHeard, isHeard ? null : "wmav2"), (facts.HasAudio, facts.UnreadSound));
        var made = await RenderAsync(film, new(IsPanorama: true));
        var master = await File.ReadAllTextAsync(Path.Combine(made, "hls", "master.m3u8"));
        Assert.Equal(isHeard, master.Contains("mp4a", StringComparison.Ordinal));
    }

    [Fact]
    public async Task The_first_sound_that_can_be_heard_is_taken()
    {
        var film = Films.Make(
            folder,
            seconds: 1,
            name: "film.mkv",
            options: ["-map", "0:v", "-map", "1:a", "-map", "1:a", "-c:a:0", "wmav2", "-c:a:1", "aac"]
        );
        Assert.True((await FilmProbe.ReadAsync(film, new(IsPanorama: true), Films.Tools, default)).HasAudio);
        var made = await RenderAsync(film, new(IsPanorama: true));
        Assert.Contains("mp4a", await File.ReadAllTextAsync(Path.Combine(made, "hls", "master.m3u8")), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("smpte2084", "bt2020", "bt2020nc", 205, 225)]
    [InlineData("smpte2084", "unknown", "unknown", 205, 225)]
    [InlineData("arib-std-b67", "bt2020", "bt2020nc", 150, 200)]
    [InlineData("bt2020-10", "bt2020", "bt2020nc", 144, 152)]
    [InlineData("bt709", "bt709", "bt709", 144, 152)]
    public async Task White_paper_in_a_film_of_high_dynamic_range_is_nearly_white(
        string transfer,
        string primaries,
        string matrix,
        int from,
        int to
    )
    {
        var made = await RenderAsync(Films.Grey(folder, transfer, primaries, matrix), new(IsPanorama: true));
        foreach (var name in new[] { "base.jpg", "strip.jpg" })
        {
            using var picture = Image.NewFromFile(Path.Combine(made, name));
            foreach (var band in picture.Getpoint(20, 20))
                Assert.InRange(band, from, to);
        }
    }

    [Fact]
    public async Task A_cover_before_the_film_is_not_taken_for_it()
    {
        var film = Films.Make(folder, seconds: 1);
        Films.CoverFirst(film);
        var facts = await FilmProbe.ReadAsync(film, new(IsPanorama: true), Films.Tools, default);
        Assert.Equal((640, 320), (facts.Width, facts.Height));
        Assert.True(File.Exists(Path.Combine(await RenderAsync(film, new(IsPanorama: true)), "hls", "master.m3u8")));
    }

    [Fact]
    public async Task A_picture_that_nobody_decodes_is_named()
    {
        var film = Films.Make(folder, seconds: 1, name: "film.mkv", options: ["-c:v", "ffv1"]);
        var refused = await Assert.ThrowsAsync<RefusedException>(() =>
            FilmProbe.ReadAsync(film, new(IsPanorama: true), Films.Tools, default)
        );
        Assert.Equal("foreign-format", refused.Code);
        Assert.Contains("ffv1", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_film_cut_short_is_refused()
    {
        var film = Films.Make(folder);
        var bytes = await File.ReadAllBytesAsync(film);
        await File.WriteAllBytesAsync(film, bytes[..(bytes.Length / 2)]);
        Assert.Equal(
            "no-index",
            (await Assert.ThrowsAsync<RefusedException>(() => FilmProbe.ReadAsync(film, new(IsPanorama: true), Films.Tools, default))).Code
        );
    }

    [Fact]
    public async Task A_list_that_names_other_files_is_no_film()
    {
        Films.SkipWithoutFfmpeg();
        var list = Path.Combine(folder, "list.m3u8");
        await File.WriteAllTextAsync(list, "#EXTM3U\n#EXTINF:10,\nfile:///etc/passwd\n");
        Assert.Equal(
            "unreadable",
            (await Assert.ThrowsAsync<RefusedException>(() => FilmProbe.ReadAsync(list, new(IsPanorama: true), Films.Tools, default))).Code
        );
    }

    [Fact]
    public async Task A_film_is_served_in_sizes_that_all_play_with_a_poster_and_a_strip()
    {
        var film = Films.Make(folder, "1280x640", 5);
        var made = await RenderAsync(film, new(IsPanorama: true));
        var master = await File.ReadAllTextAsync(Path.Combine(made, "hls", "master.m3u8"));
        foreach (var size in new[] { 1280, 640, 320 })
        {
            Assert.Matches(
                $"#EXT-X-STREAM-INF:BANDWIDTH=[1-9][0-9]{{4,}},AVERAGE-BANDWIDTH=[0-9]+,RESOLUTION={size}x{size / 2},"
                    + $"CODECS=\"avc1.[0-9a-f]{{6}},mp4a.40.2\"\n{size}.m3u8\n",
                master
            );
            var playlist = await File.ReadAllTextAsync(Path.Combine(made, "hls", $"{size}.m3u8"));
            Assert.Contains($"#EXT-X-MAP:URI=\"{size}.mp4\"", playlist, StringComparison.Ordinal);
            var copy = await FilmProbe
                .ReadAsync(Path.Combine(made, "hls", $"{size}.mp4"), new(IsPanorama: true), Films.Tools, default)
                .ContinueWith(probe => probe.IsFaulted ? null : probe.Result, TaskScheduler.Default);
            if (size >= 512)
                Assert.Equal((size, true), (copy!.Width, copy.HasAudio));
        }

        Assert.Equal(
            [
                "1280.m3u8",
                "1280.mp4",
                "320.m3u8",
                "320.mp4",
                "640.m3u8",
                "640.mp4",
                "base.jpg",
                "master.m3u8",
                "preview.jpg",
                "strip.jpg",
                "thumbnail.jpg",
            ],
            Directory.EnumerateFiles(made, "*", SearchOption.AllDirectories).Select(Path.GetFileName).Order(StringComparer.Ordinal)
        );
        using var strip = NetVips.Image.NewFromFile(Path.Combine(made, "strip.jpg"));
        Assert.Equal((5 * Strip.Width, Strip.Height), (strip.Width, strip.Height));
    }

    [Fact]
    public async Task Sizes_may_be_coded_in_av1()
    {
        var film = Films.Make(folder, seconds: 1);
        var made = Directory.CreateDirectory(Path.Combine(folder, "made")).FullName;
        await FilmRenderer.RenderAsync(
            film,
            await FilmProbe.ReadAsync(film, new(IsPanorama: true), Films.Tools, default),
            keepAudio: true,
            made,
            Films.Tools with
            {
                Av1 = true,
            },
            null,
            default
        );
        Assert.Matches(
            "RESOLUTION=640x320,CODECS=\"av01.0.[0-9]{2}M.08,mp4a.40.2\"",
            await File.ReadAllTextAsync(Path.Combine(made, "hls", "master.m3u8"))
        );
    }

    [Fact]
    public async Task Sound_may_be_left_out()
    {
        var made = await RenderAsync(Films.Make(folder, seconds: 1), new(IsPanorama: true), keepAudio: false);
        Assert.False(
            (await FilmProbe.ReadAsync(Path.Combine(made, "hls", "640.mp4"), new(IsPanorama: true), Films.Tools, default)).HasAudio
        );
    }

    [Fact]
    public async Task What_an_earlier_try_finished_is_kept()
    {
        var film = Films.Make(folder);
        var made = await RenderAsync(film, new(IsPanorama: true));
        // As if the process had ended while the second size was being made.
        File.Delete(Path.Combine(made, "hls", "320.m3u8"));
        File.Delete(Path.Combine(made, "hls", "master.m3u8"));
        Directory.CreateDirectory(Path.Combine(made, ".part"));
        await File.WriteAllTextAsync(Path.Combine(made, ".part", "320.mp4"), "half");
        var before = File.GetLastWriteTimeUtc(Path.Combine(made, "hls", "640.mp4"));
        var facts = await FilmProbe.ReadAsync(film, new(IsPanorama: true), Films.Tools, default);
        await FilmRenderer.RenderAsync(film, facts, keepAudio: true, made, Films.Tools, null, default);
        Assert.Equal(before, File.GetLastWriteTimeUtc(Path.Combine(made, "hls", "640.mp4")));
        Assert.True(File.Exists(Path.Combine(made, "hls", "master.m3u8")));
        Assert.True(new FileInfo(Path.Combine(made, "hls", "320.mp4")).Length > 1000);
    }

    [Theory]
    [InlineData(10, 0)]
    [InlineData(4.5, -7.25)]
    [InlineData(-20, 35)]
    public async Task A_leaning_film_is_levelled_as_a_leaning_still_is(double pitch, double roll)
    {
        using var pictures = new Pictures();
        var film = Films.Of(pictures.Leaning(1024, pitch, roll), folder);
        var facts = await FilmProbe.ReadAsync(film, new(IsPanorama: true), Films.Tools, default) with { Pitch = pitch, Roll = roll };
        var made = Directory.CreateDirectory(Path.Combine(folder, "made")).FullName;
        await FilmRenderer.RenderAsync(film, facts, keepAudio: false, made, Films.Tools, null, default);
        LevellingTests.AssertLevel(Path.Combine(made, "base.jpg"), tolerance: 10);
    }

    [Fact]
    public async Task Whatever_happens_to_ffmpeg_the_film_is_refused_with_its_last_words()
    {
        var film = Films.Make(folder, seconds: 3);
        var bytes = await File.ReadAllBytesAsync(film);
        // Media data of noise, with an index that is whole.
        new Random(5).NextBytes(bytes.AsSpan(100, bytes.AsSpan().IndexOf("moov"u8) - 200));
        await File.WriteAllBytesAsync(film, bytes);
        var facts = await FilmProbe.ReadAsync(film, new(IsPanorama: true), Films.Tools, default);
        Assert.Equal(
            "damaged",
            (
                await Assert.ThrowsAsync<RefusedException>(() =>
                    FilmRenderer.RenderAsync(
                        film,
                        facts,
                        keepAudio: true,
                        Directory.CreateDirectory(Path.Combine(folder, "made")).FullName,
                        Films.Tools,
                        null,
                        default
                    )
                )
            ).Code
        );
    }

    [Fact]
    public async Task A_film_for_which_ffmpeg_lacks_a_filter_waits_and_is_not_called_damaged()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "The stand-in is a shell script.");
        var film = Films.Grey(folder, "smpte2084", "bt2020", "bt2020nc");
        var facts = await FilmProbe.ReadAsync(film, new(IsPanorama: true), Films.Tools, default);
        // ffmpeg itself, asked for a filter that it does not have.
        var without = Path.Combine(folder, "ffmpeg");
        await File.WriteAllTextAsync(without, "#!/bin/bash\nexec /usr/bin/env ffmpeg \"${@//zscale/noscale}\"\n");
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(without, UnixFileMode.UserRead | UnixFileMode.UserExecute);
        var made = Directory.CreateDirectory(Path.Combine(folder, "made")).FullName;
        var waits = await Assert.ThrowsAsync<NotNowException>(() =>
            FilmRenderer.RenderAsync(film, facts, keepAudio: true, made, Films.Tools with { Ffmpeg = without }, null, default)
        );
        Assert.Contains("zscale", waits.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_ladder_has_two_to_four_sizes_that_phones_can_decode() =>
        Gen.Select(Gen.Int[512, 16384], Gen.Bool, Gen.Bool)
            .Sample(
                (width, stereo, av1) =>
                {
                    var sizes = Ladder.Of(width, stereo, av1);
                    Assert.InRange(sizes.Count, 2, 4);
                    Assert.All(
                        sizes,
                        size =>
                            Assert.True(
                                size.Width % 4 == 0
                                    && size.Height % 2 == 0
                                    && size.Width <= width
                                    && size.Height == (stereo ? size.Width : size.Width / 2)
                            )
                    );
                    Assert.All(sizes.Zip(sizes.Skip(1)), pair => Assert.True(pair.Second.Width <= 0.7 * pair.First.Width));
                    if (!av1)
                        Assert.True(sizes[0].Width * sizes[0].Height / 256 <= 36864);
                }
            );

    private async Task<string> RenderAsync(string film, Claims claims, bool keepAudio = true)
    {
        var made = Directory.CreateDirectory(Path.Combine(folder, "made")).FullName;
        await FilmRenderer.RenderAsync(
            film,
            await FilmProbe.ReadAsync(film, claims, Films.Tools, default),
            keepAudio,
            made,
            Films.Tools,
            null,
            default
        );
        return made;
    }
}
