using System.Text;

namespace XrContent.Server.Onsite.Tags;

/// <summary>
/// The keys of one chip, 16 bytes each, all from the tag's master key and the chip's UID: none is the factory's, none is another chip's.
/// </summary>
/// <param name="Application">Key 0: changes settings and keys.</param>
/// <param name="MetaRead">Key 1: decrypts who the chip is. It must be known before the UID is, so all chips of a tag share it.</param>
/// <param name="FileRead">Key 2: signs taps.</param>
/// <param name="Spare">Keys 3 and 4, so that they are not the factory's either.</param>
internal sealed record ChipKeys(byte[] Application, byte[] MetaRead, byte[] FileRead, IReadOnlyList<byte[]> Spare)
{
    /// <summary>Name of the NDEF application of NTAG 424 DNA chips.</summary>
    private static readonly byte[] ApplicationName = [0xD2, 0x76, 0x00, 0x00, 0x85, 0x01, 0x01];

    /// <param name="uid">14 hexadecimal digits.</param>
    public static ChipKeys Of(byte[] master, string uid)
    {
        byte[] Key(int number) =>
            SunMessage.Diversify(master, [.. Convert.FromHexString(uid), .. ApplicationName, .. "XR"u8, (byte)number]);
        return new(Key(0), MetaReadOf(master), Key(2), [Key(3), Key(4)]);
    }

    public static byte[] MetaReadOf(byte[] master) => SunMessage.Diversify(master, Encoding.ASCII.GetBytes("XrContent meta read"));
}
