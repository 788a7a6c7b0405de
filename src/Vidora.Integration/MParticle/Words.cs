using Vidora.Integration.Json;

namespace Vidora.Integration.MParticle;

/// <summary>Lists the words of fields whose text has several spellings on the wires. A word that is not listed is kept.</summary>
internal static class Words
{
    public static readonly Vocabulary Environment = new("production", "development", "unknown");

    public static readonly Vocabulary Platform = new(
        "android", "ios", "web|mobileweb", "tvos", "roku", "alexa", "smart_tv|smarttv", "xbox", "fire_tv|firetv", "data_feed|out_of_band",
        "desktop", "unknown");

    public static readonly Vocabulary ApplicationTransition = new(
        "application_initialized|initialize", "application_exit|exit", "application_background|background", "application_foreground|foreground",
        "application_install|install", "application_upgrade|upgrade");

    public static readonly Vocabulary PushMessage = new("sent", "received", "action");

    public static readonly Vocabulary ProductAction = new(
        "add_to_cart", "remove_from_cart", "checkout", "checkout_option", "click", "view_detail", "purchase", "refund", "add_to_wishlist",
        "remove_from_wishlist|remove_from_wish_list");

    public static readonly Vocabulary PromotionAction = new("view", "click");

    public static readonly Vocabulary DsrRequest = new("erasure");
}
