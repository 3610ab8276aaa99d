using System.Security.Cryptography;
using Org.BouncyCastle.Crypto.Engines;
using Org.BouncyCastle.Crypto.Macs;
using Org.BouncyCastle.Crypto.Parameters;

namespace XrContent.Server.Onsite.Tags;

/// <summary>One tap of a chip.</summary>
/// <param name="Uid">14 upper-case hexadecimal digits.</param>
/// <param name="Counter">Counts the chip's taps, 0 to 16,777,215.</param>
internal sealed record Tap(string Uid, int Counter);

/// <summary>
/// What an NTAG 424 DNA chip writes into its address at each tap (Secure Unique NFC): who it is and the how-manieth tap this is, encrypted,
/// and a signature over that. NXP AN12196, sections 3.3 and 3.4; keys by NXP AN10922.
/// </summary>
internal static class SunMessage
{
    /// <summary>Length of the encrypted part, hexadecimal digits.</summary>
    public const int DataDigits = 32;

    /// <summary>Length of the signature, hexadecimal digits.</summary>
    public const int MacDigits = 16;

    private const int UidBytes = 7;

    /// <summary>Says that the data mirror UID and counter, and that the UID has 7 bytes.</summary>
    private const byte WholeData = 0xC7;

    /// <summary>Decrypts the PICC data (AN12196, table 2); null when the key does not fit.</summary>
    /// <param name="metaReadKey">16 bytes.</param>
    /// <param name="encrypted">16 bytes.</param>
    public static Tap? Decrypt(byte[] metaReadKey, byte[] encrypted)
    {
        using var aes = Aes.Create();
        aes.Key = metaReadKey;
        var data = aes.DecryptCbc(encrypted, new byte[16], PaddingMode.None);
        return data[0] != WholeData
            ? null
            : new(Convert.ToHexString(data.AsSpan(1, UidBytes)), data[1 + UidBytes] | data[2 + UidBytes] << 8 | data[3 + UidBytes] << 16);
    }

    /// <summary>The signature of a tap, 8 bytes (AN12196, table 4).</summary>
    /// <param name="fileReadKey">16 bytes.</param>
    /// <param name="signed">What else of the address is signed; nothing for addresses of ours.</param>
    public static byte[] Mac(byte[] fileReadKey, Tap tap, ReadOnlySpan<byte> signed = default)
    {
        var session = Cmac(
            fileReadKey,
            [
                0x3C,
                0xC3,
                0x00,
                0x01,
                0x00,
                0x80,
                .. Convert.FromHexString(tap.Uid),
                (byte)tap.Counter,
                (byte)(tap.Counter >> 8),
                (byte)(tap.Counter >> 16),
            ]
        );
        var whole = Cmac(session, signed);
        return [.. whole.Where((_, i) => i % 2 == 1)];
    }

    /// <summary>Key of one chip from a master key (AN10922, section 2.2), so that one chip's keys say nothing of another's.</summary>
    /// <param name="input">16 to 31 bytes: the UID and what the key is for.</param>
    public static byte[] Diversify(byte[] master, ReadOnlySpan<byte> input)
    {
        // Shorter input is padded otherwise than CMAC pads.
        ArgumentOutOfRangeException.ThrowIfLessThan(input.Length, 16);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(input.Length, 31);
        return Cmac(master, [0x01, .. input]);
    }

    private static byte[] Cmac(byte[] key, ReadOnlySpan<byte> message)
    {
        var mac = new CMac(new AesEngine());
        mac.Init(new KeyParameter(key));
        mac.BlockUpdate(message);
        var result = new byte[16];
        mac.DoFinal(result);
        return result;
    }
}
