using System.Globalization;
using System.Text;

namespace XrContent.Server.Onsite.Tags;

/// <summary>
/// Everything that the person who writes an NTAG 424 DNA chip needs, as NXP's TagXplorer and AN12196 (sections 5 and 6) name it. All
/// bytes hexadecimal.
/// </summary>
/// <param name="Uid">Of the chip.</param>
/// <param name="Address">With zeros where the chip puts its data and its signature.</param>
/// <param name="NdefFile">Whole content of file 02: length, record header, address.</param>
/// <param name="DataOffset">PICCDataOffset: bytes from the file's beginning.</param>
/// <param name="MacInputOffset">SDMMACInputOffset; the same as <paramref name="MacOffset"/>, so that only the chip's data are
/// signed.</param>
/// <param name="MacOffset">SDMMACOffset.</param>
/// <param name="FileSettings">Data of ChangeFileSettings for file 02: readable by all, writable with key 0, SDM on, key 1 for data, key 2
/// for signatures.</param>
/// <param name="Keys">Keys 0 to 4; change all of them, key 0 last, version 01.</param>
internal sealed record ChipSheet(
    string Uid,
    string Address,
    string NdefFile,
    int DataOffset,
    int MacInputOffset,
    int MacOffset,
    string FileSettings,
    IReadOnlyList<string> Keys
)
{
    private const int FileBytes = 256;

    /// <summary>Bytes before the address: length, record header, and the code that stands for its scheme (NFC Forum URI record).</summary>
    private const int Before = 7;

    private static readonly (string Scheme, byte Code)[] Schemes = [("https://", 4), ("http://", 3)];

    /// <param name="address">Of the tag, http or https, no query.</param>
    /// <exception cref="ArgumentException">The address does not fit on the chip.</exception>
    public static ChipSheet Of(string address, string uid, ChipKeys keys)
    {
        var (scheme, code) = Schemes.First(known => address.StartsWith(known.Scheme, StringComparison.Ordinal));
        var whole = $"{address}?{TagAddress.CodeParameter}={new string('0', SunMessage.DataDigits + SunMessage.MacDigits)}";
        var rest = Encoding.ASCII.GetBytes(whole[scheme.Length..]);
        if (Before + rest.Length > FileBytes)
            throw new ArgumentException(
                $"The address has {whole.Length} characters; a chip holds {FileBytes - Before + scheme.Length}.",
                nameof(address)
            );
        byte[] record = [0xD1, 0x01, (byte)(rest.Length + 1), (byte)'U', code, .. rest];
        byte[] file = [0, (byte)record.Length, .. record];
        var mac = file.Length - SunMessage.MacDigits;
        var data = mac - SunMessage.DataDigits;
        var settings = $"4000E0C1FF12{LittleEndian(data)}{LittleEndian(mac)}{LittleEndian(mac)}";
        return new(
            uid,
            whole,
            Convert.ToHexString(file),
            data,
            mac,
            mac,
            settings,
            [.. new[] { keys.Application, keys.MetaRead, keys.FileRead }.Concat(keys.Spare).Select(Convert.ToHexString)]
        );
    }

    private static string LittleEndian(int offset) =>
        string.Create(CultureInfo.InvariantCulture, $"{offset & 255:X2}{offset >> 8 & 255:X2}{offset >> 16 & 255:X2}");
}
