import HelpDesk

/// Where listeners on live calls stand.
///
/// A listener is a `Local` channel. Its first half is ours, as any other channel: it attends, hears what the other half
/// hears, and is played prompts and joined with people, all of which the other half says to the operator. The second
/// half runs `ChanSpy` on the operator's channel.
extension AMIDialplan {
    /// The unique id of the channel that is listened to.
    static let targetVariable = "HELPBRIDGE_TARGET"
    /// Where the first half begins.
    static let attending = "attend"

    /// Where the second half goes: who hears what is said to the first.
    enum Listener: String, CaseIterable {
        case whisper, barge, listen

        init(_ mode: CallMode) {
            self =
                switch mode {
                case .whisper, .consult: .whisper
                case .barge: .barge
                case .listen: .listen
                }
        }

        /// `q` keeps beep and announcement away. With `u` the target is one channel, and the listener ends with it.
        /// `c(#)` takes from the star its meaning of another channel, since keys that coaches press get here too; `#` does
        /// no more than begin anew (16 and 22; measured).
        fileprivate var options: String {
            switch self {
            case .whisper: "quwc(#)"
            case .barge: "quBc(#)"
            case .listen: "quc(#)"
            }
        }
    }

    /// The lines that coaching needs besides.
    ///
    /// Before it listens, `ChanSpy` waits half a second for sound unless there is some: a moment of silence is (measured).
    static var coachingLines: [String] {
        ["exten => \(attending),1,Playtones(!0/200)", " same => n(idle),Wait(3600)", " same => n,Goto(idle)"]
            + Listener.allCases.flatMap { listener in
                [
                    // Without a name, it would be all calls of the PBX.
                    "exten => \(listener.rawValue),1,GotoIf($[\"${\(targetVariable)}\" = \"\"]?nobody)",
                    " same => n,ChanSpy(${\(targetVariable)},\(listener.options))",
                    " same => n(nobody),Hangup()",
                ]
            }
    }

    /// Whether a channel's unique id can stand in an order to listen to it: Asterisk's own ids and ours can.
    ///
    /// A comma would begin further options, and `all` means every call.
    static func canBeTarget(_ name: String) -> Bool {
        name.contains(where: \.isNumber)
            && name.unicodeScalars.allSatisfy { scalar in
                scalar.isASCII && (scalar.properties.isAlphabetic || scalar.properties.numericType != nil)
                    || ".-_:@/+".unicodeScalars.contains(scalar)
            }
    }
}
