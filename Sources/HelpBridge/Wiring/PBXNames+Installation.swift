import Storage
import Telephony

extension PBXNames {
    /// The names of this installation's calls.
    ///
    /// - Parameter application: the Stasis application, or the context of the dialplan, that is ours.
    init(_ installation: Installation, application: String) {
        self.init(
            installation: installation.name, application: application, unmarked: installation.unmarkedRequests)
    }
}
