namespace Vidora.Integration.Generator;

/// <summary>A device that a shopper uses, or the shop's back office (<see cref="ShopPlatform.DataFeed"/>).</summary>
internal sealed class ShopDevice
{
    private static readonly (string Brand, string Model, string Os, int Width, int Height, int Dpi, string Cpu)[] _androids =
    [
        ("google", "Pixel 8", "15", 1080, 2400, 428, "arm64-v8a"),
        ("samsung", "SM-S921B", "14", 1080, 2340, 416, "arm64-v8a"),
        ("fairphone", "FP5", "14", 1224, 2700, 460, "arm64-v8a"),
        ("lenovo", "TB-X606F", "11", 1200, 1920, 220, "armeabi-v7a"),
    ];

    private static readonly (string Model, string Os, int Width, int Height, int Dpi)[] _iphones =
        [("iPhone15,3", "18.2", 1290, 2796, 460), ("iPhone14,6", "17.6.1", 750, 1334, 326), ("iPad13,18", "18.1", 1640, 2360, 264)];

    private static readonly (string Country, string Language, int Timezone, string Carrier)[] _places =
        [("DE", "de", 1, "Telekom.de"), ("GB", "en", 0, "EE"), ("US", "en", -5, "Verizon"), ("FR", "fr", 1, "Orange F"), ("JP", "ja", 9, "NTT docomo")];

    private ShopDevice(ShopPlatform platform) => Platform = platform;

    public ShopPlatform Platform { get; }

    public string Brand { get; private init; } = "";

    public string Manufacturer { get; private init; } = "";

    public string Model { get; private init; } = "";

    public string OsVersion { get; private init; } = "";

    public int Width { get; private init; }

    public int Height { get; private init; }

    public int Dpi { get; private init; }

    public string Cpu { get; private init; } = "";

    public bool IsTablet { get; private init; }

    public string Country { get; private init; } = "";

    public string Language { get; private init; } = "";

    public int Timezone { get; private init; }

    public string Carrier { get; private init; } = "";

    public string UserAgent { get; private init; } = "";

    public string OwnersName { get; private init; } = "";

    public Guid AdvertisingId { get; private init; }

    public Guid VendorId { get; private init; }

    public string PushToken { get; private init; } = "";

    public bool LimitsTracking { get; private init; }

    public string AppName { get; private init; } = "";

    public string AppVersion { get; private init; } = "";

    public string AppPackage { get; private init; } = "";

    public bool IsPhone => Platform is ShopPlatform.Android or ShopPlatform.Ios;

    public static ShopDevice Create(ShopPlatform platform, string ownersFirstName, SeededRandom random)
    {
        var android = random.Pick(_androids);
        var iphone = random.Pick(_iphones);
        var (country, language, timezone, carrier) = random.Pick(_places);
        var hasDevice = platform is not (ShopPlatform.DataFeed or ShopPlatform.Unknown);
        var isApple = platform is ShopPlatform.Ios or ShopPlatform.Tvos;
        var isScreen = platform is ShopPlatform.Tvos or ShopPlatform.Roku or ShopPlatform.SmartTv or ShopPlatform.Xbox or ShopPlatform.FireTv;
        var model = platform switch
        {
            ShopPlatform.Android => android.Model,
            ShopPlatform.Ios => iphone.Model,
            ShopPlatform.Tvos => "AppleTV14,1",
            ShopPlatform.Roku => "3941X2",
            ShopPlatform.Alexa => "Echo Show 8",
            ShopPlatform.SmartTv => "QN55Q60",
            ShopPlatform.Xbox => "Series X",
            ShopPlatform.FireTv => "AFTKM",
            ShopPlatform.Desktop => "ThinkCentre M75",
            _ => "",
        };
        var manufacturer = platform switch
        {
            ShopPlatform.Android => android.Brand,
            ShopPlatform.Ios or ShopPlatform.Tvos => "Apple",
            ShopPlatform.Roku => "Roku",
            ShopPlatform.Alexa or ShopPlatform.FireTv => "Amazon",
            ShopPlatform.SmartTv => "Samsung",
            ShopPlatform.Xbox => "Microsoft",
            ShopPlatform.Desktop => "Lenovo",
            _ => "",
        };
        return new ShopDevice(platform)
        {
            Brand = platform == ShopPlatform.Android ? android.Brand : "",
            Manufacturer = manufacturer,
            Model = model,
            OsVersion = platform switch
            {
                ShopPlatform.Android => android.Os,
                ShopPlatform.Ios or ShopPlatform.Tvos => iphone.Os,
                ShopPlatform.Web => "Windows 11",
                _ => hasDevice ? "10.0" : "",
            },
            Width = isScreen ? 1920 : isApple ? iphone.Width : platform == ShopPlatform.Android ? android.Width : 1536,
            Height = isScreen ? 1080 : isApple ? iphone.Height : platform == ShopPlatform.Android ? android.Height : 864,
            Dpi = platform == ShopPlatform.Ios ? iphone.Dpi : platform == ShopPlatform.Android ? android.Dpi : 0,
            Cpu = platform switch
            {
                ShopPlatform.Android => android.Cpu,
                ShopPlatform.Ios or ShopPlatform.Tvos => "arm64",
                ShopPlatform.Web or ShopPlatform.Desktop => "x86_64",
                _ => "",
            },
            IsTablet = model is "TB-X606F" or "iPad13,18",
            Country = hasDevice ? country : "",
            Language = language,
            Timezone = timezone,
            Carrier = platform is ShopPlatform.Android or ShopPlatform.Ios ? carrier : "",
            UserAgent = platform switch
            {
                ShopPlatform.Web => "Mozilla/5.0 (Windows NT 10.0; Win64; x64) LarkfellBrowser/131.0 Safari/537.36",
                ShopPlatform.Android => $"Dalvik/2.1.0 (Linux; U; Android {android.Os}; {android.Model})",
                ShopPlatform.Ios => $"Larkfell/{AppVersionOf(platform)} CFNetwork/1568.300.101 Darwin/24.2.0",
                _ => "",
            },
            OwnersName = hasDevice ? $"{ownersFirstName}'s device" : "",
            AdvertisingId = random.NextGuid(),
            VendorId = random.NextGuid(),
            PushToken = $"{random.NextUInt64():x16}{random.NextUInt64():x16}",
            LimitsTracking = random.Chance(30),
            AppName = platform switch
            {
                ShopPlatform.Web => "Larkfell Web",
                ShopPlatform.DataFeed => "Larkfell Stores",
                _ when isScreen => "Larkfell Trail TV",
                _ => "Larkfell",
            },
            AppVersion = AppVersionOf(platform),
            AppPackage = platform is ShopPlatform.Web or ShopPlatform.DataFeed ? "" : "example.larkfell.shop",
        };
    }

    private static string AppVersionOf(ShopPlatform platform) => platform switch
    {
        ShopPlatform.Android => "5.12.0",
        ShopPlatform.Ios => "5.12.1",
        ShopPlatform.Web or ShopPlatform.DataFeed => "",
        _ => "2.3.0",
    };
}
