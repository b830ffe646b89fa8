import Foundation
import Testing

@testable import HelpDesk

@Suite("Helpers and operators, and their presence")
struct PersonStatusTests {
    private let callCenter = CallCenter(
        departments: [
            Department(id: "support", name: "Support", helpers: [.init(extension: "200", name: "Sara")]),
            Department(id: "sales", name: "Sales", helpers: [.init(extension: "101"), .init(extension: "200")]),
        ],
        operators: [
            Operator(extension: "101", name: "Ali", department: "support"),
            Operator(extension: "102", name: "Mina", department: "support"),
        ])

    @Test("Whoever has never set a presence is online, and nothing says since when")
    func untouched() {
        #expect(callCenter.people.map(\.extension) == ["101", "102", "200"])
        #expect(callCenter.people.allSatisfy { $0.presence == Presence(.online, since: nil) })
        #expect(callCenter.absent.isEmpty)
    }

    @Test("One who both helps and works as an operator is one person, with the departments of both")
    func both() {
        #expect(callCenter.person("101").departments == ["sales", "support"])
        #expect(callCenter.person("101").name == "Ali")
        // Whom they help is all that counts for a helper.
        #expect(callCenter.helper("101").departments == ["sales"])
        #expect(callCenter.helper("101").name == nil)
        #expect(callCenter.person("200").departments == ["sales", "support"])
    }

    @Test("Helpers are those of the tables and those whom no table names and who are away, but no operator on a break")
    func helpers() {
        var callCenter = callCenter
        callCenter.presences = ["102": Presence(.onBreak), "300": Presence(.offline), "400": Presence(.online)]
        #expect(callCenter.helpers.map(\.extension) == ["101", "200", "300"])
        #expect(callCenter.absent == ["102": .onBreak, "300": .offline])
        #expect(callCenter.people.map(\.extension) == ["101", "102", "200", "300"])
    }

    @Test(
        "A status is read as it was written, and says paused of everybody who is not online",
        arguments: Presence.State.allCases)
    func coding(state: Presence.State) throws {
        let since = Date(timeIntervalSince1970: 1_790_000_000)
        let status = PersonStatus(
            extension: "200", name: nil, departments: ["support"], presence: Presence(state, since: since))
        let data = try JSONEncoder().encode(status)
        #expect(try JSONDecoder().decode(PersonStatus.self, from: data) == status)
        let members = try #require(try JSONSerialization.jsonObject(with: data) as? [String: Any])
        #expect(members["paused"] as? Bool == (state != .online))
        #expect(members["presence"] as? String == state.rawValue)
    }

    @Test("Who is passed over is read as they were written, with a stable word and a reason in words")
    func passedOver() throws {
        for reason in PassedOver.Reason.allCases {
            let person = PassedOver(Candidate(extension: "200", name: nil, source: .department("support")), reason)
            let data = try JSONEncoder().encode(person)
            #expect(try JSONDecoder().decode(PassedOver.self, from: data) == person)
            let members = try #require(try JSONSerialization.jsonObject(with: data) as? [String: Any])
            #expect(members["code"] as? String == reason.rawValue)
            #expect(members["reason"] as? String == reason.words)
        }
        let words = PassedOver.Reason.allCases.filter(\.isPresence).map(\.rawValue)
        #expect(words == ["presence_busy", "presence_break", "presence_offline"])
    }
}
