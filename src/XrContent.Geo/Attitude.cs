using static System.Math;

namespace XrContent.Geo;

/// <summary>How a camera stood, as GPano means it: heading of the levelled picture's centre, pitch and roll. Degrees.</summary>
public readonly record struct Attitude(double Heading, double Pitch, double Roll)
{
    /// <summary>
    /// The lean of a picture that was levelled by this one, and was then found to lean by another: both turns in one, so that the picture
    /// is levelled once.
    /// </summary>
    /// <param name="found">Attitude and heading of the picture as it was served.</param>
    public Attitude Then(Attitude found)
    {
        // Rows are right, up and ahead. The camera's axes are the level ones turned by pitch about the first and by roll about the third.
        var (a, b) = (Matrix(Pitch, Roll), Matrix(found.Pitch, found.Roll));
        double At(int row, int column) => a[row, 0] * b[0, column] + a[row, 1] * b[1, column] + a[row, 2] * b[2, column];
        var pitch = Asin(Clamp(At(2, 1), -1, 1));
        var turn = Atan2(At(2, 0), At(2, 2));
        var roll = Atan2(-At(0, 1), At(1, 1));
        return new(Angles.Normalize360(found.Heading + Angles.ToDegrees(turn)), Angles.ToDegrees(pitch), Angles.ToDegrees(roll));
    }

    private static double[,] Matrix(double pitch, double roll)
    {
        var ((sinP, cosP), (sinR, cosR)) = (SinCos(Angles.ToRadians(pitch)), SinCos(Angles.ToRadians(roll)));
        return new[,]
        {
            { cosR, -sinR * cosP, sinR * sinP },
            { sinR, cosR * cosP, -cosR * sinP },
            { 0, sinP, cosP },
        };
    }
}
