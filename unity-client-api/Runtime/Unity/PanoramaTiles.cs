#nullable enable
using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using UnityEngine;
using XrContent.Client;

namespace XrContent.Unity
{
    /// <summary>The fine tiles of a capture where one looks, before its small picture; those looked at longest ago go first.</summary>
    internal sealed class PanoramaTiles : IDisposable
    {
        private const int AtOnce = 4;
        private const float Radius = 900;
        private const double Margin = 8;
        private const int AfterTheSky = 2600;
        private readonly XrContentSession session;
        private readonly TileLinks links;
        private readonly double heading;
        private readonly int roughWidth;
        private readonly long most;
        private readonly GameObject root;
        private readonly CancellationTokenSource ending = new CancellationTokenSource();
        private readonly Material paint = Paint.Picture();
        private readonly Dictionary<(int Level, int Column, int Row), Tile> tiles = new Dictionary<(int, int, int), Tile>();
        private const float Pause = 5;

        /// <summary>Three degrees, which the margin holds.</summary>
        private const float Nearly = 0.05f;
        private List<(int Column, int Row)> wanted = new List<(int, int)>();
        private Vector3 aimed;
        private int aimedLevel = -1;
        private int coming;
        private int finest = int.MaxValue;
        private float triedAt;
        private int look;

        public PanoramaTiles(XrContentSession session, TileLinks links, double heading, int roughWidth, long most, Transform under)
        {
            (this.session, this.links, this.heading) = (session, links, heading);
            (this.roughWidth, this.most) = (roughWidth, most);
            root = new GameObject("tiles");
            root.transform.SetParent(under, false);
        }

        public long Bytes { get; private set; }

        /// <summary>Whether some are on their way.</summary>
        public bool IsComing => coming > 0;

        /// <summary>Fetches what is looked at, and lets go of what no longer is where there is no room.</summary>
        public void Look(Camera camera, int widest)
        {
            root.transform.position = camera.transform.position;
            var level = TilePlan.Level(links, Screen.height / Math.Max(1.0, camera.fieldOfView), widest);
            // What is too fine to be there now is tried again after a while; what is coarser may be in a pack.
            if (Time.realtimeSinceStartup - triedAt > Pause)
                finest = int.MaxValue;
            level = Math.Min(level, finest);
            if (level < 0 || links.Levels[level].Width <= roughWidth)
                return;
            look++;
            Aim(camera, level);
            foreach (var (column, row) in wanted)
            {
                var name = (level, column, row);
                if (tiles.TryGetValue(name, out var there))
                    there.Looked = look;
                else if (coming < AtOnce && MakeRoom(BytesOf(level)))
                    Fetch(name);
            }
        }

        /// <summary>Says what is near where one looks, anew only when that is elsewhere: it is asked each frame.</summary>
        private void Aim(Camera camera, int level)
        {
            var ahead = camera.transform.forward;
            if (level == aimedLevel && Vector3.Distance(ahead, aimed) < Nearly)
                return;
            (aimed, aimedLevel) = (ahead, level);
            var (azimuth, elevation) = Directions.FromUnity(ahead);
            var wide = Camera.VerticalToHorizontalFieldOfView(camera.fieldOfView, camera.aspect);
            var within = Math.Sqrt(wide * wide + camera.fieldOfView * camera.fieldOfView) / 2 + Margin;
            wanted = TilePlan.Near(links, level, azimuth - heading, elevation, within);
        }

        public void Dispose()
        {
            ending.Cancel();
            foreach (var tile in tiles.Values)
                tile.Owned.Release();
            tiles.Clear();
            Bytes = 0;
            UnityEngine.Object.Destroy(paint);
            UnityEngine.Object.Destroy(root);
        }

        /// <summary>What a tile of a level takes, as its size promises.</summary>
        private long BytesOf(int level)
        {
            var side = links.Levels[level].Width / links.Levels[level].Columns;
            return 4L * side * side;
        }

        private bool MakeRoom(long bytes)
        {
            if (Bytes + bytes <= most)
                return true;
            var old = tiles.Where(tile => tile.Value.Looked < look && !tile.Value.IsComing).OrderBy(tile => tile.Value.Looked).ToList();
            foreach (var (name, tile) in old.Select(pair => (pair.Key, pair.Value)))
            {
                if (Bytes + bytes <= most)
                    break;
                tile.Owned.Release();
                Bytes -= tile.Bytes;
                tiles.Remove(name);
            }

            return Bytes + bytes <= most;
        }

        private async void Fetch((int Level, int Column, int Row) name)
        {
            var tile = tiles[name] = new Tile
            {
                Looked = look,
                IsComing = true,
                Bytes = BytesOf(name.Level),
            };
            Bytes += tile.Bytes;
            coming++;
            try
            {
                var bytes = await session.Client.MediaAsync(links.Tile(name.Level, name.Column, name.Row), ending.Token);
                if (ending.IsCancellationRequested)
                    return;
                if (bytes.Value is { } file && Pictures.Read(file) is { } texture)
                    Put(name, tile, texture);
                else
                    Miss(name, tile);
            }
            catch (OperationCanceledException)
            {
                // It is not shown any more.
            }
            finally
            {
                tile.IsComing = false;
                coming--;
            }
        }

        private void Miss((int Level, int Column, int Row) name, Tile tile)
        {
            Bytes -= tile.Bytes;
            tiles.Remove(name);
            (finest, triedAt) = (Math.Min(finest, name.Level - 1), Time.realtimeSinceStartup);
        }

        private void Put((int Level, int Column, int Row) name, Tile tile, Texture2D texture)
        {
            tile.Owned.Add(texture);
            Bytes += Pictures.Bytes(texture) - tile.Bytes;
            tile.Bytes = Pictures.Bytes(texture);
            var level = links.Levels[name.Level];
            var (left, right, bottom, top) = TilePlan.Bounds(name.Column, name.Row, level.Columns, level.Rows);
            // A finer level lies before a coarser one.
            var mesh = tile.Owned.Add(SphereBand.Make(heading + left, heading + right, bottom, top, Radius - name.Level));
            var thing = tile.Owned.Add(new GameObject("tile"));
            thing.transform.SetParent(root.transform, false);
            thing.AddComponent<MeshFilter>().sharedMesh = mesh;
            thing.AddComponent<MeshRenderer>().sharedMaterial = tile.Owned.Add(
                new Material(paint) { mainTexture = texture, renderQueue = AfterTheSky + name.Level }
            );
        }

        private sealed class Tile
        {
            public Owned Owned { get; } = new Owned();

            public long Bytes { get; set; }

            /// <summary>The look at which it was last wanted.</summary>
            public int Looked { get; set; }

            public bool IsComing { get; set; }
        }
    }
}
