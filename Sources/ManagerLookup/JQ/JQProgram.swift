import CJQ
import Foundation

/// A jq program, compiled once and run over many values.
///
/// Compiling takes about 15 ms, since libjq binds its whole library each time, and running some microseconds: so it is
/// compiled at ``prepare()`` or at its first run, and kept. There is no limit on how long a program runs: one that
/// loops for ever (`repeat`, a `range` over what a CRM said) blocks its thread. Mappings are the administrator's own
/// code; a program has to be bounded by its own text, whatever the CRM answers.
final class JQProgram: @unchecked Sendable {  // `compiled` is only touched under `lock`
    /// The program as it was written.
    let text: String
    let origin: JQOrigin
    private let input: JQInput
    private let lock = NSLock()
    private var compiled: Result<OpaquePointer, ManagerLookupError>?

    /// Takes a program without compiling it.
    ///
    /// - Throws: ``ManagerLookupError/program(file:line:field:text:problem:)`` when it reaches outside its context.
    convenience init(
        _ text: String, origin: JQOrigin, input: JQInput = .whole
    ) throws(ManagerLookupError) {
        self.init(unchecked: text, origin: origin, input: input)
        if text.utf8.contains(0) { throw flaw("it contains a NUL character") }
        if let name = JQScanner.names(in: text).first(where: JQPrelude.forbidden.contains) {
            throw flaw("\(name) is not available in a mapping; a field of that name is .\(name), a key {\(name): …}")
        }
    }

    /// Takes a program as it is; only ``JQPrelude`` keeps it in its context.
    init(unchecked text: String, origin: JQOrigin, input: JQInput = .whole) {
        self.text = text
        self.origin = origin
        self.input = input
    }

    deinit {
        guard case .success(let state) = compiled else { return }
        var handle: OpaquePointer? = state
        jq_teardown(&handle)
    }

    /// Compiles the program now.
    ///
    /// - Throws: ``ManagerLookupError/program(file:line:field:text:problem:)`` naming the line and what jq says.
    func prepare() throws {
        try lock.withLock { _ = try state() }
    }

    /// The program's outputs for one input.
    ///
    /// - Parameters:
    ///   - input: the value that is `.` to the program.
    ///   - limit: how many outputs are taken; the rest is never computed.
    /// - Throws: ``ManagerLookupError/program(file:line:field:text:problem:)`` when the program fails.
    func outputs(over input: JQValue, atMost limit: Int) throws -> [JSONValue] {
        try run(over: input, atMost: limit) { JSONValue(consuming: $0) }
    }

    /// The first output; `nil` when there is none.
    func first(over input: JQValue) throws -> JSONValue? {
        try outputs(over: input, atMost: 1).first
    }

    /// Whether the first output is neither `false` nor `null`; no output counts as false.
    func isTrue(over input: JQValue) throws -> Bool {
        try first(over: input)?.isTrue ?? false
    }

    /// The first output as JSON text; `nil` when there is none.
    func text(over input: JQValue) throws -> [UInt8]? {
        try run(over: input, atMost: 1) { output in
            let text = jv_dump_string(output, 0)
            defer { jv_free(text) }
            return Array(JSONValue.string(text).utf8)
        }.first
    }

    private func run<Output>(over input: JQValue, atMost limit: Int, take: (jv) -> Output) throws -> [Output] {
        try lock.withLock {
            let state = try state()
            jq_start(state, input.makeReference(), 0)
            // The state must hold no reference to the input once another task may use it.
            defer { jq_start(state, jv_null(), 0) }
            var outputs: [Output] = []
            while outputs.count < limit {
                let next = jq_next(state)
                if jv_get_kind(next) != JV_KIND_INVALID {
                    outputs.append(take(next))
                } else if jv_invalid_has_msg(jv_copy(next)) != 0 {
                    throw flaw(Self.problem(consuming: jv_invalid_get_msg(next)))
                } else {
                    jv_free(next)
                    break
                }
            }
            return outputs
        }
    }

    /// The compiled program; only called under `lock`.
    private func state() throws(ManagerLookupError) -> OpaquePointer {
        if let compiled { return try compiled.get() }
        let result = compile()
        compiled = result
        return try result.get()
    }

    private func compile() -> Result<OpaquePointer, ManagerLookupError> {
        guard let state = jq_init() else { return .failure(flaw("no memory for a jq program")) }
        let messages = JQMessages()
        let succeeded = withExtendedLifetime(messages) {
            jq_set_error_cb(state, JQMessages.callback, Unmanaged.passUnretained(messages).toOpaque())
            defer { jq_set_error_cb(state, nil, nil) }
            return jq_compile(state, JQPrelude.text + input.prelude + text) != 0
        }
        if succeeded { return .success(state) }
        var handle: OpaquePointer? = state
        jq_teardown(&handle)
        let first = messages.first ?? JQMessages.Message(problem: "it does not compile", line: nil)
        return .failure(flaw(first.problem, line: first.line ?? 1))
    }

    private func flaw(_ problem: String, line: Int = 1) -> ManagerLookupError {
        .program(
            file: origin.file, line: origin.line + line - 1, field: origin.field, text: text, problem: problem)
    }

    private static func problem(consuming message: jv) -> String {
        switch JSONValue(consuming: message) {
        case .string(let text): JQMessages.withoutValues(text)
        case .null: "error(null)"
        case let other: "error with \(other.kind)"
        }
    }
}
