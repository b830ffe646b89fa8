import ArgumentParser
import Foundation
import Glibc

/// Asks at a terminal for everything that no option gives; without a terminal, uses the default answers.
struct SetupQuestions {
    let isAtTerminal: Bool

    /// - Parameters:
    ///   - given: the option's value.
    ///   - option: the option's name, for users without a terminal.
    ///   - usual: the answer to an empty line; `nil` if an answer is required.
    /// - Throws: `ValidationError` if there is no answer.
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

    /// Like ``answer(_:_:option:usual:)``, without showing the typed text.
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
