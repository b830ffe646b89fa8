import ConcurrencyPrimitives
import Foundation

/// A file of the mappings' directory, read once.
///
/// The mapping is parsed at its first use: a site has one or two CRMs, but two dozen mappings are shipped.
final class MappingFile: Sendable {
    private enum State {
        case unread(text: String)
        case read(Result<Mapping, ManagerLookupError>)
    }

    private let path: String
    private let state: Locked<State>

    init(path: String) {
        self.path = path
        state = Locked(Self.content(of: path))
    }

    /// Creates a file from a parsed mapping.
    init(_ mapping: Mapping) {
        path = mapping.name
        state = Locked(.read(.success(mapping)))
    }

    /// - Throws: the file's fault if it is not a valid mapping.
    func mapping() throws(ManagerLookupError) -> Mapping {
        try result.get()
    }

    /// The file's fault; `nil` for a valid mapping.
    var fault: ManagerLookupError? {
        if case .failure(let fault) = result { fault } else { nil }
    }

    private var result: Result<Mapping, ManagerLookupError> {
        state.withLock { state in
            switch state {
            case .read(let result):
                return result
            case .unread(let text):
                let result = Self.read(text, path)
                state = .read(result)
                return result
            }
        }
    }

    private static func content(of path: String) -> State {
        guard let content = FileManager.default.contents(atPath: path) else {
            return .read(.failure(fault(path, "the file cannot be read")))
        }
        guard let text = String(validating: content, as: UTF8.self) else {
            return .read(.failure(fault(path, "the file is not UTF-8")))
        }
        return .unread(text: text)
    }

    private static func fault(_ path: String, _ problem: String) -> ManagerLookupError {
        .mapping(file: path, line: nil, field: nil, problem: problem)
    }

    private static func read(_ text: String, _ path: String) -> Result<Mapping, ManagerLookupError> {
        do throws(ManagerLookupError) {
            let mapping = try Mapping(yaml: text, file: path)
            try mapping.checkName()
            return .success(mapping)
        } catch {
            return .failure(error)
        }
    }
}
