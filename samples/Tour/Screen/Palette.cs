namespace Tour.Screen;

/// <summary>The colours of the tour, by Spectre's names: readable on dark and on light.</summary>
internal static class Palette
{
    public const string Accent = "deepskyblue2";
    public const string Good = "green3";
    public const string Bad = "red1";
    public const string Faint = "grey54";
}
