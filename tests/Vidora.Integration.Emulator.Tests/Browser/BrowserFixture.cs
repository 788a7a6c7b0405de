using Microsoft.Playwright;

namespace Vidora.Integration.Emulator.Tests.Browser;

/// <summary>An emulator and a page in the browser for each test.</summary>
public abstract class BrowserFixture
{
    private IBrowserContext? _context;
    private List<string> _complaints = [];

    protected VidoraEmulator Emulator { get; private set; } = null!;

    protected IPage Page { get; private set; } = null!;

    protected string ExportDirectory { get; } = Path.Combine(TestContext.CurrentContext.WorkDirectory, "browser-exports-" + Guid.NewGuid().ToString("N"));

    [OneTimeTearDown]
    public void DeleteExports()
    {
        if (Directory.Exists(ExportDirectory))
        {
            Directory.Delete(ExportDirectory, recursive: true);
        }
    }

    [SetUp]
    public async Task OpenAsync()
    {
        Emulator = await VidoraEmulator.StartAsync(o => o.ExportDirectory = ExportDirectory);
        await OpenPageAsync(1280, 900, ColorScheme.Light);
    }

    [TearDown]
    public async Task CloseAsync()
    {
        if (_context is not null)
        {
            await _context.DisposeAsync();
        }

        await Emulator.DisposeAsync();
        Assert.That(_complaints, Is.Empty, "The browser's console complained.");
    }

    /// <summary>A new window of that size; every error in its console fails the test, one of the content security policy too.</summary>
    protected async Task OpenPageAsync(int width, int height, ColorScheme colors, HttpCredentials? credentials = null)
    {
        if (_context is not null)
        {
            await _context.DisposeAsync();
        }

        _complaints = [];
        _context = await Browser.Instance.NewContextAsync(new BrowserNewContextOptions
        {
            BaseURL = Emulator.Address.AbsoluteUri,
            ViewportSize = new ViewportSize { Width = width, Height = height },
            ColorScheme = colors,
            HttpCredentials = credentials,
            IsMobile = width < 600,
        });
        Page = await _context.NewPageAsync();
        Page.SetDefaultTimeout(60_000);
        Page.Console += (_, message) =>
        {
            if (message.Type is "error" or "warning")
            {
                _complaints.Add(message.Text);
            }
        };
        Page.PageError += (_, error) => _complaints.Add(error);
        Page.Dialog += async (_, dialog) =>
        {
            if (dialog.Type != "confirm")
            {
                _complaints.Add("A dialog opened: " + dialog.Message);
            }

            await dialog.AcceptAsync();
        };
    }

    /// <summary>A page that is answered with an error status on purpose is a complaint of the browser's, and none of ours.</summary>
    protected void ForgiveStatus(int status) =>
        _complaints.RemoveAll(complaint => complaint.Contains($"the server responded with a status of {status}", StringComparison.Ordinal));

    /// <summary>A picture of the whole page beside the test results.</summary>
    protected async Task ShootAsync(string name)
    {
        var path = Path.Combine(TestContext.CurrentContext.WorkDirectory, "screenshots", name + ".png");
        await Page.ScreenshotAsync(new PageScreenshotOptions { Path = path, FullPage = true });
        TestContext.AddTestAttachment(path);
    }

    /// <summary>Waits until a page with this in its address is there as a whole; asks the page itself, which misses nothing when it is slow.</summary>
    protected Task ArriveAsync(string part) => Page.WaitForFunctionAsync(
        "part => location.href.includes(part) && document.readyState === 'complete'", part);
}
