import Files
import Foundation
import Glibc

/// The user account that runs the bridge, for commands and setup run by root.
struct ServiceAccount: Equatable, Sendable {
    var user: uid_t
    var group: gid_t
    /// The account's own folder.
    var home: String

    /// Returns the owner of the database's folder.
    ///
    /// - Returns: `nil` unless the process runs as root and the folder belongs to another user.
    static func owner(of folder: String) -> ServiceAccount? {
        guard geteuid() == 0, let status = FileStatus(path: folder), status.owner != 0 else { return nil }
        return ServiceAccount(user: status.owner, group: status.group, home: folder)
    }

    /// Returns the owner of a file, or of the nearest existing parent folder if the file does not exist yet.
    ///
    /// - Returns: `nil` unless the process runs as root and the owner is another user.
    static func nearestOwner(of file: String) -> ServiceAccount? {
        var place = URL(fileURLWithPath: file).standardizedFileURL
        let folder = place.deletingLastPathComponent().path
        while FileStatus(path: place.path) == nil, place.path != "/" { place.deleteLastPathComponent() }
        var account = owner(of: place.path)
        account?.home = folder
        return account
    }

    /// Runs `work` as this user, so that the user owns the files it creates.
    ///
    /// Affects the whole process.
    ///
    /// - Throws: `HelpBridgeError` if the system does not allow it, and the errors of `work`.
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
        // Libraries that read files in the home directory would otherwise complain about root's.
        setenv("HOME", self.home, 1)
        return try await work()
    }

    /// - Returns: whether the process got the groups that the user has after signing in.
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
    /// Runs `work`, which creates files that a bridge needs.
    ///
    /// If root runs the command, it runs as the database's owner, who could not use root's files.
    func asOwner<Value: Sendable>(_ work: () async throws -> Value) async throws -> Value {
        guard let account = ServiceAccount.nearestOwner(of: database) else { return try await work() }
        return try await account.acting(work)
    }
}
