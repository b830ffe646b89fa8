import Foundation

extension CallFlow {
    /// Time limits that no configuration sets, in seconds.
    enum Timing {
        /// The time that the PBX may take, after its own timeout, to report that a phone was not answered.
        static let ringing: TimeInterval = 5
        /// The time that a phone may take to start ringing before another helper is rung as well, unless the route says
        /// otherwise.
        ///
        /// Most phones ring within a few hundred milliseconds.
        static let firstRing: TimeInterval = 2
        /// The total time that a phone may take to start ringing: after a push notification it takes 3 to 8 seconds.
        static let wakingUp: TimeInterval = 10
        /// The time that the PBX may take, after a prompt's length, to report its end.
        static let playback: TimeInterval = 2
        /// Like ``playback``, if the report may have been missed.
        static let missedPlayback: TimeInterval = 0.5
        /// The time that a prompt may take to be prepared before the call continues without it.
        static let preparing: TimeInterval = 5
        /// The time that helpers may take to press a key after the introduction.
        static let consent: TimeInterval = 10
        /// The time that the PBX may take to answer an incoming call.
        static let answering: TimeInterval = 5
        static let joining: TimeInterval = 5
        /// The interval between repetitions of an unconfirmed hang-up.
        static let hangUp: TimeInterval = 5
        /// The interval between a waiting request's checks for a free helper.
        static let look: TimeInterval = 1
        /// The interval after which it looks again if the PBX did not answer.
        static let unansweredLook: TimeInterval = 10
    }
}
