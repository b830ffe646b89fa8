import ConcurrencyPrimitives
import HelpDesk
import JSON

/// A jq program of a mapping, run by a ``JQPool``, whose workers compile it once.
final class JQProgram: Sendable {
    /// The program as written.
    let text: String
    let origin: JQOrigin
    /// The number that identifies the program to workers.
    let number: UInt64
    private let input: JQInput
    /// The functions and variables that the program mentions.
    private let names: [String]
    /// Set if the program only reads members of its input.
    let plain: PlainProgram?

    private static let lastNumber = Locked<UInt64>(0)

    /// Creates a program without compiling it.
    ///
    /// - Throws: ``ManagerLookupError/program(file:line:field:text:problem:)`` if the program accesses anything outside
    ///   its context.
    convenience init(
        _ text: String, origin: JQOrigin, input: JQInput = .whole
    ) throws(ManagerLookupError) {
        self.init(unchecked: text, origin: origin, input: input)
        if text.utf8.contains(0) { throw failure("it contains a NUL character") }
        if let name = names.first(where: JQPrelude.forbidden.contains) {
            throw failure("\(name) is not available in a mapping; a field of that name is .\(name), a key {\(name): …}")
        }
    }

    /// Creates a program without checks; only ``JQPrelude`` keeps it in its context.
    init(unchecked text: String, origin: JQOrigin, input: JQInput = .whole) {
        self.text = text
        self.origin = origin
        self.input = input
        names = JQScanner.names(in: text)
        plain = input.prelude.isEmpty ? PlainProgram(text) : nil
        number = Self.lastNumber.withLock { number in
            number += 1
            return number
        }
    }

    /// The text to compile.
    var source: String { JQPrelude.definitions(for: names) + JQPrelude.text + input.prelude + text }

    /// Returns the program's outputs for one input.
    ///
    /// - Parameters:
    ///   - scope: the value of `.`, and the pool that runs the program.
    ///   - limit: the maximum number of outputs; further outputs are never computed.
    /// - Throws: ``ManagerLookupError/program(file:line:field:text:problem:)`` if the program fails,
    ///   ``ManagerLookupError/budget(file:line:field:problem:)`` if it exceeds its budget, ``LookupFailure`` if it
    ///   could not be run.
    func outputs(over scope: JQScope, atMost limit: Int) async throws -> [JSONTree] {
        try await scope.run([JQRun(program: self, limit: limit)]).outputs(of: self)
    }

    /// Returns the first output; `nil` if there is none.
    func first(over scope: JQScope) async throws -> JSONTree? {
        try await outputs(over: scope, atMost: 1).first
    }

    /// Returns whether the first output is neither `false` nor `null`; no output counts as false.
    func isTrue(over scope: JQScope) async throws -> Bool {
        try await first(over: scope)?.isTrue ?? false
    }

    /// Like ``isTrue(over:)``, but returns false if the program fails on unexpected input.
    func isTrueIfItGoes(over scope: JQScope) async throws -> Bool {
        try await firstIfItGoes(over: scope)?.isTrue ?? false
    }

    /// Like ``first(over:)``, but returns `nil` if the program fails on unexpected input.
    func firstIfItGoes(over scope: JQScope) async throws -> JSONTree? {
        do {
            return try await first(over: scope)
        } catch ManagerLookupError.program {
            return nil
        }
    }

    /// Returns the error for a problem of this program.
    func failure(_ problem: String, line: Int = 1) -> ManagerLookupError {
        .program(
            file: origin.file, line: origin.line + line - 1, field: origin.field, text: text, problem: problem)
    }
}
