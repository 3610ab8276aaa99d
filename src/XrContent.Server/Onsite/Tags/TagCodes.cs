using System.Security.Cryptography;
using OtpNet;

namespace XrContent.Server.Onsite.Tags;

/// <summary>What came of a tag's code.</summary>
internal enum CodeOutcome
{
    Good,

    /// <summary>The code is not of this tag, was altered, or has ended.</summary>
    Wrong,

    /// <summary>This tap was used already.</summary>
    Used,
}

/// <summary>Checks what a tag shows beside its name.</summary>
internal sealed class TagCodes(TagStore store, TimeProvider clock)
{
    /// <summary>Digits of a rotating code.</summary>
    public const int RotatingDigits = 8;

    /// <param name="code">Rotating: eight digits; signed: the PICC data and the signature, 48 hexadecimal digits.</param>
    public async Task<CodeOutcome> CheckAsync(TagRow tag, string? code, CancellationToken cancel) =>
        tag.Kind switch
        {
            TagKind.Printed => CodeOutcome.Good,
            TagKind.Rotating => IsShownNow(tag, code) ? CodeOutcome.Good : CodeOutcome.Wrong,
            TagKind.Signed => await TakeAsync(tag, code, cancel),
            _ => CodeOutcome.Wrong,
        };

    /// <summary>RFC 6238 with SHA-1; the code before counts too, for a phone that took a moment to open the address.</summary>
    private bool IsShownNow(TagRow tag, string? code) =>
        code is { Length: RotatingDigits }
        && new Totp(store.SecretOf(tag), step: tag.Period, totpSize: RotatingDigits).VerifyTotp(
            clock.GetUtcNow().UtcDateTime,
            code,
            out _,
            new VerificationWindow(previous: 1, future: 0)
        );

    private async Task<CodeOutcome> TakeAsync(TagRow tag, string? code, CancellationToken cancel)
    {
        if (code is not { Length: SunMessage.DataDigits + SunMessage.MacDigits } || !code.All(char.IsAsciiHexDigit))
            return CodeOutcome.Wrong;
        var (data, mac) = (
            Convert.FromHexString(code.AsSpan(0, SunMessage.DataDigits)),
            Convert.FromHexString(code.AsSpan(SunMessage.DataDigits))
        );
        var master = store.SecretOf(tag);
        if (SunMessage.Decrypt(ChipKeys.MetaReadOf(master), data) is not { } tap)
            return CodeOutcome.Wrong;
        if (!CryptographicOperations.FixedTimeEquals(SunMessage.Mac(ChipKeys.Of(master, tap.Uid).FileRead, tap), mac))
            return CodeOutcome.Wrong;
        return await store.TakeAsync(tag.Id, tap, cancel) switch
        {
            TapOutcome.Accepted => CodeOutcome.Good,
            TapOutcome.Used => CodeOutcome.Used,
            _ => CodeOutcome.Wrong,
        };
    }
}
