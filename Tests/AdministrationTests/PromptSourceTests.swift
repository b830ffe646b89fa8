import Administration
import Foundation
import HelpDesk
import LocatedYAML
import Testing

@Suite("Where the sound of a prompt comes from")
struct PromptSourceTests {
    @Test("Each kind of prompt is written under its own key, in settings as in the database, and read back")
    func writing() throws {
        for kind in PromptSource.Kind.allCases {
            let source = PromptSource(kind, "a")
            let stored = try JSONEncoder().encode(source)
            #expect(try JSONDecoder().decode(PromptSource.self, from: stored) == source)
            #expect(source.setting.members.map(\.key) == [kind.rawValue])

            let route = LocatedValue.object(of: [
                ("code", .text("*1")), ("name", .text("R")), ("detection", .text("department")), ("voice", .text("fa")),
                ("prompts", .object(of: [("unavailable", source.setting)])),
            ])
            let file = try CallCenterFile(
                root: .object(of: [("routes", .array([route]))]),
                context: SettingsContext(policy: try DialPolicy(pattern: "^[0-9]{2,6}$")))
            #expect(file.callCenter.routes["*1"]?.prompts == [.unavailable: source])
        }
    }

    @Test("A prompt's own words that can never be said are refused where they stand")
    func words() throws {
        let route = LocatedValue.object(of: [
            ("code", .text("*1")), ("name", .text("R")), ("detection", .text("department")), ("voice", .text("fa")),
            ("prompts", .object(of: [("unavailable", PromptSource.text("{foo}").setting)])),
        ])
        let context = SettingsContext(
            problemOfPrompt: { $0 == "{foo}" ? "unknown placeholder {foo}" : nil },
            policy: try DialPolicy(pattern: "^[0-9]{2,6}$"))
        let error = try #require(throws: AdministrationError.self) {
            try CallCenterFile(root: .object(of: [("routes", .array([route]))]), context: context)
        }
        guard case .invalid(let faults) = error else { throw error }
        #expect(faults.map(\.path) == ["routes[0].prompts.unavailable.text"])
        #expect(faults.map(\.code) == ["promptText"])
    }

    @Test("A prompt's own words that are longer than a voice speaks are refused for their length")
    func length() throws {
        for words in [String(repeating: "x", count: 1_001), String(repeating: "x\u{301}", count: 501)] {
            let route = LocatedValue.object(of: [
                ("code", .text("*1")), ("name", .text("R")), ("detection", .text("department")), ("voice", .text("fa")),
                ("prompts", .object(of: [("unavailable", PromptSource.text(words).setting)])),
            ])
            let context = SettingsContext(
                problemOfPrompt: { _ in "a brace" }, policy: try DialPolicy(pattern: "^[0-9]{2,6}$"))
            let error = try #require(throws: AdministrationError.self) {
                try CallCenterFile(root: .object(of: [("routes", .array([route]))]), context: context)
            }
            guard case .invalid(let faults) = error else { throw error }
            #expect(faults.map(\.code) == [nil])
            #expect(faults.allSatisfy { $0.message.contains("at most 1000 characters") })
        }
    }

    @Test("A stored prompt with no key, or with two, is refused", arguments: ["{}", #"{"text":"a","recording":"b"}"#])
    func refusing(_ json: String) {
        #expect(throws: DecodingError.self) {
            try JSONDecoder().decode(PromptSource.self, from: Data(json.utf8))
        }
    }
}
