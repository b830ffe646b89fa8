import Foundation
import Testing

@testable import HelpDesk

@Suite("The order in which helpers are rung")
struct RingingOrderTests {
    private static func candidate(_ number: String, _ source: CandidateSource = .department("support")) -> Candidate {
        Candidate(extension: number, name: nil, source: source)
    }

    private let sara = candidate("300")

    /// - Parameter overflow: in what is rung at the end.
    private func order(_ numbers: [String], overflow: [String] = []) -> RingingOrder {
        var ladder = FlowFixture.ladder([])
        ladder.candidates = numbers.map { Self.candidate($0) }
        ladder.overflow = overflow.map { Self.candidate($0, .overflow) }
        var order = RingingOrder()
        order.resolved(ladder)
        return order
    }

    private func numbers(_ order: RingingOrder) -> [String] {
        order.queue.compactMap { order.candidate($0)?.extension }
    }

    @Test("Each round rings the ladder without those who have declined, and the overflow comes once after them")
    func rounds() {
        var order = order(["200", "201"], overflow: ["900"])
        var queues: [[String]] = []
        for _ in 0..<5 {
            order.beginRound(of: 2, without: order.round == 0 ? [] : [0])
            queues.append(numbers(order))
            order.limit(to: 0)
        }
        #expect(queues == [["200", "201"], ["201"], ["900"], [], []])
    }

    @Test("Ringing stops before the overflow, whose turn comes only after waiting")
    func beforeOverflow() {
        var order = order(["200"], overflow: ["900"])
        order.beginRound(of: 1, without: [0])
        #expect(order.queue.isEmpty && order.round == 1)
        order.beginRound(of: 1, without: [0])
        #expect(numbers(order) == ["900"])
    }

    @Test("Whoever of the overflow has taken the request and declined is not rung again")
    func declinedOverflow() {
        var order = order(["200"], overflow: ["900", "901"])
        order.take(by: Self.candidate("900"))
        #expect(order.takeTaker() == [1])
        order.beginRound(of: 1, without: [0, 1])
        order.beginRound(of: 1, without: [0, 1])
        #expect(numbers(order) == ["901"])
    }

    @Test("Whoever is not online any more is passed over, once, and remembered with the reason")
    func absent() {
        var order = order(["200", "201"])
        order.beginRound(of: 1, without: [])
        order.passOverAbsent()
        #expect(!order.isSomebodyAbsent && order.passedOver.isEmpty)
        order.areAbsent(["200": .onBreak])
        order.passOverAbsent()
        #expect(numbers(order) == ["201"] && order.isSomebodyAbsent)
        #expect(order.passedOver == [PassedOver(Self.candidate("200"), .isOnBreak)])
        order.limit(to: 0)
        order.areAbsent(["200": .offline])
        order.beginRound(of: 2, without: [])
        #expect(order.passedOver == [PassedOver(Self.candidate("200"), .isOffline)])
    }

    @Test("Nobody who is rung after all is named any more as passed over")
    func rungAfterAll() {
        var order = order(["200", "201"])
        order.beginRound(of: 2, without: [])
        order.areAbsent(["200": .onBreak])
        order.passOverAbsent()
        #expect(order.passedOver.map(\.extension) == ["200"])
        order.forgetPassedOver("201")
        #expect(order.passedOver.map(\.extension) == ["200"])
        order.forgetPassedOver("200")
        #expect(order.passedOver.isEmpty)
    }

    @Test("Those whom presence or numbers keep from the ladder are told of, and none who stand on it all the same")
    func passedOver() {
        var ladder = FlowFixture.ladder(["200"])
        let reasons: [PassedOver.Reason] = [.isBusy, .standsAlready, .notDialable, .ladderIsFull, .isOperator]
        ladder.passedOver = reasons.enumerated().map { PassedOver(Self.candidate("30\($0)"), $1) }
        var order = RingingOrder()
        order.resolved(ladder)
        #expect(order.passedOver.map(\.reason) == [.isBusy, .notDialable, .isOperator])
        #expect(order.isSomebodyAbsent)
    }

    @Test("Whoever had do not disturb on, as an earlier version has stored it, is taken for busy")
    func doNotDisturb() throws {
        let json = #"{"queue":[0],"candidates":[{"extension":"200","source":"a"}],"pausedHelpers":["200"]}"#
        let order = try JSONDecoder().decode(RingingOrder.self, from: Data(json.utf8))
        #expect(order.absent == ["200": .busy])
        #expect(try JSONDecoder().decode(RingingOrder.self, from: JSONEncoder().encode(order)) == order)
    }

    @Test("Helpers whom the same source has named are rung at once, as many as may ring")
    func sameSource() {
        var ladder = FlowFixture.ladder([])
        ladder.candidates =
            ["200", "201", "202"].map { Self.candidate($0, .crm("main")) } + ["203"].map { Self.candidate($0) }
        var order = RingingOrder()
        order.resolved(ladder)
        order.beginRound(of: 1, without: [])
        var ringing = FlowFixture.route.ringing
        ringing.strategy = .simultaneous
        ringing.atOnce = 2
        #expect(order.takeNext(ringing) == [0, 1])
        #expect(order.take(5, besides: 0) == [2])
        #expect(order.take(5, besides: 0).isEmpty)
        ringing.strategy = .sequential
        #expect(order.takeNext(ringing) == [3])
        #expect(order.takeNext(ringing).isEmpty)
    }

    @Test("Whoever has taken the request is rung first, be it before the lookup or after it")
    func taker() {
        var early = RingingOrder()
        early.take(by: sara)
        #expect(early.nextTaken == nil && early.first == nil)
        early.resolved(FlowFixture.ladder(["200"]))
        #expect(early.first == sara)
        #expect(early.takeTaker() == [1])
        #expect(early.takeTaker().isEmpty)
        var late = order(["200", "300"])
        late.beginRound(of: 1, without: [])
        late.take(by: sara)
        #expect(late.takeTaker() == [1])
        #expect(numbers(late) == ["200"])
    }

    @Test("Of several who take the request the last one is rung first, each of them once", arguments: [true, false])
    func takers(isResolved: Bool) throws {
        var order = RingingOrder()
        if isResolved { order.resolved(FlowFixture.ladder(["200"])) }
        for number in ["300", "301", "300", "200"] { order.take(by: Self.candidate(number)) }
        #expect(try JSONDecoder().decode(RingingOrder.self, from: JSONEncoder().encode(order)) == order)
        if !isResolved { order.resolved(FlowFixture.ladder(["200"])) }
        #expect(order.first?.extension == "200")
        #expect(try JSONDecoder().decode(RingingOrder.self, from: JSONEncoder().encode(order)) == order)
        let rung = (0..<4).flatMap { _ in order.takeTaker() }.compactMap { order.candidate($0)?.extension }
        #expect(rung == ["200", "300", "301"])
    }

    @Test("Whoever has taken the request, as an earlier version has stored it, is rung")
    func earlierTaker() throws {
        let json = #"{"candidates":[{"extension":"200","source":"a"}],"nextTaken":0}"#
        var order = try JSONDecoder().decode(RingingOrder.self, from: Data(json.utf8))
        #expect(order.takeTaker() == [0])
        #expect(order.takeTaker().isEmpty)
        let early = #"{"taker":{"extension":"300","source":"a"}}"#
        order = try JSONDecoder().decode(RingingOrder.self, from: Data(early.utf8))
        order.resolved(FlowFixture.ladder(["200"]))
        #expect(order.takeTaker() == [1])
    }

    @Test("Those who were interrupted are rung first again, and before them who had taken the request")
    func interrupted() {
        var order = order(["200", "201"])
        order.beginRound(of: 1, without: [])
        _ = order.takeNext(FlowFixture.route.ringing)
        order.putBack([0])
        order.take(by: sara)
        #expect(numbers(order) == ["200", "201"])
        #expect(order.takeTaker() == [2])
        order.takeAgain([2])
        order.take(by: Self.candidate("301"))
        #expect(order.takeTaker() == [3])
        #expect(order.takeTaker() == [2])
        order.limit(to: 0)
        order.beginRound(of: 2, without: [])
        #expect(numbers(order) == ["200", "201"])
    }

    @Test(
        "A stored ringing order that points nowhere is found out",
        arguments: [
            #"{"queue":[2],"candidates":[{"extension":"200","source":"a"}]}"#, #"{"takers":[0]}"#,
            #"{"nextTaken":-1,"candidates":[{"extension":"200","source":"a"}]}"#, #"{"overflowStart":1}"#,
            #"{"nextTaken":0,"furtherTaken":[1],"candidates":[{"extension":"200","source":"a"}]}"#,
        ])
    func damaged(json: String) throws {
        let order = try JSONDecoder().decode(RingingOrder.self, from: Data(json.utf8))
        #expect(order.damage != nil)
        #expect(self.order(["200"]).damage == nil)
    }

    @Test(
        "Of those who are not online only whom a request may ring are stored with it, whenever it learns of them"
    )
    func keptAbsences() {
        let absent: [String: Presence.State] = ["200": .onBreak, "999": .offline]
        var late = order(["200", "201"])
        late.areAbsent(absent)
        #expect(late.absent == ["200": .onBreak])
        var early = RingingOrder()
        early.areAbsent(absent)
        early.resolved(FlowFixture.ladder(["200", "201"]))
        #expect(early.absent == ["200": .onBreak])
        early.beginRound(of: 1, without: [])
        #expect(numbers(early) == ["201"])
        early.areAbsent(["999": .offline])
        #expect(early.absent.isEmpty)
    }
}
