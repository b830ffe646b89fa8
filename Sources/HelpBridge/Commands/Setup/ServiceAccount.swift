import Foundation
import Glibc

/// The user as whom the bridge runs, where root sets it up.
struct ServiceAccount: Equatable {
    var user: uid_t
    var group: gid_t
    /// The folder that is theirs.
    var home: String

    /// The owner of the folder of the database.
    ///
    /// - Returns: `nil` unless root asks, and the folder belongs to somebody else.
    static func owner(of folder: String) -> ServiceAccount? {
        guard geteuid() == 0, let attributes = try? FileManager.default.attributesOfItem(atPath: folder),
            let user = attributes[.ownerAccountID] as? NSNumber, user != 0,
            let group = attributes[.groupOwnerAccountID] as? NSNumber
        else { return nil }
        return ServiceAccount(user: user.uint32Value, group: group.uint32Value, home: folder)
    }

    /// Goes on as this user, for good: what is made from now on is theirs.
    func become() throws {
        var groups = [group]
        guard setgroups(1, &groups) == 0, setgid(group) == 0, setuid(user) == 0 else {
            throw HelpBridgeError.failed("cannot go on as the bridge's user: \(String(cString: strerror(errno)))")
        }
        // Libraries that look for their files at home would complain about root's.
        setenv("HOME", home, 1)
    }
}
