/// What a ``CheckpointService`` does; each call blocks its thread.
protocol Checkpoints: Sendable {
    /// Commits leave it to this from now on.
    func begin() throws
    /// Copies what is there.
    ///
    /// - Returns: `false` when something is left, since somebody reads it or copies it themselves: it has to be tried
    ///   again.
    func carryOut() throws -> Bool
    /// Copies all there is, and leaves it to the commits again.
    func end() throws
}
