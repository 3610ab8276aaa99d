using Newtonsoft.Json;
using XrContent.Client;

// Reads an answer of a file and writes it again: Trimmed MODEL FILE
var json = File.ReadAllText(args[1]);
Console.Write(
    args[0] switch
    {
        nameof(FeatureCollection) => Again<FeatureCollection>(),
        nameof(ChangesAnswer) => Again<ChangesAnswer>(),
        nameof(SceneAnswer) => Again<SceneAnswer>(),
        nameof(ViewAnswer) => Again<ViewAnswer>(),
        nameof(SkylineAnswer) => Again<SkylineAnswer>(),
        nameof(PassAnswer) => Again<PassAnswer>(),
        nameof(PackAnswer) => Again<PackAnswer>(),
        nameof(SiteAnswer) => Again<SiteAnswer>(),
        _ => throw new ArgumentException("There is no such model."),
    }
);

string Again<T>() =>
    JsonConvert.SerializeObject(
        JsonConvert.DeserializeObject<T>(json, new JsonSerializerSettings { DateParseHandling = DateParseHandling.DateTimeOffset })
    );
