namespace XrContent.Server.Views;

/// <summary>What is taken where the catalogue says nothing: lengths in metres.</summary>
internal static class ViewDefaults
{
    /// <summary>From the ground to the eye of a visitor.</summary>
    public const double EyeAboveGround = 1.6;

    /// <summary>Round the point of a place within which one stands on its own ground, or on its deck.</summary>
    public const double PlaceRadius = 50;

    /// <summary>By which a lens stands above the terrain at least: nobody looks out from within a hill.</summary>
    public const double LeastAboveTerrain = 0.5;

    /// <summary>From a scene's place within which a visitor may stand.</summary>
    public const double SceneReach = 20_000;

    /// <summary>Round a point within which a place may say what one stands on.</summary>
    public const double StandingReach = 500;

    /// <summary>A thing counts as seen when this much above its foot is.</summary>
    public const double Showing = 3;

    /// <summary>Nearer summits are under one's feet.</summary>
    public const double SummitsFrom = 300;

    public const double SummitsWithin = 60_000;

    /// <summary>Digits of degrees to which an eye is rounded, so that people side by side share an answer: about a metre.</summary>
    public const int EyeDigits = 5;

    /// <summary>Of the cities that staff may look at.</summary>
    public const int FirstYear = 1500;

    public const int LastYear = 2100;
}
