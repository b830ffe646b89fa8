import Foundation
import Testing

extension LiveCallCenter {
    /// Prepares Asterisk for the driver: the REST interface needs no dialplan.
    func prepare() async throws {
        if driver == .ami { try await loadDialplan() }
    }

    /// Loads the dialplan that the program prints, as an administrator would.
    ///
    /// - Parameter options: of `helpbridge pbx dialplan`.
    /// - Returns: the lines.
    @discardableResult
    func loadDialplan(_ options: [String] = []) async throws -> String {
        let lines = try await command(["pbx", "dialplan"] + options)
        let file = lab.directory + "/asterisk/etc/extensions_test.conf"
        let before = try lab.log
        try "[internal](+)\ninclude => helpbridge-codes\n\n\(lines)".write(
            toFile: file, atomically: true, encoding: .utf8)
        _ = try await lab.console("dialplan reload")
        let news = try lab.log.dropFirst(before.count)
        #expect(!news.contains("WARNING") && !news.contains("ERROR"), "\(news)")
        return lines
    }
}
