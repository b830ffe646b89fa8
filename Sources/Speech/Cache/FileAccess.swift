import Files
import Foundation
import Glibc

/// Who may read and own the files of prompts: a PBX that shares the disk runs as another user.
public struct FileAccess: Sendable, Equatable {
    /// Permission bits of a file; a directory can be entered by whoever may read it.
    public var mode: UInt32
    /// `nil` leaves the files to the user who runs this.
    public var user: UInt32?
    public var group: UInt32?

    public init(mode: UInt32 = 0o644, user: UInt32? = nil, group: UInt32? = nil) {
        self.mode = mode
        self.user = user
        self.group = group
    }

    /// Reads an owner as `chown` takes it: `user`, `user:group` or `:group`, by name or number.
    ///
    /// - Returns: `nil` when the system knows no such user or group.
    public init?(mode: UInt32 = 0o644, owner: String) {
        self.init(mode: mode)
        let parts = owner.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
        guard parts.contains(where: { !$0.isEmpty }) else { return nil }
        if !parts[0].isEmpty {
            guard let user = UInt32(parts[0]) ?? Self.user(named: parts[0]) else { return nil }
            self.user = user
        }
        if parts.count > 1, !parts[1].isEmpty {
            guard let group = UInt32(parts[1]) ?? Self.group(named: parts[1]) else { return nil }
            self.group = group
        }
    }

    var directoryMode: UInt32 {
        // Each right to read becomes one to read and enter; the owner always may do all.
        mode | (mode & 0o444) >> 2 | 0o700
    }

    /// Gives an open file its owner and mode, whatever the process's umask is.
    ///
    /// - Returns: whether the system allowed it; if not, `errno` says why.
    func apply(to descriptor: Int32, mode: UInt32) -> Bool {
        // The largest number leaves the user or the group as it is.
        guard isOwned(descriptor) || fchown(descriptor, user ?? .max, group ?? .max) == 0 else { return false }
        return fchmod(descriptor, mode) == 0
    }

    /// Why this process may not give files to their owner; `nil` where it may. A file without a name is tried.
    public var refusal: String? {
        guard let file = tmpfile() else { return nil }
        defer { fclose(file) }
        return apply(to: fileno(file), mode: mode) ? nil : String(cString: strerror(errno))
    }

    /// Whether an open file has its owner already. Then the system is not asked: under a filter of system calls it may
    /// refuse to change the owner at all.
    private func isOwned(_ descriptor: Int32) -> Bool {
        guard let status = FileStatus(descriptor: descriptor) else { return false }
        return (user ?? status.owner) == status.owner && (group ?? status.group) == status.group
    }

    private static func user(named name: String) -> UInt32? {
        var entry = passwd()
        var found: UnsafeMutablePointer<passwd>?
        var buffer = [CChar](repeating: 0, count: 16_384)
        guard getpwnam_r(name, &entry, &buffer, buffer.count, &found) == 0, found != nil else { return nil }
        return entry.pw_uid
    }

    private static func group(named name: String) -> UInt32? {
        var entry = Glibc.group()
        var found: UnsafeMutablePointer<Glibc.group>?
        var buffer = [CChar](repeating: 0, count: 65_536)
        guard getgrnam_r(name, &entry, &buffer, buffer.count, &found) == 0, found != nil else { return nil }
        return entry.gr_gid
    }
}
