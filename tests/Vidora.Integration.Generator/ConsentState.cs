namespace Vidora.Integration.Generator;

/// <summary>What a shopper has agreed to. For CCPA true means opted out of sale.</summary>
internal readonly record struct ConsentState(bool Analytics, bool Advertising, bool SaleOptOut);
