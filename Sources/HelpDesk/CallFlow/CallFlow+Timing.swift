import Foundation

extension CallFlow {
    /// Time limits that no configuration sets, in seconds.
    enum Timing {
        /// How long the PBX may take, after its own timeout, to report that a phone was not answered.
        static let ringing: TimeInterval = 5
        /// How long a phone may take to start ringing before somebody else is rung meanwhile, unless the route says
        /// otherwise. Most phones ring within a few hundred milliseconds.
        static let firstRing: TimeInterval = 2
        /// How long it may take at all: a phone that is woken by a push rings after 3 to 8 seconds.
        static let wakingUp: TimeInterval = 10
        /// How long the PBX may take, after a prompt's length, to report its end.
        static let playback: TimeInterval = 2
        /// The same where the report may have been missed.
        static let missedPlayback: TimeInterval = 0.5
        /// How long a prompt may take to be made before the call goes on without it.
        static let preparing: TimeInterval = 5
        /// How long helpers may take to press a key after the introduction.
        static let consent: TimeInterval = 10
        /// How long the PBX may take to answer a call that has come in.
        static let answering: TimeInterval = 5
        static let joining: TimeInterval = 5
        /// The interval at which an unconfirmed hang-up is repeated.
        static let hangUp: TimeInterval = 5
        /// The interval at which a waiting request looks for a free helper.
        static let look: TimeInterval = 1
        /// After how long it looks again where the PBX has not told.
        static let unansweredLook: TimeInterval = 10
    }
}
