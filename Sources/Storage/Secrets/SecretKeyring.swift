import ConcurrencyPrimitives
import Files
import Foundation
import HelpDesk

/// The keys that this process knows.
///
/// The key file is read again if a key is missing, so that a running bridge sees another process's changes.
final class SecretKeyring: Sendable {
    private struct State: Sendable {
        var keys: [SecretKey] = []
        var identity: FileIdentity?
    }

    let source: SecretKeySource
    /// The file that contains the keys; `nil` if the configuration does.
    let file: SecretKeyFile?
    private let database: String
    private let state: Locked<State>

    /// - Parameters:
    ///   - path: the path that the file is next to, for a source that says so.
    ///   - database: the database's name for people.
    init(_ source: SecretKeySource, beside path: String, database: String) {
        self.source = source
        self.database = database
        var keys: [SecretKey] = []
        switch source {
        case .besideDatabase:
            let directory = URL(fileURLWithPath: path).deletingLastPathComponent()
            file = SecretKeyFile(path: directory.appendingPathComponent("secrets.key").path, allowsGroup: false)
        case .file(let path):
            file = SecretKeyFile(path: path, allowsGroup: true)
        case .given(let given):
            file = nil
            keys = given
        }
        state = Locked(State(keys: keys))
    }

    /// - Returns: `nil` if there is no such key.
    /// - Throws: ``StorageError/secretKey(_:)`` if the key file is unusable.
    func key(_ id: String) throws(StorageError) -> SecretKey? {
        if let known = state.withLock({ $0.keys.first { $0.id == id } }) { return known }
        try refresh()
        return state.withLock { $0.keys.first { $0.id == id } }
    }

    /// Returns the key for a database that has none yet, and creates it if the source permits that.
    func firstKey() throws(StorageError) -> SecretKey {
        try refresh()
        if let key = state.withLock({ $0.keys.first }) { return key }
        if let file, case .besideDatabase = source {
            try file.make(.random())
            try refresh()
            if let key = state.withLock({ $0.keys.first }) { return key }
        }
        throw .secretKey(
            .unreadable(
                path: file?.path ?? "the configuration",
                reason: "there is none; make one that only its owner can read, with openssl rand -base64 32"))
    }

    /// Checks that there are keys, or that they can be created.
    func check() throws(StorageError) {
        if case .besideDatabase = source, file?.identity == nil { return }
        _ = try firstKey()
    }

    /// Replaces the keys in the file.
    func replace(with keys: [SecretKey]) throws(StorageError) {
        guard let file else { throw .secretKey(.notOurs) }
        try file.replace(with: keys)
        try refresh()
    }

    /// Puts keys into the file before those that it holds, which stay: what a change that was cut short has left may
    /// still be sealed under any of them.
    func put(_ keys: [SecretKey]) throws(StorageError) {
        let earlier = try file?.read()?.keys ?? []
        try replace(with: keys + earlier.filter { !keys.contains($0) })
    }

    /// Adds a key from another source.
    func add(_ key: SecretKey) {
        state.withLock { $0.keys.append(key) }
    }

    /// The reason why a key that the database needs is unavailable.
    var problem: StorageError {
        guard let file else {
            return .secretKey(.wrong(place: "secrets.key in the configuration", database: database))
        }
        return .secretKey(
            file.identity == nil
                ? .missing(path: file.path, database: database) : .wrong(place: file.path, database: database))
    }

    private func refresh() throws(StorageError) {
        guard let file else { return }
        let known = state.withLock { $0.identity }
        guard known == nil || file.identity != known else { return }
        guard let (keys, identity) = try file.read() else { return }
        state.withLock { state in
            // Earlier keys stay: an older transaction may still read what is sealed with them.
            state.keys = keys + state.keys.filter { !keys.contains($0) }
            state.identity = identity
        }
    }
}
