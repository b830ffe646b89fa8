import HelpDesk
import Testing

@testable import Telephony

@Suite("The dialplan of the manager interface's driver")
struct AMIDialplanTests {
    @Test("The manager interface's dialplan has a place for every mode in which somebody comes to a live call")
    func listeners() {
        let lines = AMIDialplan.lines(context: "helpbridge")
        for (mode, place, options) in [
            (CallMode.whisper, "whisper", "quwc(#)"), (.barge, "barge", "quBc(#)"), (.listen, "listen", "quc(#)"),
        ] {
            #expect(AMIDialplan.Listener(mode).rawValue == place)
            let start = lines.firstIndex { $0.hasPrefix("exten => \(place),1,") }
            guard let start else {
                Issue.record("there is no \(place)")
                continue
            }
            // Whoever gets there by another way hears nobody.
            #expect(lines[start].hasSuffix(#"GotoIf($["${HELPBRIDGE_TARGET}" = ""]?nobody)"#))
            #expect(lines[start + 1] == " same => n,ChanSpy(${HELPBRIDGE_TARGET},\(options))")
            #expect(lines[start + 2] == " same => n(nobody),Hangup()")
        }
        #expect(lines.contains("exten => attend,1,Playtones(!0/200)"))
    }

    @Test(
        "The ids that Asterisk and we give to channels can be listened to",
        arguments: ["1795861673.10", "pbx-1.example.com-1795861673.10", Samples.operatorName])
    func targets(name: String) {
        #expect(AMIDialplan.canBeTarget(name))
    }

    @Test(
        "An id that would mean more than one call, or further options, cannot be listened to",
        arguments: ["", "all", "17.1,qB", "17.1&17.2", "${EXTEN}1", "17.1)", "17.1\"", "17 1", "۱۷.۱", "17.1\r\nA: b"])
    func noTargets(name: String) {
        #expect(!AMIDialplan.canBeTarget(name))
    }
}
