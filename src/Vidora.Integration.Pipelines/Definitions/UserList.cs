using System.Globalization;

namespace Vidora.Integration.Pipelines;

/// <summary>Holds ids of users, each with a number when the list has numbers.</summary>
public sealed class UserList
{
    private readonly Dictionary<string, double> _users = new(StringComparer.Ordinal);

    private UserList()
    {
    }

    /// <summary>Creates a list of users.</summary>
    /// <param name="users">The ids, as Vidora receives them: the MPID as decimal text.</param>
    public UserList(IEnumerable<string> users)
    {
        ArgumentNullException.ThrowIfNull(users);
        foreach (var user in users)
        {
            _users[user] = 1;
        }
    }

    /// <summary>Creates a list of users with a number each.</summary>
    /// <param name="values">The ids and their numbers.</param>
    /// <exception cref="ArgumentException">Throws when a number is not finite.</exception>
    public UserList(IReadOnlyDictionary<string, double> values)
    {
        ArgumentNullException.ThrowIfNull(values);
        foreach (var (user, value) in values)
        {
            _users[user] = double.IsFinite(value) ? value : throw new ArgumentException("A user's number is not finite. Use finite numbers.", nameof(values));
        }
    }

    /// <summary>Gets the number of users.</summary>
    public int Count => _users.Count;

    /// <summary>Gets the file that the list was read from; null when it was made in code.</summary>
    public string? File { get; private init; }

    internal IReadOnlyDictionary<string, double> Users => _users;

    /// <summary>Reads a file with one user a line: the id, and behind a comma, semicolon or tab the number. A header is left out.</summary>
    /// <param name="path">The file.</param>
    /// <param name="hasValues">Whether each line has a number behind the id.</param>
    /// <exception cref="FormatException">Throws when a line has no number where one is due, with its number.</exception>
    /// <exception cref="IOException">Throws when the file cannot be read.</exception>
    public static UserList Load(string path, bool hasValues = false)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        var list = new UserList { File = path };
        var number = 0;
        foreach (var line in System.IO.File.ReadLines(path))
        {
            number++;
            var fields = line.Split([',', ';', '\t']);
            var user = fields[0].Trim().Trim('"');
            var value = 1.0;
            var isHeader = number == 1 && !long.TryParse(user, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out _)
                && user.Replace("_", "", StringComparison.Ordinal).ToLowerInvariant() is "mpid" or "userid" or "user" or "id";
            if (user.Length == 0 || isHeader)
            {
                continue;
            }

            if (hasValues && (fields.Length < 2 || !double.TryParse(fields[1].Trim().Trim('"'), NumberStyles.Float, CultureInfo.InvariantCulture, out value) || !double.IsFinite(value)))
            {
                throw new FormatException($"Line {number} of \"{path}\" has no number behind the user id. Use lines such as \"-123,41.5\".");
            }

            list._users[user] = value;
        }

        return list._users.Count > 0 ? list : throw new FormatException($"\"{path}\" has no user ids. Use one id a line.");
    }
}
