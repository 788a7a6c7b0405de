namespace Vidora.Integration.Generator;

internal enum ShopPlatform
{
    Android,
    Ios,
    Web,
    Tvos,
    Roku,
    Alexa,
    SmartTv,
    Xbox,
    FireTv,
    DataFeed,
    Desktop,
    Unknown,
}
