import ArgumentParser
import Foundation
import Glibc

/// Asks at a terminal for what no option says; without a terminal the usual answers serve.
struct SetupQuestions {
    let isAtTerminal: Bool

    /// - Parameters:
    ///   - given: what an option says.
    ///   - option: its name, for who has no terminal.
    ///   - usual: the answer to an empty line; `nil` where there must be one.
    /// - Throws: `ValidationError` when there is no answer.
    func answer(_ given: String?, _ question: String, option: String, usual: String? = nil) throws -> String {
        if let given { return given }
        guard isAtTerminal else { return try Self.need(usual, option) }
        while true {
            let hint = usual.map { $0.isEmpty ? "" : " [\($0)]" } ?? ""
            Console.show(question: "\(question)\(hint): ")
            guard let line = readLine(strippingNewline: true) else { return try Self.need(usual, option) }
            let answer = line.trimmingCharacters(in: .whitespaces)
            if !answer.isEmpty { return answer }
            if let usual { return usual }
        }
    }

    /// Like ``answer(_:_:option:usual:)``, without showing what is typed.
    func secret(_ given: String?, _ question: String, option: String) throws -> String {
        if let given { return given }
        guard isAtTerminal else { return try Self.need(nil, option) }
        return try PasswordOptions.ask("\(question): ")
    }

    private static func need(_ usual: String?, _ option: String) throws -> String {
        guard let usual else { throw ValidationError("standard input is not a terminal; give \(option)") }
        return usual
    }
}
