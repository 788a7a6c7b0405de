using System.Text;
using System.Text.Json;
using Vidora.Integration.Emulator.Validation;

namespace Vidora.Integration.Emulator.Scripting;

/// <summary>Finds the users of a request, for rules that name a user.</summary>
internal static class ConcernedUsers
{
    /// <summary>Returns whether a body names the user as <c>user_id</c>, <c>mpid</c> or within <c>user_ids</c>.</summary>
    public static bool Contains(ReadOnlySpan<byte> body, string user)
    {
        var reader = new Utf8JsonReader(body);
        var text = Encoding.UTF8.GetBytes(user);
        var expected = false;
        try
        {
            while (reader.Read())
            {
                switch (reader.TokenType)
                {
                    case JsonTokenType.PropertyName:
                        expected = reader.TextIs("user_id"u8) || reader.TextIs("mpid"u8) || reader.TextIs("user_ids"u8);
                        break;
                    case JsonTokenType.String when expected && reader.TextIs(text):
                    case JsonTokenType.Number when expected && reader.ValueSpan.SequenceEqual(text):
                        return true;
                    case JsonTokenType.EndArray:
                        expected = false;
                        break;
                }
            }
        }
        catch (JsonException)
        {
            // A body that is not JSON names no user.
        }

        return false;
    }
}
