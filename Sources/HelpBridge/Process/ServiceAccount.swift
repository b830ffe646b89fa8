import Files
import Foundation
import Glibc

/// The user as whom the bridge runs, where root sets it up or gives it a command.
struct ServiceAccount: Equatable, Sendable {
    var user: uid_t
    var group: gid_t
    /// The folder that is theirs.
    var home: String

    /// The owner of the folder of the database.
    ///
    /// - Returns: `nil` unless root asks, and the folder belongs to somebody else.
    static func owner(of folder: String) -> ServiceAccount? {
        guard geteuid() == 0, let status = FileStatus(path: folder), status.owner != 0 else { return nil }
        return ServiceAccount(user: status.owner, group: status.group, home: folder)
    }

    /// The owner of a file; where it is not there yet, that of the nearest folder above it which is.
    ///
    /// - Returns: `nil` unless root asks, and that belongs to somebody else.
    static func nearestOwner(of file: String) -> ServiceAccount? {
        var place = URL(fileURLWithPath: file).standardizedFileURL
        let folder = place.deletingLastPathComponent().path
        while FileStatus(path: place.path) == nil, place.path != "/" { place.deleteLastPathComponent() }
        var account = owner(of: place.path)
        account?.home = folder
        return account
    }

    /// Does one piece of work as this user: what it makes is theirs. It counts for the whole process.
    ///
    /// - Throws: `HelpBridgeError` where the system does not allow it, and what `work` throws.
    func acting<Value: Sendable>(_ work: () async throws -> Value) async throws -> Value {
        let group = getegid()
        let groups = Self.groups
        let home = ProcessInfo.processInfo.environment["HOME"]
        defer {
            _ = seteuid(0)
            _ = setegid(group)
            _ = setgroups(groups.count, groups)
            if let home { setenv("HOME", home, 1) } else { unsetenv("HOME") }
        }
        guard joinGroups(), setegid(self.group) == 0, seteuid(user) == 0 else {
            throw HelpBridgeError.failed(
                "cannot go on as the user to whom \(self.home) belongs: \(String(cString: strerror(errno))); run it as "
                    + "that user: sudo -u …")
        }
        // Libraries that look for their files at home would complain about root's.
        setenv("HOME", self.home, 1)
        return try await work()
    }

    /// - Returns: whether the process has the groups that the user has when they sign in.
    private func joinGroups() -> Bool {
        let entry: UnsafeMutablePointer<passwd>? = getpwuid(user)
        guard let name = entry?.pointee.pw_name else { return setgroups(1, [group]) == 0 }
        return initgroups(name, group) == 0
    }

    private static var groups: [gid_t] {
        var groups = [gid_t](repeating: 0, count: max(0, Int(getgroups(0, nil))))
        let count = getgroups(Int32(groups.count), &groups)
        return Array(groups.prefix(max(0, Int(count))))
    }
}

extension BridgeConfiguration {
    /// Does what makes files that a bridge needs: where root gives the command, as the user to whom the database belongs,
    /// who could not use files of root's.
    func asOwner<Value: Sendable>(_ work: () async throws -> Value) async throws -> Value {
        guard let account = ServiceAccount.nearestOwner(of: database) else { return try await work() }
        return try await account.acting(work)
    }
}
