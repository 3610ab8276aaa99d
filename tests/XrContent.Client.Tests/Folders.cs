namespace XrContent.Client.Tests;

internal static class Folders
{
    /// <summary>Takes a folder away; an answer that was on its way may be written while it goes.</summary>
    public static void Forget(string folder) => Assert.True(SpinWait.SpinUntil(() => IsGone(folder), TimeSpan.FromSeconds(30)), folder);

    private static bool IsGone(string folder)
    {
        try
        {
            if (Directory.Exists(folder))
                Directory.Delete(folder, recursive: true);
            return true;
        }
        catch (IOException)
        {
            return false;
        }
    }
}
