import ConcurrencyPrimitives
import HelpDesk
import JSON

/// A jq program of a mapping. It is run by a ``JQPool``, whose workers compile it once.
final class JQProgram: Sendable {
    /// The program as it was written.
    let text: String
    let origin: JQOrigin
    /// Which one it is, to the workers.
    let number: UInt64
    private let input: JQInput
    /// The functions and variables that it mentions.
    private let names: [String]
    /// Where it only names members of its input.
    let plain: PlainProgram?

    private static let lastNumber = Locked<UInt64>(0)

    /// Takes a program without compiling it.
    ///
    /// - Throws: ``ManagerLookupError/program(file:line:field:text:problem:)`` when it reaches outside its context.
    convenience init(
        _ text: String, origin: JQOrigin, input: JQInput = .whole
    ) throws(ManagerLookupError) {
        self.init(unchecked: text, origin: origin, input: input)
        if text.utf8.contains(0) { throw failure("it contains a NUL character") }
        if let name = names.first(where: JQPrelude.forbidden.contains) {
            throw failure("\(name) is not available in a mapping; a field of that name is .\(name), a key {\(name): …}")
        }
    }

    /// Takes a program as it is; only ``JQPrelude`` keeps it in its context.
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

    /// What is compiled.
    var source: String { JQPrelude.definitions(for: names) + JQPrelude.text + input.prelude + text }

    /// The program's outputs for one input.
    ///
    /// - Parameters:
    ///   - scope: the value that is `.` to the program, and who runs it.
    ///   - limit: how many outputs are taken; the rest is never computed.
    /// - Throws: ``ManagerLookupError/program(file:line:field:text:problem:)`` when the program fails,
    ///   ``ManagerLookupError/budget(file:line:field:problem:)`` when it needs more than it may, ``LookupFailure`` when it
    ///   could not be run.
    func outputs(over scope: JQScope, atMost limit: Int) async throws -> [JSONTree] {
        try await scope.run([JQRun(program: self, limit: limit)]).outputs(of: self)
    }

    /// The first output; `nil` when there is none.
    func first(over scope: JQScope) async throws -> JSONTree? {
        try await outputs(over: scope, atMost: 1).first
    }

    /// Whether the first output is neither `false` nor `null`; no output counts as false.
    func isTrue(over scope: JQScope) async throws -> Bool {
        try await first(over: scope)?.isTrue ?? false
    }

    /// ``isTrue(over:)``, or false where the program fails over what it was not written for.
    func isTrueIfItGoes(over scope: JQScope) async throws -> Bool {
        try await firstIfItGoes(over: scope)?.isTrue ?? false
    }

    /// ``first(over:)``, or nothing where the program fails over what it was not written for.
    func firstIfItGoes(over scope: JQScope) async throws -> JSONTree? {
        do {
            return try await first(over: scope)
        } catch ManagerLookupError.program {
            return nil
        }
    }

    /// Why it cannot be used.
    func failure(_ problem: String, line: Int = 1) -> ManagerLookupError {
        .program(
            file: origin.file, line: origin.line + line - 1, field: origin.field, text: text, problem: problem)
    }
}
