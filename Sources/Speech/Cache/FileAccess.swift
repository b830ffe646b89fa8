import Files
import Foundation
import Glibc

/// The permissions and owner of prompt files: a PBX that shares the disk runs as another user.
public struct FileAccess: Sendable, Equatable {
    /// The permission bits of a file; everyone who may read a directory may also enter it.
    public var mode: UInt32
    /// The owner; `nil` leaves files to the user who runs this process.
    public var user: UInt32?
    public var group: UInt32?

    public init(mode: UInt32 = 0o644, user: UInt32? = nil, group: UInt32? = nil) {
        self.mode = mode
        self.user = user
        self.group = group
    }

    /// Parses an owner in the syntax of `chown`: `user`, `user:group` or `:group`, by name or number.
    ///
    /// - Returns: `nil` if there is no such user or group.
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
        // Each read bit implies the execute bit; the owner has full access.
        mode | (mode & 0o444) >> 2 | 0o700
    }

    /// Sets the owner and mode of an open file, regardless of the process's umask.
    ///
    /// - Returns: whether the system allowed it; if not, `errno` has the reason.
    func apply(to descriptor: Int32, mode: UInt32) -> Bool {
        // The largest number leaves the user or group unchanged.
        guard isOwned(descriptor) || fchown(descriptor, user ?? .max, group ?? .max) == 0 else { return false }
        return fchmod(descriptor, mode) == 0
    }

    /// The reason why this process may not change the owner of files; `nil` if it may. Tried with an unnamed file.
    public var refusal: String? {
        guard let file = tmpfile() else { return nil }
        defer { fclose(file) }
        return apply(to: fileno(file), mode: mode) ? nil : String(cString: strerror(errno))
    }

    /// Whether an open file already has its owner. The system is not asked then: a system call filter may refuse to
    /// change the owner at all.
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
