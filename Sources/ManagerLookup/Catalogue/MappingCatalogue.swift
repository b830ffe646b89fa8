import Administration
import ConcurrencyPrimitives
import Foundation
public import HelpDesk

/// The mappings of a directory, by name.
///
/// A file that is no mapping is a matter of those lookup sources that use it: they are told what is wrong with it, and all
/// others go on.
public struct MappingCatalogue: Sendable {
    private let directory: String
    /// By their names without `.yaml`.
    private let files: [String: MappingFile]
    /// What is wrong with mappings whose programs do not compile.
    private let uncompiled = Locked<[String: ManagerLookupError]>([:])
    /// Runs the mappings' programs.
    public let jq: JQPool

    /// Takes every `.yaml` file of a directory as it is now. A mapping is made of its text at its first use, and its jq programs
    /// are compiled by ``prepare(_:)`` or at theirs: all programs of all mappings would take more than a second.
    ///
    /// - Parameters:
    ///   - directory: the directory's path.
    ///   - jq: runs the mappings' programs.
    /// - Throws: ``ManagerLookupError`` for a missing directory.
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
        // Two names that differ in bytes only are one text.
        self.init(files: Dictionary(files) { first, _ in first }, directory: directory, jq: jq)
    }

    /// Takes mappings that come from elsewhere, as those of a demonstration do.
    ///
    /// - Parameters:
    ///   - mappings: with different names.
    ///   - jq: runs their programs.
    /// - Throws: ``ManagerLookupError`` when two have the same name.
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

    /// The names of all mappings, those that cannot be used as well, sorted.
    public var names: [String] { files.keys.sorted() }

    /// What is wrong with the files that are no mappings, in the order of their names.
    public var faults: [ManagerLookupError] { files.sorted { $0.key < $1.key }.compactMap(\.value.fault) }

    /// Why a mapping cannot be used; `nil` when it can, as far as is known.
    public func fault(of name: String) -> ManagerLookupError? {
        guard let file = files[name] else { return unknown(name) }
        return file.fault ?? uncompiled.withLock { $0[name] }
    }

    /// Whether finished requests can be written into a source's CRM. With a mapping that is broken that fails, and can be
    /// repeated when it has been mended.
    func mayReport(_ source: LookupSource) -> Bool {
        guard fault(of: source.mapping) == nil else { return true }
        return (try? mapping(named: source.mapping))?.report != nil
    }

    /// By name.
    var all: [Mapping] { files.sorted { $0.key < $1.key }.compactMap { try? $0.value.mapping() } }

    /// - Throws: ``ManagerLookupError/unknownMapping(_:directory:)`` when there is none of that name, and what is wrong
    ///   with its file when it is no mapping.
    public func mapping(named name: String) throws -> Mapping {
        guard let file = files[name] else { throw unknown(name) }
        return try file.mapping()
    }

    /// The files are read once: one that has come since is there for commands only.
    private func unknown(_ name: String) -> ManagerLookupError {
        let path = "\(directory)/\(name).yaml"
        guard FileManager.default.fileExists(atPath: path) else { return .unknownMapping(name, directory: directory) }
        return .mapping(
            file: path, line: nil, field: nil, problem: "it was not there when HelpBridge started; restart it")
    }

    /// Compiles the jq programs of the mappings that are in use, so that no operator waits for it.
    ///
    /// Takes about 15 ms for each program not compiled yet.
    ///
    /// - Parameter parts: what is needed of the mappings, by their names.
    /// - Returns: what is wrong with those of them that cannot be used: unknown ones, and programs that do not compile.
    /// - Throws: ``LookupFailure`` when no program can be compiled at all.
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
        for definition in mapping.credentials.values.sorted(by: { $0.name < $1.name })
        where definition.isRequired && source.credentials[definition.name] == nil {
            throw source.lacks(definition)
        }
        if source.policy.reports != .none, mapping.report == nil {
            throw ManagerLookupError.source(
                id: source.id, problem: "the mapping \(mapping.name) writes no reports; leave reports out")
        }
    }

    /// Where a source logs in, if its mapping says that this is elsewhere; not resolved when a credential says where.
    public func loginOrigin(of source: LookupSource) -> String? {
        guard case .oauth2(let grant) = try? mapping(named: source.mapping).authentication, let origin = grant.origin
        else { return nil }
        if let constant = origin.constant { return LookupSource.origin(of: constant) }
        return grant.originCredential.flatMap { source.credentials[$0] }.map { LookupSource.origin(of: $0.text) }
    }
}
