import Foundation
import Testing

@testable import HelpDesk

@Suite("Who was on an operator's call")
struct ListeningTests {
    private let start = Date(timeIntervalSince1970: 1_790_000_000)

    private func ended(_ mode: CallMode, isConnected: Bool = true) -> HelpRequest {
        var request = HelpRequest(
            id: HelpRequestID(), route: "*5003", operator: "101", department: "support", mode: mode,
            customer: "+989121234567", createdAt: start)
        request.manager = Candidate(extension: "200", name: "Sara", source: .department("support"))
        if isConnected { request.enter(.connected, at: start.addingTimeInterval(10)) }
        request.enter(isConnected ? .completed : .unavailable, at: start.addingTimeInterval(70))
        return request
    }

    @Test("A helper on the operator's live call has listened from the joining to the end", arguments: CallMode.allCases)
    func helper(mode: CallMode) throws {
        let found = ended(mode).listenings
        // In a call of their own they have listened to nobody.
        guard mode != .consult else {
            #expect(found.isEmpty)
            return
        }
        let listening = try #require(found.first)
        #expect(found.count == 1 && listening.id.position == 0 && listening.role == .helper)
        #expect(listening.extension == "200" && listening.name == "Sara" && listening.mode == mode)
        #expect(listening.startedAt == start.addingTimeInterval(10) && listening.milliseconds == 60_000)
    }

    @Test("A helper who was not reached, and a supervisor who did not come, have not listened")
    func nobody() {
        var request = ended(.whisper, isConnected: false)
        request.supervisors = [SupervisorVisit(extension: "300", name: nil, mode: .listen, state: .busy, at: start)]
        #expect(request.listenings.isEmpty)
    }

    @Test("A supervisor's listening counts from when they were there, and to the end where nothing says when they left")
    func supervisors() {
        var request = ended(.consult)
        for (number, left) in [("300", true), ("301", false)] {
            var visit = SupervisorVisit(extension: number, name: nil, mode: .listen, at: start)
            visit.enter(.joined, at: start.addingTimeInterval(20))
            if left { visit.enter(.left, at: start.addingTimeInterval(25)) }
            request.supervisors.append(visit)
        }
        #expect(request.listenings.map(\.milliseconds) == [5_000, 50_000])
        #expect(request.listenings.map(\.id.position) == [1, 2])
    }

    @Test("A listening whose dates are out of all reason is counted as endless, and its request is known by them")
    func unreasonable() {
        var request = ended(.consult)
        #expect(request.hasPlausibleDates)
        let unreasonable = Date(timeIntervalSince1970: -1e300)
        var visit = SupervisorVisit(extension: "300", name: nil, mode: .listen, at: unreasonable)
        visit.enter(.joined, at: unreasonable)
        visit.at = start
        request.supervisors.append(visit)
        #expect(request.listenings.map(\.milliseconds) == [Int.max])
        #expect(!request.hasPlausibleDates)
    }

    @Test("Nobody is reported to have listened before the request is over")
    func open() {
        var request = HelpRequest(
            id: HelpRequestID(), route: "*5003", operator: "101", department: "support", mode: .whisper,
            createdAt: start)
        request.manager = Candidate(extension: "200", name: nil, source: .department("support"))
        request.enter(.connected, at: start)
        #expect(request.listenings.isEmpty)
    }

    @Test("Whoever wanted help and did not get it was missed; whoever cancelled did not want it any more")
    func missed() {
        #expect(Outcome.allCases.filter { !$0.isMissed } == [.helped, .cancelled])
    }
}
