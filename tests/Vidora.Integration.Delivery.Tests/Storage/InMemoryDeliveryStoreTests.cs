namespace Vidora.Integration.Delivery.Tests.Storage;

[TestFixture]
public sealed class InMemoryDeliveryStoreTests : DeliveryStoreContract
{
    protected override DeliveryStore Open(DeliveryLimits limits, TimeProvider time) => new InMemoryDeliveryStore(limits, time);
}
