using Microsoft.Playwright;

namespace Vidora.Integration.Emulator.Tests.Browser;

/// <summary>An emulator and a page in the browser for each test.</summary>
public abstract class BrowserFixture
{
    /// <summary>Every kind of screen that a page must fit.</summary>
    protected static readonly (string Name, int Width, int Height, ColorScheme Colors)[] Screens =
    [
        ("desktop-light", 1280, 900, ColorScheme.Light), ("desktop-dark", 1280, 900, ColorScheme.Dark),
        ("phone-light", 390, 844, ColorScheme.Light), ("phone-dark", 390, 844, ColorScheme.Dark),
    ];

    private static readonly bool _takesPictures = Environment.GetEnvironmentVariable("VIDORA_TEST_SCREENSHOTS") == "true";

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

    /// <summary>Goes to each page on each screen, and expects that it fits.</summary>
    protected async Task FitEveryScreenAsync(params (string Name, string Path)[] pages)
    {
        foreach (var screen in Screens)
        {
            await OpenPageAsync(screen.Width, screen.Height, screen.Colors);
            foreach (var page in pages)
            {
                await Page.GotoAsync(page.Path);
                await ExpectFitAsync($"{page.Name}-{screen.Name}");
            }
        }
    }

    /// <summary>Expects that the page is not wider than the screen.</summary>
    protected async Task ExpectFitAsync(string name)
    {
        await ShootAsync(name);
        Assert.That(
            await Page.EvaluateAsync<int>("document.documentElement.scrollWidth"),
            Is.LessThanOrEqualTo(Page.ViewportSize!.Width),
            $"{name} is wider than the screen");
    }

    /// <summary>A picture of the whole page beside the test results, when <c>VIDORA_TEST_SCREENSHOTS</c> asks for it.</summary>
    protected async Task ShootAsync(string name)
    {
        if (!_takesPictures)
        {
            return;
        }

        var path = Path.Combine(TestContext.CurrentContext.WorkDirectory, "screenshots", name + ".png");
        await Page.ScreenshotAsync(new PageScreenshotOptions { Path = path, FullPage = true });
        TestContext.AddTestAttachment(path);
    }

    /// <summary>Waits until a page with this in its address is there as a whole; asks the page itself, which misses nothing when it is slow.</summary>
    protected Task ArriveAsync(string part) => Page.WaitForFunctionAsync(
        "part => location.href.includes(part) && document.readyState === 'complete'", part);
}
