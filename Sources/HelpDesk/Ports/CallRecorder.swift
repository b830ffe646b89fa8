/// A PBX that records what is said on a channel. Its recordings are files on the PBX until they are fetched.
public protocol CallRecorder: Sendable {
    /// Beeps, then records what the channel says until it is silent, presses `#`, or `maximumSeconds` are over; the end
    /// comes as ``PBXEvent/takeFinished(_:succeeded:)``.
    ///
    /// - Parameters:
    ///   - maximumSeconds: how long at most.
    ///   - silenceSeconds: how long a silence ends it.
    func record(
        _ take: TakeID, on channel: ChannelID, maximumSeconds: Int, silenceSeconds: Int
    ) async throws(PBXError)
    /// What was recorded.
    ///
    /// - Returns: an audio file.
    func file(of take: TakeID) async throws(PBXError) -> [UInt8]
    /// Removes the file from the PBX.
    func remove(_ take: TakeID) async throws(PBXError)
    /// The takes of ours that lie on the PBX, finished or not.
    func takes() async throws(PBXError) -> [TakeID]
}
