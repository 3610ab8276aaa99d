using System.Globalization;
using System.Text;

namespace XrContent.Server.Interop.Features;

/// <summary>Says what a filter cannot be read for, and where.</summary>
internal sealed class Cql2Exception(string message) : Exception(message);

/// <summary>Reads CQL2 Text by descent: OR over AND over NOT over comparisons.</summary>
internal sealed class Cql2Parser
{
    private const int MostDepth = 50;
    private const int Longest = 4000;
    private const int MostValues = 100;

    private readonly List<(string Text, TokenKind Kind, int At)> tokens;
    private int next;
    private int depth;

    private Cql2Parser(string text) => tokens = Tokens(text);

    private enum TokenKind
    {
        Word,
        Quoted,
        Text,
        Number,
        Sign,
    }

    /// <exception cref="Cql2Exception">It cannot be read.</exception>
    public static Cql2 Parse(string text)
    {
        if (text.Length > Longest)
            throw new Cql2Exception($"Is longer than {Longest} letters.");
        var parser = new Cql2Parser(text);
        var filter = parser.Either();
        if (parser.next < parser.tokens.Count)
            throw parser.Unexpected("the end");
        return filter;
    }

    private Cql2 Either()
    {
        if (++depth > MostDepth)
            throw new Cql2Exception($"Has brackets in brackets more than {MostDepth} deep.");
        var filter = Both();
        while (TakeWord("OR"))
            filter = new Cql2.Or(filter, Both());
        depth--;
        return filter;
    }

    private Cql2 Both()
    {
        var filter = One();
        while (TakeWord("AND"))
            filter = new Cql2.And(filter, One());
        return filter;
    }

    private Cql2 One()
    {
        var nots = 0;
        while (TakeWord("NOT"))
            nots++;
        Cql2 filter;
        if (TakeSign("("))
        {
            filter = Either();
            Expect(")");
        }
        else if (TakeWord("TRUE"))
        {
            filter = new Cql2.Always(true);
        }
        else if (TakeWord("FALSE"))
        {
            filter = new Cql2.Always(false);
        }
        else
        {
            filter = Predicate();
        }

        return nots % 2 == 0 ? filter : new Cql2.Not(filter);
    }

    private Cql2 Predicate()
    {
        var property = Property();
        if (TakeWord("IS"))
        {
            var isNot = TakeWord("NOT");
            if (!TakeWord("NULL"))
                throw Unexpected("NULL");
            return Negated(isNot, new Cql2.IsNull(property));
        }

        var not = TakeWord("NOT");
        if (TakeWord("LIKE"))
            return Negated(not, new Cql2.Like(property, Value().Text));
        if (TakeWord("BETWEEN"))
        {
            var low = Value();
            if (!TakeWord("AND"))
                throw Unexpected("AND");
            return Negated(not, new Cql2.And(new Cql2.Compare(property, ">=", low), new Cql2.Compare(property, "<=", Value())));
        }

        if (TakeWord("IN"))
            return Negated(not, Among(property));
        if (not)
            throw Unexpected("LIKE, BETWEEN or IN");
        foreach (var sign in new[] { "<=", ">=", "<>", "=", "<", ">" })
            if (TakeSign(sign))
                return new Cql2.Compare(property, sign, Value());
        throw Unexpected("a comparison");
    }

    private Cql2 Among(string property)
    {
        Expect("(");
        var values = new List<Cql2.Literal> { Value() };
        while (TakeSign(","))
            values.Add(Value());
        Expect(")");
        if (values.All(value => value is { Number: null, Moment: null }))
            return new Cql2.In(property, values.Select(value => value.Text).ToHashSet());
        if (values.Count > MostValues)
            throw new Cql2Exception($"Has more than {MostValues} numbers or moments in a list.");
        return values.Select(value => (Cql2)new Cql2.Compare(property, "=", value)).Aggregate((any, one) => new Cql2.Or(any, one));
    }

    private string Property()
    {
        if (Current is not { Kind: TokenKind.Word or TokenKind.Quoted } token)
            throw Unexpected("the name of a property");
        next++;
        return token.Text;
    }

    private Cql2.Literal Value()
    {
        if (Current is { Kind: TokenKind.Word } word && (IsWord(word.Text, "DATE") || IsWord(word.Text, "TIMESTAMP")))
        {
            next++;
            Expect("(");
            var text = Value().Text;
            Expect(")");
            return Cql2.Literal.TryMoment(text, out var moment)
                ? new(text, null, moment)
                : throw new Cql2Exception($"\"{text}\" is no date YYYY-MM-DD and no moment of RFC 3339.");
        }

        if (Current is not { Kind: TokenKind.Text or TokenKind.Number } token)
            throw Unexpected("a text in single quotation marks, or a number");
        next++;
        return token.Kind == TokenKind.Text
            ? Cql2.Literal.Of(token.Text)
            : new(token.Text, double.Parse(token.Text, CultureInfo.InvariantCulture), null);
    }

    private static Cql2 Negated(bool not, Cql2 filter) => not ? new Cql2.Not(filter) : filter;

    private (string Text, TokenKind Kind, int At)? Current => next < tokens.Count ? tokens[next] : null;

    private bool TakeWord(string word)
    {
        if (Current is not { Kind: TokenKind.Word } token || !IsWord(token.Text, word))
            return false;
        next++;
        return true;
    }

    private bool TakeSign(string sign)
    {
        if (Current is not { Kind: TokenKind.Sign } token || token.Text != sign)
            return false;
        next++;
        return true;
    }

    private void Expect(string sign)
    {
        if (!TakeSign(sign))
            throw Unexpected(sign);
    }

    private Cql2Exception Unexpected(string wanted) =>
        new(
            Current is { } token
                ? $"Has \"{token.Text}\" at letter {token.At + 1} where {wanted} should stand."
                : $"Ends where {wanted} should stand."
        );

    private static bool IsWord(string text, string word) => string.Equals(text, word, StringComparison.OrdinalIgnoreCase);

    private static List<(string, TokenKind, int)> Tokens(string text)
    {
        var found = new List<(string, TokenKind, int)>();
        var at = 0;
        while (at < text.Length)
        {
            var (c, from) = (text[at], at);
            if (char.IsWhiteSpace(c))
                at++;
            else if (c is '\'' or '"')
                found.Add((Quoted(text, ref at), c == '"' ? TokenKind.Quoted : TokenKind.Text, from));
            else if (char.IsAsciiDigit(c) || c is '-' or '+' or '.')
                found.Add((Number(text, ref at), TokenKind.Number, from));
            else if (char.IsLetter(c) || c is '_' or ':')
                found.Add((Run(text, ref at, letter => char.IsLetterOrDigit(letter) || letter is '_' or ':' or '.'), TokenKind.Word, from));
            else
                found.Add((Sign(text, ref at), TokenKind.Sign, from));
        }

        return found;
    }

    /// <summary>A mark within is written twice.</summary>
    private static string Quoted(string text, ref int at)
    {
        var (mark, from, value) = (text[at], at, new StringBuilder());
        for (at++; at < text.Length; at++)
        {
            if (text[at] != mark)
                value.Append(text[at]);
            else if (at + 1 < text.Length && text[at + 1] == mark)
                value.Append(text[at++]);
            else
            {
                at++;
                return value.ToString();
            }
        }

        throw new Cql2Exception($"Has no end to the quotation mark at letter {from + 1}.");
    }

    private static string Number(string text, ref int at)
    {
        var from = at;
        var run = Run(text, ref at, c => char.IsAsciiDigit(c) || c is '-' or '+' or '.' or 'e' or 'E');
        return double.TryParse(run, NumberStyles.Float, CultureInfo.InvariantCulture, out _)
            ? run
            : throw new Cql2Exception($"Has \"{run}\" at letter {from + 1}, which is no number.");
    }

    private static string Sign(string text, ref int at)
    {
        foreach (var sign in new[] { "<=", ">=", "<>", "=", "<", ">", "(", ")", "," })
        {
            if (!text.AsSpan(at).StartsWith(sign, StringComparison.Ordinal))
                continue;
            at += sign.Length;
            return sign;
        }

        throw new Cql2Exception($"Has \"{text[at]}\" at letter {at + 1}, which means nothing here.");
    }

    private static string Run(string text, ref int at, Func<char, bool> belongs)
    {
        var from = at;
        while (at < text.Length && belongs(text[at]))
            at++;
        return text[from..at];
    }
}
