using Vidora.Integration.Emulator;

namespace Somebody.Elses.Tests;

public class StrangersTests
{
    [Test]
    public async Task Purchase_OfOurShop_ReachesVidora()
    {
        await using var emulator = await VidoraEmulator.StartAsync();
        using var shop = new HttpClient { BaseAddress = emulator.Address };
        await shop.PostAsync($"/v1/validate?api_key={emulator.ApiKey}", new StringContent("""{"data":[{"user_id":"u1","type":"purchase"}]}"""));
        await emulator.WaitForEventsAsync(1);
        Assert.That(emulator.Events.OfType("purchase").Single().UserId, Is.EqualTo("u1"));
    }
}
