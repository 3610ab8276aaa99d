// Draws the starter 360 degree pictures: the relief round Nagasaki Harbour from the starter terrain.
//   dotnet run --project tools/XrContent.Drawings -- content/drawings
using System.Text.Json;
using NetVips;
using XrContent.Drawings;
using XrContent.Geo.Terrain;

if (args is not [var folder])
{
    Console.Error.WriteLine("Say into which folder: dotnet run --project tools/XrContent.Drawings -- content/drawings");
    return 2;
}

var json = new JsonSerializerOptions(JsonSerializerDefaults.Web);
var terrain = new TerrainStore(Directory.CreateTempSubdirectory("xrcontent-drawings-").FullName);
terrain.AddSketch(Sketch.Read(Path.Combine(folder, "..", "terrain", "sketch.json")), CancellationToken.None);
var map = TerrainMap.Open(terrain);
var views = JsonSerializer.Deserialize<View[]>(File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "views.json")), json)!;
Directory.CreateDirectory(folder);
foreach (var view in views)
{
    var pixels = new Drawing(map, view).Draw();
    using var image = Image.NewFromMemory(pixels, Drawing.Width, Drawing.Height, 3, Enums.BandFormat.Uchar);
    using var panorama = image.Mutate(mutable => mutable.Set(GValue.BlobType, "xmp-data", View.Xmp(Drawing.Width, Drawing.Height)));
    panorama.Jpegsave(Path.Combine(folder, $"{view.File}.jpg"), q: 86, keep: Enums.ForeignKeep.Xmp);
    Console.WriteLine($"{view.File}.jpg");
}

Directory.Delete(terrain.Folder, recursive: true);
return 0;
