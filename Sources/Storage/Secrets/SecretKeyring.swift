import ConcurrencyPrimitives
import Files
import Foundation
import HelpDesk

/// The keys that this process knows. A file of keys is read again when a key is asked for that is not among them: so a
/// running bridge notices that another process has changed them.
final class SecretKeyring: Sendable {
    private struct State: Sendable {
        var keys: [SecretKey] = []
        var identity: FileIdentity?
    }

    let source: SecretKeySource
    /// The file that holds the keys; `nil` where the configuration does.
    let file: SecretKeyFile?
    private let database: String
    private let state: Locked<State>

    /// - Parameters:
    ///   - path: beside which the file is, where the source says so.
    ///   - database: by which people know the database.
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

    /// - Returns: `nil` when there is no such key.
    /// - Throws: ``StorageError/secretKey(_:)`` when the file of keys cannot be used.
    func key(_ id: String) throws(StorageError) -> SecretKey? {
        if let known = state.withLock({ $0.keys.first { $0.id == id } }) { return known }
        try refresh()
        return state.withLock { $0.keys.first { $0.id == id } }
    }

    /// The key for a database that has none yet, made where it may be.
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

    /// Whether there are keys, or could be made.
    func check() throws(StorageError) {
        if case .besideDatabase = source, file?.identity == nil { return }
        _ = try firstKey()
    }

    /// Puts other keys into the file.
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

    /// Knows a key that comes from elsewhere.
    func add(_ key: SecretKey) {
        state.withLock { $0.keys.append(key) }
    }

    /// Why a key that the database wants is not to be had.
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
            // Those from before stay: what is sealed under them may still be read, by an older transaction.
            state.keys = keys + state.keys.filter { !keys.contains($0) }
            state.identity = identity
        }
    }
}
