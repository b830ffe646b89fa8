import Storage
import Telephony

extension PBXNames {
    /// Creates the names of this installation's calls.
    ///
    /// - Parameter application: our Stasis application, or our dialplan context.
    init(_ installation: Installation, application: String) {
        self.init(
            installation: installation.name, application: application, unmarked: installation.unmarkedRequests)
    }
}
