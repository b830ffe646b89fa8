import Foundation
public import HelpDesk

/// Which references to secrets, and which paths, may be written through the API and the pages, as `secrets.allow` says:
/// whoever may change settings there is not, for that, allowed to read the machine's variables and files.
public struct SecretAllowance: Sendable, Equatable {
    /// What may be written where nothing is said: nothing.
    public static let nothing = SecretAllowance(patterns: [])

    /// `env:NAME` or `file:/PATH`, with `*`, `?` and `[…]` as a shell has them: none of them stands for a slash, nor for
    /// the dot that a hidden file begins with.
    private let patterns: [SecretReference]

    /// - Parameter patterns: each by ``pattern(_:)``.
    public init(patterns: [SecretReference]) {
        self.patterns = patterns
    }

    /// - Parameter pattern: as it stands in `secrets.allow`.
    /// - Returns: `nil` when it is none.
    public static func pattern(_ pattern: String) -> SecretReference? {
        let reference = SecretReference(pattern)
        switch reference.location {
        case .environment(let name): return name.isEmpty || name.contains("/") ? nil : reference
        case .file(let path): return isPlain(path) ? reference : nil
        case .literal, .unreadable: return nil
        }
    }

    /// Why a reference may not be written; `nil` when it may.
    ///
    /// - Parameter canonicalPath: where a path leads in the end, through all links; `nil` when nothing is there.
    public func problem(
        with reference: SecretReference, canonicalPath: (_ path: String) -> String?
    ) -> String? {
        let isAllowed: Bool
        switch reference.location {
        case .environment(let name): isAllowed = allows(name: name)
        case .file(let path): isAllowed = allows(path: path, canonicalPath)
        case .literal, .unreadable: return nil
        }
        guard !isAllowed else { return nil }
        return "\(reference) may not be written here: secrets.allow in helpbridge.yaml does not name it; "
            + "write the secret itself, or have it allowed on the bridge's machine"
    }

    /// Why a file may not be named, such as a recording or a certificate; `nil` when it may.
    ///
    /// - Parameter canonicalPath: where a path leads in the end, through all links; `nil` when nothing is there.
    public func problem(withPath path: String, canonicalPath: (_ path: String) -> String?) -> String? {
        guard !allows(path: path, canonicalPath) else { return nil }
        return "\(path) may not be named here: secrets.allow in helpbridge.yaml does not name it; "
            + "have it allowed on the bridge's machine"
    }

    private func allows(name: String) -> Bool {
        patterns.contains { pattern in
            guard case .environment(let pattern) = pattern.location else { return false }
            return Self.matches(name, pattern)
        }
    }

    /// Both the path as it is written and the file that it leads to must be allowed: a link in an allowed folder leads
    /// nowhere else.
    private func allows(path: String, _ canonicalPath: (String) -> String?) -> Bool {
        let patterns = patterns.compactMap { pattern -> String? in
            guard case .file(let pattern) = pattern.location else { return nil }
            return pattern
        }
        guard Self.isPlain(path), patterns.contains(where: { Self.matches(path, $0) }),
            let target = canonicalPath(path)
        else { return false }
        // The folder that a pattern begins with may be a link itself.
        return patterns.contains { Self.matches(target, Self.resolved($0, canonicalPath)) }
    }

    private static func matches(_ text: String, _ pattern: String) -> Bool {
        // A C string ends at a zero.
        guard !text.unicodeScalars.contains(where: { $0.properties.generalCategory == .control }) else { return false }
        return fnmatch(pattern, text, FNM_PATHNAME | FNM_PERIOD) == 0
    }

    /// Absolute, with nothing in it that leads back.
    private static func isPlain(_ path: String) -> Bool {
        guard path.hasPrefix("/"), path.utf8.count > 1 else { return false }
        return path.dropFirst().split(separator: "/", omittingEmptySubsequences: false)
            .allSatisfy { !["", ".", ".."].contains($0) }
    }

    private static func resolved(_ pattern: String, _ canonicalPath: (String) -> String?) -> String {
        var folder = pattern.split(separator: "/")
        var rest: [Substring] = []
        while let last = folder.popLast() {
            rest.insert(last, at: 0)
            let isWild = folder.contains { part in part.contains { "*?[\\".contains($0) } }
            if !isWild, let target = canonicalPath("/" + folder.joined(separator: "/")) {
                return (target == "/" ? "" : target) + "/" + rest.joined(separator: "/")
            }
        }
        return pattern
    }
}
