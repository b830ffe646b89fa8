import CJQ
import JSON

/// Compiles and runs programs with libjq.
final class JQEngine {
    private enum Program {
        case text(String)
        case compiled(OpaquePointer)
        case flawed(JQMessages.Message)
    }

    private let budget: JQBudget
    private let outputLimit: Int
    private var programs: [UInt64: Program] = [:]

    init(_ limits: JQLimits) {
        budget = JQBudget(limits)
        outputLimit = limits.outputMebibytes << 20
    }

    /// Stores a program, which is compiled at its first run: about 15 ms, since libjq binds its whole library each
    /// time.
    func add(_ number: UInt64, _ text: String) {
        if programs[number] == nil { programs[number] = .text(text) }
    }

    func forget() {
        for case .compiled(let state) in programs.values { Self.end(state) }
        programs = [:]
    }

    /// Executes a request.
    ///
    /// - Parameter done: called after each of the request's runs.
    func perform(_ request: JQRequest, _ done: (JQOutcome) throws -> Void) rethrows {
        let input = budget.read(byteCount: request.input.count) { Self.parsed(request.input) }
        defer { jv_free(input) }
        for run in request.runs { try done(outcome(of: run, over: input)) }
    }

    private func outcome(of run: JQRequest.Run, over input: jv) -> JQOutcome {
        guard let program = programs[run.program] else { return .failed(problem: "the worker does not know it") }
        let state: OpaquePointer
        switch compiled(program) {
        case .success(let compiled):
            state = compiled
            programs[run.program] = .compiled(compiled)
        case .failure(let message):
            programs[run.program] = .flawed(message)
            return .flawed(problem: message.problem, line: message.line ?? 1)
        }
        guard run.limit > 0 else { return .outputs([]) }
        guard jv_get_kind(input) != JV_KIND_INVALID else { return .failed(problem: "its input is not JSON") }
        return budget.run { outputs(state, jv_copy(input), atMost: run.limit) }
    }

    private func outputs(_ state: OpaquePointer, _ input: jv, atMost limit: Int) -> JQOutcome {
        jq_start(state, input, 0)
        // The state must hold no reference to the input once the input is freed.
        defer { jq_start(state, jv_null(), 0) }
        var outputs: [[UInt8]] = []
        var length = 0
        while outputs.count < limit {
            let next = jq_next(state)
            guard jv_get_kind(next) != JV_KIND_INVALID else {
                if jv_invalid_has_msg(jv_copy(next)) != 0 {
                    return .failed(problem: JVText.problem(consuming: jv_invalid_get_msg(next)))
                }
                jv_free(next)
                break
            }
            let output = JVText.bytes(consuming: jv_dump_string(next, 0)) ?? []
            length += output.count
            guard length <= outputLimit else { return .stopped(.tooMuchOutput) }
            outputs.append(output)
        }
        return .outputs(outputs)
    }

    private func compiled(_ program: Program) -> Result<OpaquePointer, JQMessages.Message> {
        switch program {
        case .compiled(let state): return .success(state)
        case .flawed(let message): return .failure(message)
        case .text(let text):
            let result = budget.compile { compile(text) }
            budget.renewMemory()
            return result
        }
    }

    private func compile(_ text: String) -> Result<OpaquePointer, JQMessages.Message> {
        guard let state = jq_init() else {
            return .failure(JQMessages.Message(problem: "no memory for a jq program", line: nil))
        }
        budget.watch(state)
        let messages = JQMessages()
        let succeeded = withExtendedLifetime(messages) {
            jq_set_error_cb(state, JQMessages.callback, Unmanaged.passUnretained(messages).toOpaque())
            defer { jq_set_error_cb(state, nil, nil) }
            return jq_compile(state, text) != 0
        }
        if succeeded { return .success(state) }
        Self.end(state)
        return .failure(messages.first ?? JQMessages.Message(problem: "it does not compile", line: nil))
    }

    private static func parsed(_ text: [UInt8]) -> jv {
        text.withUnsafeBytes { bytes in
            jv_parse_sized(bytes.baseAddress?.assumingMemoryBound(to: CChar.self), Int32(bytes.count))
        }
    }

    private static func end(_ state: OpaquePointer) {
        var handle: OpaquePointer? = state
        jq_teardown(&handle)
    }
}
