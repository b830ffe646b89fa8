import Foundation
import Testing

@testable import HelpDesk

@Suite("Ids of new requests")
struct HelpRequestIDsTests {
    @Test("Ids of new requests sort by age also when the clock is set back by minutes, or stands still")
    func setBack() {
        let ids = HelpRequestIDs()
        let times = [0, 0, 0.0001, -1, -1_800, -1_800, 5, 5].map { FlowFixture.start.addingTimeInterval($0) }
        let texts = times.map { ids.next(at: $0).text }
        #expect(texts == texts.sorted())
        #expect(Set(texts).count == texts.count)
    }

    @Test("Ids of new requests tell the right time again when the clock had been wrong by more than an hour")
    func corrected() {
        let ids = HelpRequestIDs()
        let wrong = ids.next(at: FlowFixture.start.addingTimeInterval(2 * 365 * 86_400))
        let right = ids.next(at: FlowFixture.start)
        #expect(right.text < wrong.text)
        #expect(right.text.prefix(12) == HelpRequestID(at: FlowFixture.start).text.prefix(12))
    }

    /// In seconds, since a date that is no date cannot even be printed.
    @Test(
        "Ids of new requests can be made at any time, however absurd",
        arguments: [-6.3e10, 6.4e10, 2.6e11, 1e300, -1e300, .nan, .infinity])
    func absurd(seconds: TimeInterval) {
        let date = Date(timeIntervalSince1970: seconds)
        #expect(HelpRequestID(HelpRequestID(at: date).text) != nil)
        #expect(HelpRequestID(HelpRequestIDs().next(at: date).text) != nil)
    }
}
