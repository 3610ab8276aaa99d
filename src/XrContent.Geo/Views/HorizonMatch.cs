using static System.Math;

namespace XrContent.Geo.Views;

/// <summary>How a picture must be turned so that its horizon lies on the skyline. Degrees.</summary>
/// <param name="Heading">Azimuth of the picture's centre column, from true north.</param>
/// <param name="Pitch">Attitude ahead, as GPano means it, of the picture as it was looked at.</param>
/// <param name="Roll">Attitude sideways, as GPano means it.</param>
/// <param name="Agreement">Share of the horizon that lies on the skyline, 0 to 1.</param>
/// <param name="Distinctness">0 where another heading fits as well, 1 where none comes near.</param>
public sealed record HorizonFit(double Heading, double Pitch, double Roll, double Agreement, double Distinctness)
{
    /// <summary>True when a curator may expect it to be right, to a degree.</summary>
    public bool IsCertain => Agreement >= 0.6 && Distinctness >= 0.25;
}

/// <summary>
/// Finds heading and lean from the horizon. A small lean lifts the horizon by a sine of the direction, so for each heading the lean that
/// fits best is a linear least squares problem; the heading whose residual is least wins. What does not fit (trees, masts, a roof) counts
/// up to a bound only.
/// </summary>
public static class HorizonMatch
{
    /// <summary>Degrees beyond which a column counts as something else than the skyline.</summary>
    private const double Bound = 1.5;

    /// <summary>Degrees within which a column lies on the skyline.</summary>
    private const double On = 0.4;

    /// <summary>Degrees of heading within which another fit is the same fit.</summary>
    private const double Same = 8;

    private const double CoarseStep = 1;
    private const double FineStep = 0.05;
    private const int Rounds = 4;
    private const int FewestColumns = 40;

    /// <summary>The best fit; null where too little of a horizon is known or nothing fits.</summary>
    /// <param name="horizon">The horizon's elevation in equal columns from the picture's left edge (180 degrees left of its centre) on;
    /// NaN where it is not known.</param>
    public static HorizonFit? Find(IReadOnlyList<double> horizon, Skyline skyline)
    {
        var columns = Enumerable
            .Range(0, horizon.Count)
            .Where(i => double.IsFinite(horizon[i]))
            .Select(i => new Column((i + 0.5) * 360 / horizon.Count - 180, horizon[i]))
            .ToArray();
        if (columns.Length < FewestColumns)
            return null;
        var coarse = Enumerable.Range(0, (int)(360 / CoarseStep)).Select(i => Fit(columns, skyline, i * CoarseStep)).ToList();
        var first = coarse.MinBy(fit => fit.Cost)!;
        var second = coarse.Where(fit => Abs(Angles.Normalize180(fit.Heading - first.Heading)) > Same).Min(fit => fit.Cost);
        var steps = (int)(CoarseStep / FineStep);
        var best = Enumerable
            .Range(-steps, 2 * steps + 1)
            .Select(i => Fit(columns, skyline, first.Heading + i * FineStep))
            .MinBy(fit => fit.Cost)!;
        var distinct = second <= 0 ? 0 : Max(0, 1 - best.Cost / second);
        return new(Angles.Normalize360(best.Heading), best.Pitch, best.Roll, best.Agreement, distinct);
    }

    /// <summary>The lean that fits best at one heading.</summary>
    private static Candidate Fit(Column[] columns, Skyline skyline, double heading)
    {
        var (lift, pitch, roll) = (0.0, 0.0, 0.0);
        var above = columns.Select(column => column.Elevation - At(skyline, heading + column.Longitude)).ToArray();
        // The first guess is a median, so that a tower does not tilt the world.
        lift = above.Order().ElementAt(above.Length / 2);
        for (var round = 0; round < Rounds; round++)
        {
            var bound = Bound * (Rounds - round);
            var sums = new Sums();
            for (var i = 0; i < columns.Length; i++)
            {
                var residual = above[i] - Attitude(columns[i], lift, pitch, roll);
                // Weights after Geman and McClure: near 1 on the line, near 0 far from it.
                var weight = 1 / Pow(1 + residual * residual / (bound * bound), 2);
                sums.Add(columns[i], above[i], weight);
            }

            (lift, pitch, roll) = sums.Solve();
        }

        var (cost, on) = (0.0, 0);
        for (var i = 0; i < columns.Length; i++)
        {
            var residual = Abs(above[i] - Attitude(columns[i], lift, pitch, roll));
            cost += Min(residual * residual, Bound * Bound);
            if (residual < On)
                on++;
        }

        // A picture that leans far or whose whole horizon is lifted is less likely than one that stands.
        cost = cost / columns.Length + 0.002 * (lift * lift) + 0.0005 * (pitch * pitch + roll * roll);
        return new(heading, pitch, roll, cost, (double)on / columns.Length);
    }

    private static double Attitude(Column column, double lift, double pitch, double roll) => lift - pitch * column.Cos + roll * column.Sin;

    private static double At(Skyline skyline, double azimuth)
    {
        var at = Angles.Normalize360(azimuth) / skyline.Step;
        var (i, share) = ((int)at % skyline.Elevation.Count, at - Floor(at));
        return skyline.Elevation[i] * (1 - share) + skyline.Elevation[(i + 1) % skyline.Elevation.Count] * share;
    }

    private sealed record Candidate(double Heading, double Pitch, double Roll, double Cost, double Agreement);

    private readonly record struct Column(double Longitude, double Elevation)
    {
        public double Sin { get; } = Math.Sin(Angles.ToRadians(Longitude));

        public double Cos { get; } = Math.Cos(Angles.ToRadians(Longitude));
    }

    /// <summary>The normal equations of lift, pitch and roll.</summary>
    private struct Sums
    {
        private double w,
            wc,
            ws,
            wcc,
            wcs,
            wss,
            y,
            yc,
            ys;

        public void Add(Column column, double value, double weight)
        {
            var (c, s) = (-column.Cos, column.Sin);
            w += weight;
            wc += weight * c;
            ws += weight * s;
            wcc += weight * c * c;
            wcs += weight * c * s;
            wss += weight * s * s;
            y += weight * value;
            yc += weight * c * value;
            ys += weight * s * value;
        }

        /// <summary>By Cramer's rule; where the columns span too little of the circle to tell a lean, the lift alone.</summary>
        public readonly (double Lift, double Pitch, double Roll) Solve()
        {
            var d = Det(w, wc, ws, wc, wcc, wcs, ws, wcs, wss);
            if (Abs(d) < 1e-6 * w * w * w)
                return (y / w, 0, 0);
            return (
                Det(y, wc, ws, yc, wcc, wcs, ys, wcs, wss) / d,
                Det(w, y, ws, wc, yc, wcs, ws, ys, wss) / d,
                Det(w, wc, y, wc, wcc, yc, ws, wcs, ys) / d
            );
        }

        private static double Det(double a, double b, double c, double d, double e, double f, double g, double h, double i) =>
            a * (e * i - f * h) - b * (d * i - f * g) + c * (d * h - e * g);
    }
}
