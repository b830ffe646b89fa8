import Testing

@testable import CurlHTTP

@Suite struct HostCacheTests {
    private let start = ContinuousClock.now
    private let addresses = ["10.0.0.1"]

    @Test("The first who asks for a host's address starts the lookup, the others wait for it")
    func firstStarts() {
        var cache = HostCache()
        #expect(cache.ask("crm", for: 1, now: start) == (.wait, true))
        #expect(cache.ask("crm", for: 2, now: start) == (.wait, false))
        #expect(cache.ask("other", for: 3, now: start) == (.wait, true))
        #expect(cache.lookedUp("crm", .success(addresses), now: start) == [1, 2])
        #expect(cache.ask("crm", for: 4, now: start + HostCache.fresh - .seconds(1)) == (.use(addresses), false))
    }

    @Test("An address past its time is used while one asks for it anew, and no longer than that goes well")
    func stale() {
        var cache = HostCache()
        _ = cache.ask("crm", for: 1, now: start)
        _ = cache.lookedUp("crm", .success(addresses), now: start)
        let later = start + HostCache.fresh + .seconds(1)
        #expect(cache.ask("crm", for: 2, now: later) == (.use(addresses), true))
        #expect(cache.ask("crm", for: 3, now: later) == (.use(addresses), false))
        #expect(cache.lookedUp("crm", .failure(.couldNotResolve("crm")), now: later) == [])
        #expect(cache.ask("crm", for: 4, now: later) == (.use(addresses), true))
        #expect(cache.ask("crm", for: 5, now: start + HostCache.usable) == (.wait, false))
        #expect(cache.lookedUp("crm", .success(["10.0.0.2"]), now: later) == [5])
        #expect(cache.ask("crm", for: 6, now: later) == (.use(["10.0.0.2"]), false))
    }

    @Test("A failed lookup of a host is not remembered, and an address that did not answer is asked for again")
    func failures() {
        var cache = HostCache()
        _ = cache.ask("crm", for: 1, now: start)
        #expect(cache.lookedUp("crm", .failure(.couldNotResolve("crm")), now: start) == [1])
        #expect(cache.ask("crm", for: 2, now: start) == (.wait, true))
        _ = cache.lookedUp("crm", .success(addresses), now: start)
        cache.forget("crm")
        #expect(cache.ask("crm", for: 3, now: start) == (.wait, true))
    }

    @Test("Many names do not fill the host cache, and those under way are kept")
    func bounded() {
        var cache = HostCache()
        _ = cache.ask("waiting", for: 0, now: start)
        for number in 1...2_000 {
            _ = cache.ask("host\(number)", for: 1, now: start)
            _ = cache.lookedUp("host\(number)", .success(addresses), now: start)
        }
        #expect(cache.count <= 256)
        #expect(cache.lookedUp("waiting", .success(addresses), now: start) == [0])
    }
}
