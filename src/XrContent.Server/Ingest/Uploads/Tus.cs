using System.Globalization;
using Microsoft.Net.Http.Headers;
using XrContent.Server.Hosting;

namespace XrContent.Server.Ingest.Uploads;

/// <summary>Words of the protocol.</summary>
internal static class Tus
{
    public const string Version = "1.0.0";
    public const string Bytes = "application/offset+octet-stream";

    /// <summary>Parameters, such as a charset, change no media type (RFC 9110, 8.3.1).</summary>
    public static bool IsBytes(HttpRequest request) =>
        MediaTypeHeaderValue.TryParse(request.ContentType, out var type)
        && type.MediaType.Equals(Bytes, StringComparison.OrdinalIgnoreCase);

    public static string Number(long value) => value.ToString(CultureInfo.InvariantCulture);

    /// <summary>As RFC 9110 writes dates.</summary>
    public static string Moment(DateTimeOffset time) => time.UtcDateTime.ToString("R", CultureInfo.InvariantCulture);

    public static IResult Problem(int status, string title, string detail) =>
        TypedResults.Problem(type: $"{Problems.Upload}/{status}", title: title, detail: detail, statusCode: status);

    public static IResult Problem(string header, string message) => Problem(new Dictionary<string, string[]> { [header] = [message] });

    public static IResult Problem(Dictionary<string, string[]> headers) =>
        TypedResults.ValidationProblem(headers, title: "A header is missing or wrong.");

    public static IResult Locked() =>
        Problem(
            423,
            "The upload is being written to.",
            "Another connection is sending its bytes just now. Wait until it ends, then ask for the offset."
        );

    public static IResult TooLong() =>
        Problem(413, "More came than was announced.", "The request holds more bytes than Upload-Length leaves.");

    public static IResult NoRoom() =>
        Problem(
            507,
            "The server's disk has no room for it.",
            "What is free is kept for uploads that others began. Try again when some are ready, or when the operator has made room."
        );

    public static IResult DiskFull() =>
        Problem(507, "The server's disk is full.", "What came so far is kept. Go on later, when the operator has made room.");
}
