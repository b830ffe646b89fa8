import Foundation
public import HelpDesk

/// The mappings of a directory, by name.
public struct MappingCatalogue: Sendable {
    private let directory: String
    private let byName: [String: Mapping]
    /// Runs the mappings' programs.
    public let jq: JQPool

    /// Reads every `.yaml` file of a directory. The jq programs of a mapping are compiled by ``prepare(_:)`` or at its
    /// first use: all programs of all mappings would take more than a second.
    ///
    /// - Parameters:
    ///   - directory: the directory's path.
    ///   - jq: runs the mappings' programs.
    /// - Throws: ``ManagerLookupError`` for a missing directory, or for the first file that is not a mapping.
    public init(directory: String, jq: JQPool) throws {
        let names: [String]
        do {
            names = try FileManager.default.contentsOfDirectory(atPath: directory)
        } catch {
            throw ManagerLookupError.directory(path: directory, problem: "the directory cannot be read")
        }
        let files = names.filter { $0.hasSuffix(".yaml") && !$0.hasPrefix(".") }.sorted()
        try self.init(mappings: files.map { try Self.load($0, in: directory) }, directory: directory, jq: jq)
    }

    /// Takes mappings that come from elsewhere, as those of a demonstration do.
    ///
    /// - Parameters:
    ///   - mappings: with different names.
    ///   - jq: runs their programs.
    /// - Throws: ``ManagerLookupError`` when two have the same name.
    public init(mappings: [Mapping], jq: JQPool) throws {
        try self.init(mappings: mappings, directory: "Mappings", jq: jq)
    }

    private init(mappings: [Mapping], directory: String, jq: JQPool) throws {
        self.directory = directory
        self.jq = jq
        byName = try Dictionary(mappings.map { ($0.name, $0) }) { first, _ in
            throw ManagerLookupError.mapping(
                file: directory, line: nil, field: nil, problem: "two mappings are named \(first.name)")
        }
    }

    /// The names of all mappings, sorted.
    public var names: [String] { byName.keys.sorted() }

    /// By name.
    var all: [Mapping] { byName.sorted { $0.key < $1.key }.map(\.value) }

    /// - Throws: ``ManagerLookupError/unknownMapping(_:directory:)`` when there is none of that name.
    public func mapping(named name: String) throws -> Mapping {
        guard let mapping = byName[name] else {
            throw ManagerLookupError.unknownMapping(name, directory: directory)
        }
        return mapping
    }

    /// Compiles the jq programs of the mappings that are in use, so that no operator waits for it.
    ///
    /// Takes about 15 ms for each program not compiled yet.
    ///
    /// - Parameter names: of the mappings; repeated names cost nothing.
    /// - Throws: ``ManagerLookupError`` for an unknown name or a program that does not compile.
    public func prepare(_ names: some Sequence<String>) async throws {
        for name in Set(names).sorted() { try await mapping(named: name).prepare(by: jq) }
    }

    /// Tells whether a lookup source can work, without asking it.
    ///
    /// - Throws: ``ManagerLookupError`` for an unknown mapping, a bad base URL, or credentials that are missing or that
    ///   the mapping does not know.
    public func check(_ source: LookupSource) throws {
        let mapping = try mapping(named: source.mapping)
        _ = try source.base()
        if let stranger = source.credentials.keys.sorted().first(where: { mapping.credentials[$0] == nil }) {
            let known = mapping.credentials.keys.sorted().joined(separator: ", ")
            throw ManagerLookupError.source(
                id: source.id,
                problem: "the mapping \(mapping.name) has no credential \(stranger); "
                    + "it knows \(known.isEmpty ? "none" : known)")
        }
        for (name, definition) in mapping.credentials.sorted(by: { $0.key < $1.key })
        where definition.isRequired && source.credentials[name] == nil {
            throw source.lacks(name, definition)
        }
    }

    /// Where a source logs in, if its mapping says that this is elsewhere; not resolved when a credential says where.
    public func loginOrigin(of source: LookupSource) -> String? {
        guard case .oauth2(let grant) = try? mapping(named: source.mapping).authentication, let origin = grant.origin
        else { return nil }
        if let constant = origin.constant { return LookupSource.origin(of: constant) }
        return grant.originCredential.flatMap { source.credentials[$0] }.map { LookupSource.origin(of: $0.text) }
    }

    private static func load(_ name: String, in directory: String) throws -> Mapping {
        let path = "\(directory)/\(name)"
        guard let content = FileManager.default.contents(atPath: path) else {
            throw ManagerLookupError.mapping(file: path, line: nil, field: nil, problem: "the file cannot be read")
        }
        guard let text = String(validating: content, as: UTF8.self) else {
            throw ManagerLookupError.mapping(file: path, line: nil, field: nil, problem: "the file is not UTF-8")
        }
        let mapping = try Mapping(yaml: text, file: path)
        guard name == "\(mapping.name).yaml" else {
            throw ManagerLookupError.mapping(
                file: path, line: nil, field: "name",
                problem: "a mapping named \(mapping.name) belongs in \(mapping.name).yaml")
        }
        return mapping
    }
}
