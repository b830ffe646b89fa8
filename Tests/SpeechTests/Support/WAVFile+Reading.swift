import Foundation
import Speech

extension WAVFile {
    /// Reads a file.
    init(contentsOfFile path: String) throws {
        try self.init(bytes: [UInt8](Data(contentsOf: URL(fileURLWithPath: path))))
    }
}
