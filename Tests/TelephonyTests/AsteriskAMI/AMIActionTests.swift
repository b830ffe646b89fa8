import HelpDesk
import Testing

@testable import Telephony

@Suite("Actions of the manager interface")
struct AMIActionTests {
    @Test("An action of the manager interface is its lines and an empty one")
    func text() throws {
        let action = try AMIAction("Hangup", [("Channel", "hb-1"), ("Cause", "16")])
        #expect(action.text(id: 7) == "Action: Hangup\r\nActionID: 7\r\nChannel: hb-1\r\nCause: 16\r\n\r\n")
    }

    @Test(
        "Nothing that ends a line can be put into an action's header",
        arguments: ["\r", "\n", "\0", "\r\n"], ["x", "", "علی"])
    func injection(character: String, text: String) {
        for value in ["\(text)\(character)", "\(character)\(text)", "a\(character)Action: Originate"] {
            #expect(throws: AMIAction.ForbiddenCharacter(field: "CallerID")) {
                try AMIAction("Originate", [("Channel", "PJSIP/1"), ("CallerID", value)])
            }
        }
        #expect(throws: AMIAction.ForbiddenCharacter.self) { try AMIAction("Ping\(character)") }
        #expect(throws: AMIAction.ForbiddenCharacter.self) { try AMIAction("Ping", [("a\(character)b", "c")]) }
    }

    @Test("A header cannot be smuggled into a header's name")
    func name() {
        #expect(throws: AMIAction.ForbiddenCharacter.self) { try AMIAction("Ping", [("A: b", "c")]) }
        #expect(throws: AMIAction.ForbiddenCharacter.self) { try AMIAction("Ping", [("", "c")]) }
    }
}
