using System.Diagnostics;
using XrContent.Geo.Terrain;

namespace XrContent.Geo.Tests.Terrain;

public class TerrainTests
{
    private static TerrainMap Opened(string folder, params string[] files)
    {
        var store = new TerrainStore(Path.Combine(folder, "terrain"));
        if (files.Length > 0)
            store.Add(files, _ => { }, TestContext.Current.CancellationToken);
        return TerrainMap.Open(store);
    }

    private static void Same(
        TerrainMap map,
        MadeUp.Relief relief,
        double south,
        double west,
        double sizeNorth,
        double sizeEast,
        double within
    ) =>
        Gen.Select(Gen.Double[0.05, 0.95], Gen.Double[0.05, 0.95])
            .Sample(
                (north, east) =>
                {
                    var (latitude, longitude) = (south + north * sizeNorth, west + east * sizeEast);
                    Assert.Equal(relief(latitude, longitude), map.HeightAt(new(latitude, longitude)), within);
                },
                iter: 300
            );

    [Theory]
    [InlineData(1201)]
    [InlineData(3601)]
    public void An_SRTM_tile_gives_the_heights_that_it_was_made_from(int side)
    {
        using var folder = new TemporaryFolder();
        Same(Opened(folder.Path, MadeUp.Hgt(folder.Path, "N32E129.hgt", MadeUp.Slope, side)), MadeUp.Slope, 32, 129, 1, 1, 0.51);
    }

    [Fact]
    public void An_SRTM_tile_may_come_zipped_and_lie_south_and_west()
    {
        using var folder = new TemporaryFolder();
        var tile = MadeUp.Hgt(folder.Path, "S23W043.hgt", MadeUp.Slope);
        Same(Opened(folder.Path, MadeUp.Zip(folder.Path, "S23W043.SRTMGL3.hgt.zip", tile)), MadeUp.Slope, -23, -43, 1, 1, 0.51);
    }

    [Fact]
    public void A_GSI_elevation_tile_gives_the_heights_that_it_was_made_from()
    {
        using var folder = new TemporaryFolder();
        var cell = SlippyCell.Of(new(32.7737, 129.8633), 14);
        Same(
            Opened(folder.Path, MadeUp.GsiTile(folder.Path, cell, MadeUp.Slope)),
            MadeUp.Slope,
            cell.South,
            cell.West,
            cell.North - cell.South,
            cell.East - cell.West,
            0.05
        );
    }

    [Fact]
    public void A_GSI_tile_below_sea_level_and_without_data_is_read_as_such()
    {
        using var folder = new TemporaryFolder();
        var cell = SlippyCell.Of(new(32.7737, 129.8633), 14);
        var map = Opened(folder.Path, MadeUp.GsiTile(folder.Path, cell, (_, _) => -3.25, (row, _) => row < 128));
        Assert.Equal(-3.25, map.HeightAt(new(cell.South + 0.2 * (cell.North - cell.South), (cell.West + cell.East) / 2)), 0.01);
        // Nothing is known there, so the sea is.
        Assert.Equal(0, map.HeightAt(new(cell.South + 0.8 * (cell.North - cell.South), (cell.West + cell.East) / 2)), 0.01);
    }

    [Fact]
    public void GSI_meshes_in_a_zip_join_without_a_gap_and_fill_in_what_their_tuples_leave_out()
    {
        using var folder = new TemporaryFolder();
        string[] meshes =
        [
            MadeUp.GsiGml(folder.Path, 32.75, 129.85, MadeUp.Slope, 0),
            MadeUp.GsiGml(folder.Path, 32.75, 129.8625, MadeUp.Slope, 0),
            MadeUp.GsiGml(folder.Path, 32.75 + 1.0 / 120, 129.85, MadeUp.Slope),
        ];
        var map = Opened(folder.Path, MadeUp.Zip(folder.Path, "FG-GML-4929-77-DEM5A.zip", meshes));
        Same(map, MadeUp.Slope, 32.75, 129.85, 1.0 / 120, 0.025, 0.05);
        Same(map, MadeUp.Slope, 32.75, 129.851, 1.9 / 120, 0.0095, 0.05);
    }

    [Fact]
    public void The_sea_in_a_GSI_mesh_is_level_with_the_sea()
    {
        using var folder = new TemporaryFolder();
        var map = Opened(folder.Path, MadeUp.GsiGml(folder.Path, 32.75, 129.85, (_, _) => 0, sea: true));
        Assert.Equal(0, map.HeightAt(new(32.754, 129.856)));
    }

    [Theory]
    [InlineData(false, false, 0)]
    [InlineData(true, false, 0)]
    [InlineData(true, true, 0)]
    [InlineData(false, true, 16)]
    [InlineData(true, true, 48)]
    public void A_GeoTIFF_in_strips_or_tiles_gives_the_heights_that_it_was_made_from(bool isFloat, bool deflate, int tile)
    {
        using var folder = new TemporaryFolder();
        var tiff = new TiffWriter(121, 97, 129.8, 32.8, 1.0 / 3600)
        {
            Float = isFloat,
            Deflate = deflate,
            Tile = tile,
        };
        var path = tiff.Write(
            Path.Combine(folder.Path, "dem.tif"),
            (row, column) => MadeUp.Slope(32.8 - (row + 0.5) / 3600, 129.8 + (column + 0.5) / 3600)
        );
        Same(Opened(folder.Path, path), MadeUp.Slope, 32.8 - 97.0 / 3600, 129.8, 97.0 / 3600, 121.0 / 3600, isFloat ? 0.05 : 0.51);
    }

    [Fact]
    public void A_GeoTIFF_whose_samples_are_points_lies_half_a_step_elsewhere()
    {
        using var folder = new TemporaryFolder();
        var path = new TiffWriter(64, 64, 129.8, 32.8, 1.0 / 1200)
        {
            Float = true,
            PointRaster = true,
            NoData = "-9999",
        }.Write(
            Path.Combine(folder.Path, "dem.tif"),
            (row, column) => row == 30 && column == 30 ? -9999 : MadeUp.Slope(32.8 - row / 1200.0, 129.8 + column / 1200.0)
        );
        // The hole in its middle is filled from around it.
        Same(Opened(folder.Path, path), MadeUp.Slope, 32.8 - 63.0 / 1200, 129.8, 63.0 / 1200, 63.0 / 1200, 0.05);
    }

    [Fact]
    public void Holes_in_an_SRTM_tile_are_filled_from_around_them()
    {
        using var folder = new TemporaryFolder();
        var map = Opened(
            folder.Path,
            MadeUp.Hgt(
                folder.Path,
                "N32E129.hgt",
                MadeUp.Slope,
                isVoid: (row, column) => row is > 300 and < 310 && column is > 500 and < 512
            )
        );
        Assert.Equal(MadeUp.Slope(33 - 305 / 1200.0, 129 + 506 / 1200.0), map.HeightAt(new(33 - 305 / 1200.0, 129 + 506 / 1200.0)), 2.0);
    }

    [Fact]
    public void The_finer_source_wins_whichever_came_first_and_no_seam_steps()
    {
        using var folder = new TemporaryFolder();
        var coarse = MadeUp.Hgt(folder.Path, "N32E129.hgt", (_, _) => 100);
        // Ten metres higher than the coarse one, over a part of it that ends within a tile.
        var fine = new TiffWriter(400, 400, 129.83, 32.82, 1.0 / 10800) { Float = true }.Write(
            Path.Combine(folder.Path, "fine.tif"),
            (_, _) => 110
        );
        foreach (var files in new[] { new[] { coarse, fine }, [fine, coarse] })
        {
            var store = new TerrainStore(Path.Combine(folder.Path, Guid.NewGuid().ToString("N")));
            foreach (var file in files)
                store.Add([file], _ => { }, TestContext.Current.CancellationToken);
            var map = TerrainMap.Open(store);
            Assert.Equal(110, map.HeightAt(new(32.80, 129.85)), 0.01);
            Assert.Equal(100, map.HeightAt(new(32.70, 129.85)), 0.01);
            var last = 100f;
            for (var longitude = 129.80; longitude < 129.90; longitude += 1e-5)
            {
                var height = map.HeightAt(new(32.80, longitude));
                Assert.True(Math.Abs(height - last) < 0.12, $"A step of {height - last} m at {longitude}.");
                last = height;
            }
        }
    }

    [Theory]
    [InlineData(720, 51, true)]
    [InlineData(720, 51, false)]
    [InlineData(1201, 720, true)]
    [InlineData(1201, 720, false)]
    public void The_finer_source_wins_also_where_both_are_kept_at_one_resolution(int fine, int coarse, bool coarseIsLast)
    {
        using var folder = new TemporaryFolder();
        string[] files = [MadeUp.Square(folder.Path, fine, 300), MadeUp.Square(folder.Path, coarse, 100)];
        var store = new TerrainStore(Path.Combine(folder.Path, "terrain"));
        foreach (var file in coarseIsLast ? files : [.. files.Reverse()])
            store.Add([file], _ => { }, TestContext.Current.CancellationToken);
        Assert.Equal(300, TerrainMap.Open(store).HeightAt(new(32.51, 129.52)), 0.5);
    }

    [Fact]
    public void What_was_cut_before_fineness_was_kept_counts_as_fine_as_its_resolution()
    {
        using var folder = new TemporaryFolder();
        var store = new TerrainStore(Path.Combine(folder.Path, "terrain"));
        store.Add([MadeUp.Square(folder.Path, 1201, 300)], _ => { }, TestContext.Current.CancellationToken);
        // Sources had no folder of their own then either.
        var now = Path.Combine(store.Folder, "sources", "added");
        Directory.Move(Path.Combine(now, "3"), Path.Combine(store.Folder, "sources", "3"));
        Directory.Delete(now, recursive: true);
        foreach (var file in Directory.GetFiles(Path.Combine(store.Folder, "sources", "3")))
            File.WriteAllBytes(file, File.ReadAllBytes(file)[..(61 * 61 * sizeof(float))]);
        store.Add([MadeUp.Square(folder.Path, 300, 100)], _ => { }, TestContext.Current.CancellationToken);
        Assert.Equal(300, TerrainMap.Open(store).HeightAt(new(32.51, 129.52)), 0.5);
    }

    [Fact]
    public void Tiles_meet_without_a_step_where_two_resolutions_lie_side_by_side()
    {
        using var folder = new TemporaryFolder();
        var coarse = MadeUp.Hgt(folder.Path, "N32E129.hgt", MadeUp.Mountains);
        // Ends exactly on the border of two tiles.
        var fine = new TiffWriter(541, 541, 129.80, 32.85, 1.0 / 10800) { Float = true, PointRaster = true }.Write(
            Path.Combine(folder.Path, "fine.tif"),
            (row, column) => MadeUp.Mountains(32.85 - row / 10800.0, 129.80 + column / 10800.0) + 5
        );
        var map = Opened(folder.Path, coarse, fine);
        for (var latitude = 32.8005; latitude < 32.85; latitude += 0.0007)
            Assert.Equal(map.HeightAt(new(latitude, 129.85 - 1e-9)), map.HeightAt(new(latitude, 129.85 + 1e-9)), 0.01);
    }

    [Fact]
    public void A_sketch_is_coarse_until_something_surveyed_covers_it()
    {
        using var folder = new TemporaryFolder();
        var store = new TerrainStore(folder.Path);
        var heights = new float[121 * 121];
        Array.Fill(heights, 50);
        store.AddSketch(
            new("sketch", new(129.8, 32.8, 1.0 / 1200, 1.0 / 1200, Cells: false), 121, 121, heights),
            TestContext.Current.CancellationToken
        );
        Assert.Equal(TerrainQuality.Coarse, TerrainMap.Open(store).QualityAt(new(32.75, 129.85)));
        Assert.Equal(TerrainQuality.None, TerrainMap.Open(store).QualityAt(new(31, 129.85)));
        var before = store.Version;
        store.Add([MadeUp.Hgt(folder.Path, "N32E129.hgt", (_, _) => 100)], _ => { }, TestContext.Current.CancellationToken);
        Assert.NotEqual(before, store.Version);
        Assert.Equal(TerrainQuality.Surveyed, TerrainMap.Open(store).QualityAt(new(32.75, 129.85)));
        Assert.Equal(100, TerrainMap.Open(store).HeightAt(new(32.75, 129.85)), 0.01);
    }

    [Fact]
    public void Bad_files_are_refused_by_name_and_nothing_of_the_good_ones_is_added()
    {
        using var folder = new TemporaryFolder();
        var good = MadeUp.Hgt(folder.Path, "N32E129.hgt", MadeUp.Slope);
        var bytes = File.ReadAllBytes(good);
        string Bad(string name, byte[] content)
        {
            var path = Path.Combine(folder.Path, name);
            File.WriteAllBytes(path, content);
            return path;
        }

        var tiff = new TiffWriter(40, 40, 129.8, 32.8, 1.0 / 1200) { Float = true, Deflate = true };
        var whole = File.ReadAllBytes(tiff.Write(Path.Combine(folder.Path, "whole.tif"), (_, _) => 1));
        var png = File.ReadAllBytes(MadeUp.GsiTile(folder.Path, new(14, 14102, 6612), MadeUp.Slope));
        var huge = (byte[])png.Clone();
        huge[16] = 0x7f;
        var xml = File.ReadAllText(MadeUp.GsiGml(folder.Path, 32.75, 129.85, MadeUp.Slope));
        string[] bad =
        [
            Bad("N33E129.hgt", bytes[..^2]),
            Bad("valley.hgt", bytes),
            Bad("N95E129.hgt", bytes),
            Bad("cut.tif", whole[..(whole.Length / 2)]),
            Bad("words.tif", "no tiff at all"u8.ToArray()),
            tiff.Write(Path.Combine(folder.Path, "utm.tif").Replace("utm", "projected"), (_, _) => 1) is var projected
            && (tiff with { ModelType = 1 }).Write(projected, (_, _) => 1) is { } p
                ? p
                : "",
            (tiff with { Width = 40, West = 500 }).Write(Path.Combine(folder.Path, "nowhere.tif"), (_, _) => 1),
            Bad("14-14102-6613.png", huge),
            Bad("14-14102-6614.png", png[..(png.Length / 2)]),
            Bad("picture.png", png),
            Bad("cut.xml", System.Text.Encoding.UTF8.GetBytes(xml[..(xml.Length / 2)])),
            Bad(
                "many.xml",
                System.Text.Encoding.UTF8.GetBytes(
                    xml.Replace("<gml:high>224 149", "<gml:high>2000000000 2000000000", StringComparison.Ordinal)
                )
            ),
            Bad(
                "few.xml",
                System.Text.Encoding.UTF8.GetBytes(xml.Replace("<gml:high>224 149", "<gml:high>22 14", StringComparison.Ordinal))
            ),
            Bad("entities.xml", "<!DOCTYPE x [<!ENTITY a \"aaaa\">]><x>&a;</x>"u8.ToArray()),
            Bad("broken.zip", bytes[..100]),
            Bad("notes.txt", "heights"u8.ToArray()),
            Path.Combine(folder.Path, "missing.hgt"),
        ];
        var store = new TerrainStore(Path.Combine(folder.Path, "terrain"));
        foreach (var file in bad)
        {
            var refusal = Assert.ThrowsAny<TerrainFileException>(() =>
                store.Add([good, file], _ => { }, TestContext.Current.CancellationToken)
            );
            Assert.Contains(Path.GetFileName(file), refusal.Message, StringComparison.Ordinal);
            Assert.Equal("", store.Version);
            Assert.Empty(store.ComposedTiles());
        }
    }

    [Fact]
    public void Flipped_bits_are_refused_or_read_but_never_more_than_that()
    {
        using var folder = new TemporaryFolder();
        string[] whole =
        [
            new TiffWriter(40, 40, 129.8, 32.8, 1.0 / 1200)
            {
                Float = true,
                Deflate = true,
                Tile = 16,
                NoData = "-1",
            }.Write(Path.Combine(folder.Path, "whole.tif"), (_, _) => 1),
            MadeUp.GsiTile(folder.Path, new(14, 14102, 6612), MadeUp.Slope),
            MadeUp.Zip(folder.Path, "mesh.zip", MadeUp.GsiGml(folder.Path, 32.75, 129.85, MadeUp.Slope)),
        ];
        var random = new Random(7);
        foreach (var file in whole)
        {
            var bytes = File.ReadAllBytes(file);
            for (var round = 0; round < 60; round++)
            {
                var harmed = (byte[])bytes.Clone();
                for (var flip = 0; flip < 4; flip++)
                    harmed[random.Next(Math.Min(harmed.Length, 4000))] ^= (byte)(1 << random.Next(8));
                File.WriteAllBytes(file, harmed);
                var watch = Stopwatch.StartNew();
                try
                {
                    foreach (var grid in Geo.Terrain.Formats.TerrainFiles.Read(file))
                        Assert.True(grid.Width > 0);
                }
                catch (TerrainFileException)
                {
                    // Refused with a reason: as it should be.
                }

                Assert.True(watch.Elapsed < TimeSpan.FromSeconds(20));
            }
        }
    }
}
