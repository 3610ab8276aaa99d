// Draws the starter 360 degree pictures: the relief round Nagasaki Harbour from the starter terrain.
//   dotnet run --project tools/XrContent.Drawings -- content/drawings
using System.Text.Json;
using SixLabors.ImageSharp;
using SixLabors.ImageSharp.Formats.Jpeg;
using SixLabors.ImageSharp.Metadata.Profiles.Xmp;
using XrContent.Drawings;
using XrContent.Geo.Terrain;

if (args is not [var folder])
{
    Console.Error.WriteLine("Say into which folder: dotnet run --project tools/XrContent.Drawings -- content/drawings");
    return 2;
}

var json = new JsonSerializerOptions(JsonSerializerDefaults.Web);
var terrain = new TerrainStore(Directory.CreateTempSubdirectory("xrcontent-drawings-").FullName);
StarterTerrain.Add(terrain, Path.Combine(folder, "..", "terrain"), DateTimeOffset.UnixEpoch, CancellationToken.None);
var map = TerrainMap.Open(terrain);
var views = JsonSerializer.Deserialize<View[]>(File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "views.json")), json)!;
Directory.CreateDirectory(folder);
foreach (var view in views)
{
    using var picture = new Drawing(map, view).Draw();
    picture.Metadata.XmpProfile = new XmpProfile(View.Xmp(Drawing.Width, Drawing.Height));
    await picture.SaveAsync(Path.Combine(folder, $"{view.File}.jpg"), new JpegEncoder { Quality = 86 });
    Console.WriteLine($"{view.File}.jpg");
}

Directory.Delete(terrain.Folder, recursive: true);
return 0;
