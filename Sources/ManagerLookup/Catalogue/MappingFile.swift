import ConcurrencyPrimitives
import Foundation

/// A file of the mappings' directory, as it was when it was taken.
///
/// A mapping is made of it at its first use: a site has one or two CRMs, and two dozen mappings are shipped.
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

    /// A mapping that was read elsewhere.
    init(_ mapping: Mapping) {
        path = mapping.name
        state = Locked(.read(.success(mapping)))
    }

    /// - Throws: what is wrong with the file when it is no mapping.
    func mapping() throws(ManagerLookupError) -> Mapping {
        try result.get()
    }

    /// What is wrong with it; `nil` when it is a mapping.
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
