using Vidora.Integration.AspNetCore.Receiving;

namespace Vidora.Integration.AspNetCore.Tests.Receiving;

public sealed class ServerLimitsTests
{
    [TestCase("Max open files            400                  400                  files     ", 100)]
    [TestCase("Max open files            1048576              1048576              files     ", 10_000)]
    [TestCase("Max open files            2                    2                    files     ", 1)]
    [TestCase("Max open files            unlimited            unlimited            files     ", 2_500)]
    [TestCase("Max open files", 2_500)]
    [TestCase("", 2_500)]
    public void MaxConnections_IsBelowTheHandles(string line, int expected) =>
        Assert.That(ServerLimits.MaxConnections(["Limit  Soft Limit  Hard Limit  Units", line]), Is.EqualTo(expected));
}
