namespace XrContent.Server.Tests.Studio;

/// <summary>
/// A picture's heading and lean are found by the hills, in drawings made from the same land, turned and tilted as cameras are.
/// </summary>
public class HorizonTests(StudioServer server) : StudioTests(server)
{
    [Theory]
    [InlineData("inasayama-deck", 0)]
    [InlineData("nabekanmuriyama-deck", 137.5)]
    public async Task The_heading_of_a_turned_drawing_is_found(string place, double turn)
    {
        using var drawing = NetVips.Image.NewFromFile(Path.Combine(AppContext.BaseDirectory, "content", "drawings", $"{place}.jpg"));
        var shift = (int)Math.Round(turn / 360 * drawing.Width);
        // The centre looks to the right by as much as the pixels were moved to the left.
        using var turned = shift == 0 ? drawing.Copy() : drawing.Wrap(drawing.Width - shift, 0);
        byte[] bytes = [.. turned.JpegsaveBuffer(q: 90), .. Guid.NewGuid().ToByteArray()];
        var file = await Footage.EndOfAsync(
            Server.Program,
            await Footage.SendAsync(Server.Program, bytes, Footage.Metadata("hills.jpg", ("place", place)))
        );
        Assert.True(file.GetProperty("stage").GetString() == "ready", file.ToString());
        var ken = await Server.PersonAsync("curator");
        var found = await ken.DoAsync(HttpMethod.Post, $"captures/{file.GetProperty("capture").GetString()}/horizon");
        var away = Math.IEEERemainder(found.GetProperty("heading").GetDouble() - turn, 360);
        Assert.True(Math.Abs(away) < 0.5, $"{away} degrees off: {found.GetProperty("agreement")} {found.GetProperty("distinctness")}");
        Assert.True(found.GetProperty("certain").GetBoolean(), $"{found.GetProperty("agreement")} {found.GetProperty("distinctness")}");
    }
}
