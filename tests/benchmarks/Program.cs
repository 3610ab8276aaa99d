// Measures beside a peer in the same run:
//   dotnet run -c Release --project tests/benchmarks -- nearby [SIZE...]   nearby and cells beside Kestrel with a fixed body
//   dotnet run -c Release --project tests/benchmarks -- publish [SIZE...]  one item published while visitors ask
//   dotnet run -c Release --project tests/benchmarks -- view               the view over 10 m terrain, cold and warm
//   dotnet run -c Release --project tests/benchmarks -- crowd              what others wait for while 200 look from 200 eyes
//   dotnet run -c Release --project tests/benchmarks -- sweep              which ground is lit, beside gdal_viewshed
//   dotnet run -c Release --project tests/benchmarks -- buildings          the sweep over a town beside the bare land's
//   dotnet run -c Release --project tests/benchmarks -- pyramid            a panorama's tiles beside vips dzsave
//   dotnet run -c Release --project tests/benchmarks -- upload             two gigabytes by tus beside nginx's PUT
//   dotnet run -c Release --project tests/benchmarks -- tiles              tiles with a pass beside nginx's sendfile
//   dotnet run -c Release --project tests/benchmarks -- start              from the start until it is ready, beside an empty application
//   dotnet run -c Release --project tests/benchmarks -- open [SIZE]        a page of each open format, beside Kestrel with a fixed body
//   dotnet run -c Release --project tests/benchmarks -- count              what it costs a request to be counted
//   dotnet run -c Release --project tests/benchmarks -- fan-out [COUNT]    one publication to 10,000 who listen, beside socket.io and nchan
//   dotnet run -c Release --project tests/benchmarks -- storm [COUNT]      a node is killed, and 10,000 come back at once
using System.Globalization;
using XrContent.Benchmarks;
using XrContent.Benchmarks.FanOut;

switch (args)
{
    case ["pyramid"]:
        await PyramidBenchmark.RunAsync();
        return 0;
    case ["fan-out", .. var counts]:
        await FanOutBenchmark.RunAsync(counts is [var count, ..] ? int.Parse(count, CultureInfo.InvariantCulture) : 10_000);
        return 0;
    case ["storm", .. var counts]:
        await StormBenchmark.RunAsync(counts is [var phones, ..] ? int.Parse(phones, CultureInfo.InvariantCulture) : 10_000);
        return 0;
    case ["fan-out-server", var name, var door]:
        await FanOutServers.RunAsync(name, int.Parse(door, CultureInfo.InvariantCulture));
        return 0;
    case ["open", .. var counts]:
        return await OpenFormatsBenchmark.RunAsync(counts is [var most, ..] ? int.Parse(most, CultureInfo.InvariantCulture) : 100_000)
            ? 0
            : 1;
    case ["count"]:
        return CountBenchmark.Run() ? 0 : 1;
    case ["upload"]:
        await UploadBenchmark.RunAsync();
        return 0;
    case ["tiles"]:
        await TilesBenchmark.RunAsync();
        return 0;
    case ["start"]:
        await StartBenchmark.RunAsync();
        return 0;
    case [StartBenchmark.Bare, var port]:
        await StartBenchmark.ServeAsync(int.Parse(port, CultureInfo.InvariantCulture));
        return 0;
    case ["crowd"]:
        await CrowdBenchmark.RunAsync();
        return 0;
    case ["sweep"]:
        SweepBenchmark.Run();
        return 0;
    case ["buildings"]:
        BuildingBenchmark.Run();
        return 0;
    case ["view"]:
        await ViewBenchmark.RunAsync();
        return 0;
    case ["nearby", .. var sizes]:
        await NearbyBenchmark.RunAsync(sizes.Length > 0 ? [.. sizes.Select(int.Parse)] : [10_000, 100_000, 1_000_000]);
        return 0;
    case ["publish", .. var sizes]:
        await PublishBenchmark.RunAsync(sizes.Length > 0 ? [.. sizes.Select(int.Parse)] : [10_000, 1_000_000]);
        return 0;
    default:
        Console.Error.WriteLine(
            "Say what to measure: nearby, publish, view, crowd, sweep, buildings, pyramid, upload, tiles, start, open, count, fan-out "
                + "or storm."
        );
        return 2;
}
