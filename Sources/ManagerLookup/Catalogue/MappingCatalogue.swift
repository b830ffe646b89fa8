import Administration
import ConcurrencyPrimitives
import Foundation
public import HelpDesk

/// The mappings of a directory, by name.
///
/// An invalid file only affects the lookup sources that use it: their lookups report the fault, and all others work.
public struct MappingCatalogue: Sendable {
    private let directory: String
    /// The files by name without `.yaml`.
    private let files: [String: MappingFile]
    /// The errors of mappings whose programs do not compile.
    private let uncompiled = Locked<[String: ManagerLookupError]>([:])
    /// Runs the mappings' programs.
    public let jq: JQPool

    /// Reads all `.yaml` files of a directory.
    ///
    /// A mapping is parsed at its first use, and its jq programs are compiled by ``prepare(_:)`` or at their first use:
    /// compiling all programs of all mappings would take more than a second.
    ///
    /// - Parameters:
    ///   - directory: the directory's path.
    ///   - jq: the pool that runs the mappings' programs.
    /// - Throws: ``ManagerLookupError`` if the directory cannot be read.
    public init(directory: String, jq: JQPool) throws {
        let names: [String]
        do {
            names = try FileManager.default.contentsOfDirectory(atPath: directory)
        } catch {
            throw ManagerLookupError.directory(path: directory, problem: "the directory cannot be read")
        }
        let files = names.filter { $0.hasSuffix(".yaml") && !$0.hasPrefix(".") }.map { file in
            (String(file.dropLast(".yaml".count)), MappingFile(path: "\(directory)/\(file)"))
        }
        // Names that differ only in Unicode normalization are equal strings.
        self.init(files: Dictionary(files) { first, _ in first }, directory: directory, jq: jq)
    }

    /// Creates a catalogue from parsed mappings, such as those of a demonstration.
    ///
    /// - Parameters:
    ///   - mappings: mappings with different names.
    ///   - jq: the pool that runs their programs.
    /// - Throws: ``ManagerLookupError`` if two mappings have the same name.
    public init(mappings: [Mapping], jq: JQPool) throws {
        let directory = "Mappings"
        let files = try Dictionary(mappings.map { ($0.name, MappingFile($0)) }) { first, _ in
            throw ManagerLookupError.mapping(
                file: directory, line: nil, field: nil,
                problem: "two mappings are named \(try first.mapping().name)")
        }
        self.init(files: files, directory: directory, jq: jq)
    }

    private init(files: [String: MappingFile], directory: String, jq: JQPool) {
        self.files = files
        self.directory = directory
        self.jq = jq
    }

    /// The names of all mappings, including unusable ones, sorted.
    public var names: [String] { files.keys.sorted() }

    /// The faults of invalid mapping files, ordered by name.
    public var faults: [ManagerLookupError] { files.sorted { $0.key < $1.key }.compactMap(\.value.fault) }

    /// Returns the reason why a mapping cannot be used; `nil` if it can, as far as is known.
    public func fault(of name: String) -> ManagerLookupError? {
        guard let file = files[name] else { return unknown(name) }
        return file.fault ?? uncompiled.withLock { $0[name] }
    }

    /// Returns whether finished requests can be written into a source's CRM.
    ///
    /// For an unusable mapping it returns true: the report fails, and can be repeated after the mapping is fixed.
    func mayReport(_ source: LookupSource) -> Bool {
        guard fault(of: source.mapping) == nil else { return true }
        return (try? mapping(named: source.mapping))?.report != nil
    }

    /// The usable mappings, ordered by name.
    var all: [Mapping] { files.sorted { $0.key < $1.key }.compactMap { try? $0.value.mapping() } }

    /// - Throws: ``ManagerLookupError/unknownMapping(_:directory:)`` if there is no mapping of that name, or the fault
    ///   of its file.
    public func mapping(named name: String) throws -> Mapping {
        guard let file = files[name] else { throw unknown(name) }
        return try file.mapping()
    }

    /// Files are read only once: a mapping added since then is only available to commands.
    private func unknown(_ name: String) -> ManagerLookupError {
        let path = "\(directory)/\(name).yaml"
        guard FileManager.default.fileExists(atPath: path) else { return .unknownMapping(name, directory: directory) }
        return .mapping(
            file: path, line: nil, field: nil, problem: "it was not there when HelpBridge started; restart it")
    }

    /// Compiles the jq programs of the mappings in use, so that no operator waits for it.
    ///
    /// Takes about 15 ms for each program that is not compiled yet.
    ///
    /// - Parameter parts: the needed parts of each mapping, by name.
    /// - Returns: the faults of unusable mappings: unknown names, and programs that do not compile.
    /// - Throws: ``LookupFailure`` if no programs can be compiled at all.
    @discardableResult
    public func prepare(_ parts: [String: Set<MappingPart>]) async throws -> [ManagerLookupError] {
        var faults: [ManagerLookupError] = []
        for (name, parts) in parts.sorted(by: { $0.key < $1.key }) {
            do {
                try await mapping(named: name).prepare(parts, by: jq)
            } catch let fault as ManagerLookupError {
                faults.append(fault)
                if files[name] != nil { uncompiled.withLock { $0[name] = fault } }
            }
        }
        return faults
    }

    /// Checks whether a lookup source can work, without sending a request.
    ///
    /// - Throws: ``ManagerLookupError`` for an unknown mapping, an invalid base URL, or credentials that are missing or
    ///   unknown to the mapping.
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
        for definition in mapping.credentials.values.sorted(by: { $0.name < $1.name })
        where definition.isRequired && source.credentials[definition.name] == nil {
            throw source.lacks(definition)
        }
        if source.policy.reports != .none, mapping.report == nil {
            throw ManagerLookupError.source(
                id: source.id, problem: "the mapping \(mapping.name) writes no reports; leave reports out")
        }
    }

    /// Returns the origin where a source logs in, if its mapping names another one; the reference, unresolved, if a
    /// credential holds it.
    public func loginOrigin(of source: LookupSource) -> String? {
        guard case .oauth2(let grant) = try? mapping(named: source.mapping).authentication, let origin = grant.origin
        else { return nil }
        if let constant = origin.constant { return LookupSource.origin(of: constant) }
        return grant.originCredential.flatMap { source.credentials[$0] }.map { LookupSource.origin(of: $0.text) }
    }
}
