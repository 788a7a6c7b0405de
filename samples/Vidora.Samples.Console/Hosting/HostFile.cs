namespace Vidora.Samples.Console.Hosting;

/// <summary>Says beside a queue file at which address its process takes orders.</summary>
internal static class HostFile
{
    public static void Write(string queue, Uri address) => File.WriteAllText(PathOf(queue), address.ToString());

    public static void Delete(string queue) => File.Delete(PathOf(queue));

    /// <summary>Returns the address; null when there is none.</summary>
    public static string? Find(string queue)
    {
        try
        {
            return Uri.TryCreate(File.ReadAllText(PathOf(queue)), UriKind.Absolute, out var address) ? address.ToString() : null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    private static string PathOf(string queue) => queue + ".host";
}
