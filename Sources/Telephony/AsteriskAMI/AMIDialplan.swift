/// The AMI driver's part of the dialplan: its channels wait there, and hear prompts and the ringing tone.
public enum AMIDialplan {
    /// The name of our user events.
    static let event = "HelpBridge"
    static let promptVariable = "HELPBRIDGE_PROMPT"
    static let playbackVariable = "HELPBRIDGE_PLAYBACK"
    /// The extension for calls to a code that wait.
    static let dialled = "dialled"

    /// An extension that channels are sent to.
    enum Place: String {
        case wait, play, ring, quiet
    }

    /// Returns the lines of one context.
    ///
    /// - Parameters:
    ///   - context: the context's name, as in `pbx.ami.context`.
    ///   - fallsBack: whether a call that the bridge does not answer continues with ``FallbackDialplan``.
    public static func lines(context: String, fallsBack: Bool = false) -> [String] {
        let idle = [" same => n(idle),Wait(3600)", " same => n,Goto(idle)"]
        return ["[\(context)]", "exten => wait,1,Answer()", " same => n,UserEvent(\(event),What: waiting)"] + idle
            + [
                "exten => play,1,Playback(${\(promptVariable)})",
                " same => n,UserEvent(\(event),What: played,Playback: ${\(playbackVariable)},Result: ${PLAYBACKSTATUS})",
            ] + idle + ["exten => ring,1,Playtones(ring)"] + idle + ["exten => quiet,1,StopPlaytones()"] + idle
            // A call to a code, until the bridge answers it, which takes milliseconds.
            + ["exten => \(dialled),1,Ringing()"]
            + (fallsBack ? [" same => n,Wait(5)", FallbackDialplan.entry] : [" same => n,Wait(30)"])
            + [" same => n,Hangup()"] + coachingLines
    }

    /// Returns the lines of one request code, for the context of the operators' phones.
    ///
    /// - Parameter preparation: further lines, which precede the jump to the bridge's context.
    public static func lines(code: String, context: String, preparation: [String] = []) -> [String] {
        ["exten => \(code),1,UserEvent(\(event),What: arrived,Code: \(code),Place: \(context))"] + preparation
            + [" same => n,Goto(\(context),\(dialled),1)"]
    }
}
