import HelpDesk

/// The dialplan of listeners on live calls.
///
/// A listener is a `Local` channel. Its first half is ours, like any other channel: it attends, hears what the second
/// half hears, and is joined with people and plays prompts, all of which the second half says to the operator. The
/// second half runs `ChanSpy` on the operator's channel.
extension AMIDialplan {
    /// The unique id of the channel that is listened to.
    static let targetVariable = "HELPBRIDGE_TARGET"
    /// The extension for the first half.
    static let attending = "attend"

    /// The extension of the second half, which determines who hears what is said to the first.
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

        /// `q` suppresses the beep and the announcement.
        ///
        /// With `u` the target is one channel, and the listener ends with it. `c(#)` replaces the star as the key that
        /// selects another channel, since keys that coaches press arrive here too; `#` only starts over (16 and 22;
        /// measured).
        fileprivate var options: String {
            switch self {
            case .whisper: "quwc(#)"
            case .barge: "quBc(#)"
            case .listen: "quc(#)"
            }
        }
    }

    /// The additional lines that coaching needs.
    ///
    /// Before it listens, `ChanSpy` waits half a second for sound if there is none: a moment of silence is sound
    /// (measured).
    static var coachingLines: [String] {
        ["exten => \(attending),1,Playtones(!0/200)", " same => n(idle),Wait(3600)", " same => n,Goto(idle)"]
            + Listener.allCases.flatMap { listener in
                [
                    // Without a name, it would listen to all calls of the PBX.
                    "exten => \(listener.rawValue),1,GotoIf($[\"${\(targetVariable)}\" = \"\"]?nobody)",
                    " same => n,ChanSpy(${\(targetVariable)},\(listener.options))",
                    " same => n(nobody),Hangup()",
                ]
            }
    }

    /// Whether a channel's unique id can be part of an order to listen to it: Asterisk's own ids and ours can.
    ///
    /// A comma would start further options, and `all` means every call.
    static func canBeTarget(_ name: String) -> Bool {
        name.contains(where: \.isNumber)
            && name.unicodeScalars.allSatisfy { scalar in
                scalar.isASCII && (scalar.properties.isAlphabetic || scalar.properties.numericType != nil)
                    || ".-_:@/+".unicodeScalars.contains(scalar)
            }
    }
}
