using System.Globalization;

namespace XrContent.Server.Interop.Features;

/// <summary>A filter in CQL2 Text, the parts "Basic CQL2" and LIKE, IN and BETWEEN (OGC 21-065r2).</summary>
internal abstract record Cql2
{
    /// <summary>Whether an item belongs; null where what is asked is not known of it, as in SQL.</summary>
    public abstract bool? Holds(IReadOnlyDictionary<string, string> values);

    /// <summary>Names of all properties that it asks.</summary>
    public abstract IEnumerable<string> Properties { get; }

    /// <summary>Letters that stand in all to which it holds: whoever lacks them need not be read.</summary>
    public virtual IEnumerable<string> Needs => [];

    public sealed record And(Cql2 One, Cql2 Other) : Cql2
    {
        public override bool? Holds(IReadOnlyDictionary<string, string> values) =>
            One.Holds(values) switch
            {
                false => false,
                true => Other.Holds(values),
                null => Other.Holds(values) == false ? false : null,
            };

        public override IEnumerable<string> Properties => One.Properties.Concat(Other.Properties);

        public override IEnumerable<string> Needs => One.Needs.Concat(Other.Needs);
    }

    public sealed record Or(Cql2 One, Cql2 Other) : Cql2
    {
        public override bool? Holds(IReadOnlyDictionary<string, string> values) =>
            One.Holds(values) switch
            {
                true => true,
                false => Other.Holds(values),
                null => Other.Holds(values) == true ? true : null,
            };

        public override IEnumerable<string> Properties => One.Properties.Concat(Other.Properties);
    }

    public sealed record Not(Cql2 Inside) : Cql2
    {
        public override bool? Holds(IReadOnlyDictionary<string, string> values) => !Inside.Holds(values);

        public override IEnumerable<string> Properties => Inside.Properties;
    }

    public sealed record Always(bool Value) : Cql2
    {
        public override bool? Holds(IReadOnlyDictionary<string, string> values) => Value;

        public override IEnumerable<string> Properties => [];
    }

    public sealed record IsNull(string Property) : Cql2
    {
        public override bool? Holds(IReadOnlyDictionary<string, string> values) => !values.ContainsKey(Property);

        public override IEnumerable<string> Properties => [Property];
    }

    /// <param name="Operator">=, &lt;&gt;, &lt;, &lt;=, &gt; or &gt;=.</param>
    public sealed record Compare(string Property, string Operator, Literal Value) : Cql2
    {
        public override bool? Holds(IReadOnlyDictionary<string, string> values)
        {
            if (!values.TryGetValue(Property, out var own) || Value.CompareTo(own) is not { } order)
                return null;
            return Operator switch
            {
                "=" => order == 0,
                "<>" => order != 0,
                "<" => order < 0,
                "<=" => order <= 0,
                ">" => order > 0,
                _ => order >= 0,
            };
        }

        public override IEnumerable<string> Properties => [Property];

        public override IEnumerable<string> Needs => Operator == "=" && Value is { Number: null, Moment: null } ? [Value.Text] : [];
    }

    /// <param name="Pattern">With % for any letters and _ for one.</param>
    public sealed record Like(string Property, string Pattern) : Cql2
    {
        public override bool? Holds(IReadOnlyDictionary<string, string> values) =>
            values.TryGetValue(Property, out var own) ? Matches(own, Pattern) : null;

        public override IEnumerable<string> Properties => [Property];

        public override IEnumerable<string> Needs => Pattern.Split('%', '_');

        /// <summary>In time that grows with both, however many signs for any letters there are.</summary>
        private static bool Matches(string text, string pattern)
        {
            var (t, p, star, mark) = (0, 0, -1, 0);
            while (t < text.Length)
            {
                if (p < pattern.Length && pattern[p] == '%')
                {
                    (star, mark) = (p++, t);
                }
                else if (p < pattern.Length && (pattern[p] == '_' || pattern[p] == text[t]))
                {
                    t++;
                    p++;
                }
                else if (star >= 0)
                {
                    p = star + 1;
                    t = ++mark;
                }
                else
                {
                    return false;
                }
            }

            return pattern.AsSpan(p).TrimStart('%').IsEmpty;
        }
    }

    /// <param name="Values">Any of these texts.</param>
    public sealed record In(string Property, IReadOnlySet<string> Values) : Cql2
    {
        public override bool? Holds(IReadOnlyDictionary<string, string> values) =>
            values.TryGetValue(Property, out var own) ? Values.Contains(own) : null;

        public override IEnumerable<string> Properties => [Property];
    }

    /// <summary>A value as a filter names it: a text, a number or a moment.</summary>
    public readonly record struct Literal(string Text, double? Number, DateTimeOffset? Moment)
    {
        /// <summary>A text; one that is a moment is compared as one with what has a time.</summary>
        public static Literal Of(string text) => new(text, null, TryMoment(text, out var moment) ? moment : null);

        /// <summary>How an item's value lies to it, below or above zero; null where both cannot be compared.</summary>
        public int? CompareTo(string own)
        {
            if (Moment is { } moment && own.Length >= 10 && TryMoment(own, out var at))
                return at.CompareTo(moment);
            if (Number is { } number)
                return double.TryParse(own, NumberStyles.Float, CultureInfo.InvariantCulture, out var theirs)
                    ? theirs.CompareTo(number)
                    : null;
            return string.CompareOrdinal(own, Text);
        }

        public static bool TryMoment(string text, out DateTimeOffset moment) =>
            DateTimeOffset.TryParseExact(
                text,
                ["yyyy-MM-dd'T'HH:mm:ssK", "yyyy-MM-dd'T'HH:mm:ss.FFFFFFFK", "yyyy-MM-dd"],
                CultureInfo.InvariantCulture,
                DateTimeStyles.AssumeUniversal,
                out moment
            );
    }
}
