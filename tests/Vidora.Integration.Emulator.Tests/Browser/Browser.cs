using Microsoft.Playwright;

namespace Vidora.Integration.Emulator.Tests.Browser;

/// <summary>
/// One real Chromium for all tests of this folder. Without it the tests are skipped with a hint; with CI=true they fail.
/// </summary>
[SetUpFixture]
public sealed class Browser
{
    private const string Executable = "/usr/bin/chromium";

    private static readonly string[] _arguments =
    [
        "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
        "--disable-background-networking", "--disable-component-update", "--disable-sync", "--disable-dev-shm-usage",
    ];

    private IPlaywright? _playwright;

    internal static IBrowser Instance { get; private set; } = null!;

    [OneTimeSetUp]
    public async Task LaunchAsync()
    {
        if (Environment.GetEnvironmentVariable("VIDORA_TEST_SLOW") == "skip")
        {
            return;
        }

        if (!File.Exists(Executable))
        {
            const string Missing = $"There is no {Executable}. On Debian, run apt-get install chromium.";
            if (Environment.GetEnvironmentVariable("CI") == "true")
            {
                Assert.Fail(Missing);
            }

            Assert.Ignore(Missing);
        }

        _playwright = await Playwright.CreateAsync();
        Instance = await _playwright.Chromium.LaunchAsync(new BrowserTypeLaunchOptions { ExecutablePath = Executable, Args = _arguments });
    }

    [OneTimeTearDown]
    public async Task QuitAsync()
    {
        if (_playwright is not null)
        {
            await Instance.DisposeAsync();
            _playwright.Dispose();
        }
    }
}
