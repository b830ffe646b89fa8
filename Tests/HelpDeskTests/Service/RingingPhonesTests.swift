import Foundation
import Testing

@testable import HelpDesk

@Suite("The phones that ring for all requests together")
struct RingingPhonesTests {
    private func turn(_ number: Int, urgency: Urgency = .normal) -> RingingPhones.Turn {
        let date = FlowFixture.start.addingTimeInterval(TimeInterval(number))
        let request = HelpRequest(
            id: HelpRequestID(at: date), route: "*1", operator: "1", department: "d", urgency: urgency, createdAt: date)
        return RingingPhones.Turn(
            channel: .ofHelper(request.id, ordinal: 1), place: WaitingLine.Place(request))
    }

    @Test("So many phones ring at once and no more; emergencies come next, then the oldest request")
    func order() {
        let phones = RingingPhones(limit: 2)
        let turns = [turn(1), turn(2), turn(4), turn(3), turn(5, urgency: .emergency)]
        #expect(turns.map(phones.admit) == [true, true, false, false, false])
        #expect(phones.admit(turns[0]))
        #expect(phones.silence([turns[0].channel]) == [turns[4]])
        #expect(phones.silence([turns[1].channel, turns[4].channel]) == [turns[3], turns[2]])
        #expect(phones.count == 2)
        #expect(phones.silence([turns[2].channel, turns[3].channel]).isEmpty)
        #expect(phones.count == 0)
    }

    @Test("A phone that waits for its turn and is not wanted any more is not rung")
    func givenUp() {
        let phones = RingingPhones(limit: 1)
        let turns = [turn(1), turn(2), turn(3)]
        #expect(turns.map(phones.admit) == [true, false, false])
        #expect(phones.silence([turns[1].channel]).isEmpty)
        #expect(phones.silence([turns[0].channel]) == [turns[2]])
    }

    @Test("Phones that ring since before the bridge was started count, and are waited for")
    func takenUp() {
        let phones = RingingPhones(limit: 1)
        let old = [turn(1), turn(2)]
        phones.count(Set(old.map(\.channel)))
        #expect(!phones.admit(turn(3)))
        #expect(phones.silence([old[0].channel]).isEmpty)
        #expect(phones.silence([old[1].channel]).count == 1)
    }
}
