import Foundation
public import HelpDesk

/// The references to secrets, and the paths, that may be written through the API and the pages, as set in
/// `secrets.allow`.
///
/// People who may change settings there are not thereby allowed to read the machine's variables and files.
public struct SecretAllowance: Sendable, Equatable {
    /// The default, which allows nothing.
    public static let nothing = SecretAllowance(patterns: [])

    /// `env:NAME` or `file:/PATH`, with the wildcards `*`, `?` and `[…]` of a shell: none of them matches a slash, or
    /// the dot at the start of a hidden file's name.
    private let patterns: [SecretReference]

    /// - Parameter patterns: results of ``pattern(_:)``.
    public init(patterns: [SecretReference]) {
        self.patterns = patterns
    }

    /// - Parameter pattern: the text in `secrets.allow`.
    /// - Returns: `nil` if it is not a pattern.
    public static func pattern(_ pattern: String) -> SecretReference? {
        let reference = SecretReference(pattern)
        switch reference.location {
        case .environment(let name): return name.isEmpty || name.contains("/") ? nil : reference
        case .file(let path): return isPlain(path) ? reference : nil
        case .literal, .unreadable: return nil
        }
    }

    /// Returns why a reference may not be written; `nil` if it may.
    ///
    /// - Parameter canonicalPath: returns where a path leads in the end, through all links; `nil` if nothing exists
    ///   there.
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

    /// Returns why a file, such as a recording or a certificate, may not be named; `nil` if it may.
    ///
    /// - Parameter canonicalPath: returns where a path leads in the end, through all links; `nil` if nothing exists
    ///   there.
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

    /// Both the path as written and the file that it leads to must be allowed: a link in an allowed folder cannot lead
    /// elsewhere.
    private func allows(path: String, _ canonicalPath: (String) -> String?) -> Bool {
        let patterns = patterns.compactMap { pattern -> String? in
            guard case .file(let pattern) = pattern.location else { return nil }
            return pattern
        }
        guard Self.isPlain(path), patterns.contains(where: { Self.matches(path, $0) }),
            let target = canonicalPath(path)
        else { return false }
        // The folder at the start of a pattern may itself be a link.
        return patterns.contains { Self.matches(target, Self.resolved($0, canonicalPath)) }
    }

    private static func matches(_ text: String, _ pattern: String) -> Bool {
        // A C string ends at a zero.
        guard !text.unicodeScalars.contains(where: { $0.properties.generalCategory == .control }) else { return false }
        return fnmatch(pattern, text, FNM_PATHNAME | FNM_PERIOD) == 0
    }

    /// Whether a path is absolute, without empty components, `.` or `..`.
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
