using System.Globalization;
using System.Text;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Microsoft.Net.Http.Headers;

namespace Vidora.Integration.AspNetCore.Receiving;

/// <summary>Sets what Kestrel leaves open: the most connections, and strict reading of requests.</summary>
internal static class ServerLimits
{
    /// <summary>Leaves handles for the queue file, for Vidora and for what the runtime loads.</summary>
    private const int HandlesForEach = 4;

    private const int MostConnections = 10_000;

    /// <summary>Changes the server of a host before it starts. A limit that the host has set stays.</summary>
    public static void Apply(IServiceProvider provider)
    {
        if (provider.GetService<IOptions<KestrelServerOptions>>()?.Value is { } server)
        {
            server.Limits.MaxConcurrentConnections ??= MaxConnections(ReadLimits());

            // A proxy that reads a length in another way could be made to pass on a hidden second request.
            var choose = server.RequestHeaderEncodingSelector;
            if (choose(HeaderNames.ContentLength) is not DigitsEncoding)
            {
                server.RequestHeaderEncodingSelector = name =>
                    name.Equals(HeaderNames.ContentLength, StringComparison.OrdinalIgnoreCase) ? DigitsEncoding.Instance : choose(name);
            }
        }
    }

    /// <summary>Returns the most connections for the limits of a process, as Linux writes them.</summary>
    internal static int MaxConnections(IEnumerable<string> limits)
    {
        var soft = limits.FirstOrDefault(line => line.StartsWith("Max open files", StringComparison.Ordinal))?
            .Split(' ', StringSplitOptions.RemoveEmptyEntries).ElementAtOrDefault(3);
        return int.TryParse(soft, NumberStyles.None, CultureInfo.InvariantCulture, out var handles)
            ? Math.Clamp(handles / HandlesForEach, 1, MostConnections)
            : MostConnections / HandlesForEach;
    }

    private static string[] ReadLimits()
    {
        try
        {
            return File.ReadAllLines("/proc/self/limits");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // Other systems have no such file.
            return [];
        }
    }

    /// <summary>Decodes digits, and makes every other byte a letter: Kestrel reads signs in numbers.</summary>
    private sealed class DigitsEncoding : Encoding
    {
        public static DigitsEncoding Instance { get; } = new();

        public override int GetByteCount(char[] chars, int index, int count) => count;

        public override int GetBytes(char[] chars, int charIndex, int charCount, byte[] bytes, int byteIndex) =>
            Latin1.GetBytes(chars, charIndex, charCount, bytes, byteIndex);

        public override int GetCharCount(byte[] bytes, int index, int count) => count;

        public override int GetChars(byte[] bytes, int byteIndex, int byteCount, char[] chars, int charIndex)
        {
            for (var i = 0; i < byteCount; i++)
            {
                var c = (char)bytes[byteIndex + i];
                chars[charIndex + i] = char.IsAsciiDigit(c) ? c : 'x';
            }

            return byteCount;
        }

        public override int GetMaxByteCount(int charCount) => charCount;

        public override int GetMaxCharCount(int byteCount) => byteCount;
    }
}
