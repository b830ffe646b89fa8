import Foundation

extension CallFlow {
    /// The times that no configuration sets, in seconds.
    enum Patience {
        /// How long after its own timeout the PBX may take to report that a phone was not answered.
        static let ringing: TimeInterval = 5
        /// How long after the order a phone may take to ring before somebody else is rung meanwhile, where the route does not
        /// say. Most phones ring within a few hundred milliseconds.
        static let firstRing: TimeInterval = 2
        /// How long it may take at the most: one that is woken by a push rings after 3 to 8 seconds.
        static let wakingUp: TimeInterval = 10
        /// How long after a prompt's length the PBX may take to report its end.
        static let playback: TimeInterval = 2
        /// How long a prompt may take to be made before the call goes on without it.
        static let preparing: TimeInterval = 5
        /// How long helpers may take to press a key once they have heard who needs them.
        static let consent: TimeInterval = 10
        /// How long the PBX may take to answer a call that has come in.
        static let answering: TimeInterval = 5
        static let joining: TimeInterval = 5
        /// How often a hang-up that was not confirmed is ordered again.
        static let hangUp: TimeInterval = 5
        /// How often it is looked whether somebody is free for whom a request waits.
        static let look: TimeInterval = 1
    }
}
