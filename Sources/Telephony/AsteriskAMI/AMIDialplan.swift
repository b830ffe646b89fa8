/// The part of the dialplan that the AMI driver drives: where its channels wait, hear prompts and the ringing tone.
public enum AMIDialplan {
    /// The name of our user events.
    static let event = "HelpBridge"
    static let promptVariable = "HELPBRIDGE_PROMPT"
    static let playbackVariable = "HELPBRIDGE_PLAYBACK"
    /// Where a code that was dialled waits.
    static let dialled = "dialled"

    /// Where a channel can be sent in it.
    enum Place: String {
        case wait, play, ring, quiet
    }

    /// The lines of one context.
    ///
    /// - Parameters:
    ///   - context: its name, as in `pbx.ami.context`.
    ///   - fallsBack: whether a call that the bridge does not take goes on to ``FallbackDialplan``.
    public static func lines(context: String, fallsBack: Bool = false) -> [String] {
        let idle = [" same => n(idle),Wait(3600)", " same => n,Goto(idle)"]
        return ["[\(context)]", "exten => wait,1,Answer()", " same => n,UserEvent(\(event),What: waiting)"] + idle
            + [
                "exten => play,1,Playback(${\(promptVariable)})",
                " same => n,UserEvent(\(event),What: played,Playback: ${\(playbackVariable)},Result: ${PLAYBACKSTATUS})",
            ] + idle + ["exten => ring,1,Playtones(ring)"] + idle + ["exten => quiet,1,StopPlaytones()"] + idle
            // A code that was dialled, until the bridge takes the call, which needs milliseconds.
            + ["exten => \(dialled),1,Ringing()"]
            + (fallsBack ? [" same => n,Wait(5)", FallbackDialplan.entry] : [" same => n,Wait(30)"])
            + [" same => n,Hangup()"] + coachingLines
    }

    /// The lines of one request code, to stand in the context of the operators' phones.
    ///
    /// - Parameter preparation: further lines, which come before the bridge's context does.
    public static func lines(code: String, context: String, preparation: [String] = []) -> [String] {
        ["exten => \(code),1,UserEvent(\(event),What: arrived,Code: \(code),Place: \(context))"] + preparation
            + [" same => n,Goto(\(context),\(dialled),1)"]
    }
}
