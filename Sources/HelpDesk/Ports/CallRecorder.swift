/// A PBX that records what is said on a channel.
///
/// Its recordings are files on the PBX until they are fetched.
public protocol CallRecorder: Sendable {
    /// Beeps, then records what the channel says until it is silent, presses `#`, or `maximumSeconds` have passed.
    ///
    /// The end is reported as ``PBXEvent/takeFinished(_:succeeded:)``.
    ///
    /// - Parameters:
    ///   - maximumSeconds: the longest duration.
    ///   - silenceSeconds: the length of a silence that ends the recording.
    func record(
        _ take: TakeID, on channel: ChannelID, maximumSeconds: Int, silenceSeconds: Int
    ) async throws(PBXError)
    /// Fetches a recording.
    ///
    /// - Returns: an audio file.
    func file(of take: TakeID) async throws(PBXError) -> [UInt8]
    /// Removes the file from the PBX.
    func remove(_ take: TakeID) async throws(PBXError)
    /// Returns this bridge's takes that are still on the PBX, finished or not.
    func takes() async throws(PBXError) -> [TakeID]
}
