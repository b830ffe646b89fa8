import Administration
import Foundation
import LocatedYAML

extension CallCenterFile {
    /// Reads a file; relative paths in it are relative to its directory.
    ///
    /// - Parameters:
    ///   - path: the file's path.
    ///   - context: the items that the file may refer to.
    /// - Throws: `AdministrationError.invalid` with all faults.
    init(contentsOf path: String, context: SettingsContext) throws(AdministrationError) {
        let url = URL(fileURLWithPath: path)
        let data: Data
        do {
            data = try Self.data(of: path)
        } catch {
            let message = "cannot be read; check that the file exists and its rights"
            throw .invalid([LocatedProblem(file: path, path: "", message: message)])
        }
        guard let yaml = String(validating: data, as: UTF8.self) else {
            throw .invalid([LocatedProblem(file: path, path: "", message: "is not UTF-8; save it in that encoding")])
        }
        try self.init(yaml: yaml, name: path, directory: url.deletingLastPathComponent(), context: context)
    }

    /// Reads a file to its end: Foundation reads only the size that the file reports, and a pipe does not report one.
    private static func data(of path: String) throws -> Data {
        guard let file = FileHandle(forReadingAtPath: path) else { throw CocoaError(.fileReadNoSuchFile) }
        defer { try? file.close() }
        return try file.readToEnd() ?? Data()
    }
}
