import Foundation
import Testing

@testable import HelpDesk

@Suite("Waiting for a helper who is on the phone")
struct HelperWaitTests {
    private let now = FlowFixture.start

    @Test("A waiting request looks at once, then a second after each look")
    func looks() {
        var wait = HelperWait(seconds: 60, from: now)
        #expect(wait.until == now + 60)
        #expect(wait.looks(at: now) == true)
        #expect(wait.looks(at: now + 0.5) == false)
        #expect(wait.lookAt == now + 1)
        #expect(wait.looks(at: now + 1) == true)
        #expect(wait.lookAt == now + 2)
    }

    @Test("What a request waits for is stored under the names that earlier versions read")
    func stored() throws {
        var wait = HelperWait(seconds: 60, from: now)
        wait.told(3)
        let data = try JSONEncoder().encode(wait)
        let object = try #require(try JSONSerialization.jsonObject(with: data) as? [String: Any])
        #expect(Set(object.keys) == ["until", "lookAt", "position"])
        #expect(object["position"] as? Int == 3)
        #expect(try JSONDecoder().decode(HelperWait.self, from: data) == wait)
    }
}
