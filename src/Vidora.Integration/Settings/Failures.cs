namespace Vidora.Integration.Settings;

/// <summary>Collects what is wrong with options.</summary>
internal sealed class Failures
{
    private readonly string _options;
    private readonly string _path;
    private readonly string _suffix;
    private readonly List<string> _messages;

    /// <summary>Creates an empty collection.</summary>
    /// <param name="options">The name of the options class.</param>
    /// <param name="account">The name of the account; null or empty for the default one.</param>
    public Failures(string options, string? account)
        : this(options, "", string.IsNullOrEmpty(account) ? "" : $" of account \"{account}\"", [])
    {
    }

    private Failures(string options, string path, string suffix, List<string> messages)
    {
        _options = options;
        _path = path;
        _suffix = suffix;
        _messages = messages;
    }

    public IReadOnlyList<string> Messages => _messages;

    /// <summary>Adds a failure: which setting, what is wrong, and the code that corrects it.</summary>
    public void Add(string setting, string problem, string code) =>
        _messages.Add($"{_options}.{_path}{setting}{_suffix} {problem}. Set options.{_path}{setting} = {code}");

    /// <summary>Returns a view that adds failures of a group of settings.</summary>
    public Failures Inside(string group) => new(_options, $"{_path}{group}.", _suffix, _messages);
}
