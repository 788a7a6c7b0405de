namespace Vidora.Integration.Pipelines.Cards;

/// <summary>Writes a card as HTML.</summary>
internal static class CardPage
{
    public static string Write(ModelCard card) => card.Notice;
}
