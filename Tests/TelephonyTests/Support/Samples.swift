import HelpDesk

@testable import Telephony

/// Things that tests order.
enum Samples {
    static let request = HelpRequestID()
    static let operatorLeg = ChannelID.ofOperator(request)
    static let helperLeg = ChannelID.ofHelper(request, ordinal: 1)
    static let bridge = BridgeID.of(request)
    static let playback = PlaybackID.of(request, ordinal: 1)
    static let prompt = PromptAudio(digest: String(repeating: "0123456789abcdef", count: 4), seconds: 1.5)

    /// How a bridge of ours names things.
    static let names = PBXNames(installation: "ours", application: "helpbridge")
    static let operatorName = names.onPBX(operatorLeg)
    static let helperName = names.onPBX(helperLeg)
    static let bridgeName = names.onPBX(bridge.text)
    static let playbackName = names.onPBX(playback.text)

    static func number(_ text: String) throws -> DialableNumber {
        guard let number = try DialPolicy(pattern: "^[+]?[0-9*#]{2,12}$").dialable(text) else {
            throw HelpDeskError.forbiddenNumber(text)
        }
        return number
    }

    static func order(
        _ channel: ChannelID, _ number: String, timeoutSeconds: Int = 20, callerName: String = "Help",
        originator: ChannelID? = nil, destination: Origination.Destination = .extension
    ) throws -> Origination {
        Origination(
            channel: channel, number: try self.number(number), timeoutSeconds: timeoutSeconds, callerName: callerName,
            callerNumber: "101", originator: originator, destination: destination)
    }
}
