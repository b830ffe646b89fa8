public import HelpDesk
import NIOHTTP1

/// Recordings: files in Asterisk's spool until they are fetched.
extension AsteriskARI: CallRecorder {
    /// - Throws: `PBXError.gone` if the channel is gone, `.refused`, `.unanswered`, `.notConnected`. A failed recording
    ///   is not an error here: its end is reported as an unsuccessful `takeFinished`.
    public func record(
        _ take: TakeID, on channel: ChannelID, maximumSeconds: Int, silenceSeconds: Int
    ) async throws(PBXError) {
        try await carryOut(
            .POST, ["channels", name(channel), "record"],
            query: [
                ("name", names.onPBX(take.text)), ("format", "wav"), ("maxDurationSeconds", String(maximumSeconds)),
                ("maxSilenceSeconds", String(silenceSeconds)), ("ifExists", "fail"), ("beep", "true"),
                ("terminateOn", "#"),
            ])
    }

    /// - Throws: `PBXError.gone` if there is none, `.refused`, `.unanswered`.
    public func file(of take: TakeID) async throws(PBXError) -> [UInt8] {
        let response = try await send(
            .GET, ["recordings", "stored", names.onPBX(take.text), "file"], evenWithoutEvents: true,
            limits: ARIClient.AnswerLimits(bytes: 16 << 20, time: .seconds(30)))
        guard response.isSuccess else { throw response.pbxError }
        return response.body
    }

    /// - Throws: `PBXError.gone` if there is none, `.refused`, `.unanswered`.
    public func remove(_ take: TakeID) async throws(PBXError) {
        try await carryOut(.DELETE, ["recordings", "stored", names.onPBX(take.text)], evenWithoutEvents: true)
    }

    public func takes() async throws(PBXError) -> [TakeID] {
        try await client.storedRecordings().compactMap { names.own($0.name).map { TakeID($0) } }
    }
}
